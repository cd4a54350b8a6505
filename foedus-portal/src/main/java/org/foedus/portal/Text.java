package org.foedus.portal;

import java.text.Normalizer;

/// Makes texts that people wrote harmless to look at: what can't be seen but changes how the rest
/// is read goes away, and what looks the same becomes the same.
///
/// Removed are control characters, marks and overrides of writing direction, other invisible format
/// characters, tags, noncharacters and private use; unpaired surrogates become U+FFFD. The two
/// joiners (U+200C, U+200D) stay: Indic and Persian writing and emoji need them.
public final class Text {
    private static final int REPLACEMENT = 0xFFFD;

    private Text() {}

    /// One line in Unicode's form C: breaks and tabs become a space, the ends are trimmed. Cleaning
    /// twice changes nothing.
    public static String clean(String text) {
        return clean(text, false).strip();
    }

    /// As [#clean], but line breaks (as `\n`) and tabs stay, and the ends are not trimmed.
    public static String cleanLines(String text) {
        return clean(text, true);
    }

    /// The text with every character that [#cleanLines] would remove written as a backslash, `u`
    /// and four hexadecimal digits for each of its UTF-16 units: for evidence, where dropping a
    /// character would hide it. Nothing is normalised. Inside a JSON string the meaning stays.
    public static String reveal(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> appendRevealed(out, c));
        return out.toString();
    }

    private static String clean(String text, boolean lines) {
        var out = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(c -> appendClean(out, c, lines));
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }

    private static void appendClean(StringBuilder out, int c, boolean lines) {
        if (isBreak(c)) {
            out.append(lines ? '\n' : ' ');
        } else if (c == '\t') {
            out.append(lines ? '\t' : ' ');
        } else if (Character.getType(c) == Character.SURROGATE) {
            out.appendCodePoint(REPLACEMENT);
        } else if (!isHidden(c)) {
            out.appendCodePoint(c);
        }
    }

    private static void appendRevealed(StringBuilder out, int c) {
        boolean plain = c == '\n' || c == '\t';
        if (plain || !isBreak(c) && !isHidden(c)) {
            out.appendCodePoint(c);
            return;
        }
        for (char unit : Character.toChars(c)) {
            out.append(String.format("\\u%04x", (int) unit));
        }
    }

    private static boolean isBreak(int c) {
        return c == '\n' || c == '\r' || c == 0x0B || c == 0x0C || c == 0x85 || isSeparator(c);
    }

    private static boolean isSeparator(int c) {
        return c == 0x2028 || c == 0x2029;
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE -> true;
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            default -> isNoncharacter(c) || isBlankFiller(c);
        };
    }

    private static boolean isNoncharacter(int c) {
        return (c & 0xFFFE) == 0xFFFE || c >= 0xFDD0 && c <= 0xFDEF;
    }

    /// Letters that are drawn as nothing, and the second block of variation selectors.
    private static boolean isBlankFiller(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x3164
                || c == 0xFFA0
                || c >= 0xE0100 && c <= 0xE01EF;
    }
}
