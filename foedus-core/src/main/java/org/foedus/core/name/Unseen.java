package org.foedus.core.name;

import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Characters that can't be seen but change what a text says or how it is read, told by their
/// Unicode properties: the general categories Cc, Cf, Cs, Co, Cn, Zl and Zp, and what is
/// Default_Ignorable_Code_Point beside them. The categories are those of the JDK (Unicode 16 in
/// Java 25).
///
/// Two joiners and the emoji selectors are writing where they have something to join: between
/// letters of a script that needs them (Persian, Hindi, Sinhala), and in sequences of emoji.
final class Unseen {
    private static final int ZWNJ = 0x200C;
    private static final int ZWJ = 0x200D;
    private static final int VS15 = 0xFE0E;
    private static final int VS16 = 0xFE0F;

    /// Scripts whose letters are joined, or kept from it, by a joiner.
    private static final Set<UnicodeScript> JOINING =
            EnumSet.of(
                    UnicodeScript.ARABIC,
                    UnicodeScript.SYRIAC,
                    UnicodeScript.MONGOLIAN,
                    UnicodeScript.DEVANAGARI,
                    UnicodeScript.BENGALI,
                    UnicodeScript.GURMUKHI,
                    UnicodeScript.GUJARATI,
                    UnicodeScript.ORIYA,
                    UnicodeScript.TAMIL,
                    UnicodeScript.TELUGU,
                    UnicodeScript.KANNADA,
                    UnicodeScript.MALAYALAM,
                    UnicodeScript.SINHALA,
                    UnicodeScript.KHMER,
                    UnicodeScript.MYANMAR,
                    UnicodeScript.TIBETAN);

    private Unseen() {}

    /// Where the first one is, in code points from 0, and which.
    record Found(int at, int character) {
        /// As `U+061C ARABIC LETTER MARK at character 3`.
        @Override
        public String toString() {
            var name = Character.getName(character);
            return String.format("U+%04X", character)
                    + (name == null ? "" : " " + name)
                    + " at character "
                    + (at + 1);
        }
    }

    /// The first character that nobody sees, where it writes nothing. Line feeds, carriage returns
    /// and tabs are none.
    static Optional<Found> first(String text) {
        var points = text.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            boolean blank = c == '\n' || c == '\r' || c == '\t';
            if (!blank && is(c) && !writes(points, i)) {
                return Optional.of(new Found(i, c));
            }
        }
        return Optional.empty();
    }

    /// Whether a character is one of them, wherever it stands.
    static boolean is(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> isIgnorable(c);
        };
    }

    /// Default_Ignorable_Code_Point, as far as it is none of the categories: the grapheme joiner,
    /// Hangul fillers, two Khmer vowels, and variation selectors.
    private static boolean isIgnorable(int c) {
        return c == 0x034F
                || c == 0x115F
                || c == 0x1160
                || c == 0x17B4
                || c == 0x17B5
                || c >= 0x180B && c <= 0x180F
                || c == 0x3164
                || c >= 0xFE00 && c <= VS16
                || c == 0xFFA0
                || c >= 0xE0100 && c <= 0xE01EF;
    }

    /// Whether the joiner or selector at `i` has its place there.
    static boolean writes(int[] points, int i) {
        if (i == 0) {
            return false;
        }
        int before = points[i - 1];
        return switch (points[i]) {
            case VS15, VS16 -> Character.isEmoji(before);
            case ZWNJ -> joins(points, i);
            case ZWJ -> joins(points, i) || joinsEmoji(points, i);
            default -> false;
        };
    }

    private static boolean joins(int[] points, int i) {
        int base = i - 1;
        while (base > 0 && isMark(points[base])) {
            base--;
        }
        return i + 1 < points.length && isJoined(points[base]) && isJoined(points[i + 1]);
    }

    private static boolean isJoined(int c) {
        return (Character.isLetter(c) || isMark(c)) && JOINING.contains(UnicodeScript.of(c));
    }

    private static boolean isMark(int c) {
        int type = Character.getType(c);
        return (type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK)
                && !is(c);
    }

    private static boolean joinsEmoji(int[] points, int i) {
        int base = i - 1;
        if (base > 0 && (points[base] == VS16 || Character.isEmojiModifier(points[base]))) {
            base--;
        }
        return i + 1 < points.length
                && Character.isExtendedPictographic(points[base])
                && Character.isExtendedPictographic(points[i + 1]);
    }
}
