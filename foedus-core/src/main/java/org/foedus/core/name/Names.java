package org.foedus.core.name;

import java.text.Normalizer;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// The rules for names and free texts.
public final class Names {
    public static final int MAX_LENGTH = 64;
    public static final String PATTERN = "[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(PATTERN);
    private static final Pattern TAG = Pattern.compile("<[a-zA-Z/!?]");
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    private Names() {}

    /// Returns `value` if it is a name: 1 to 64 of `a-z`, `0-9` and inner `-`. Else `BAD_NAME`.
    public static String check(String kind, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME,
                    kind
                            + " '"
                            + shown(value)
                            + "': expected 1 to "
                            + MAX_LENGTH
                            + " of a-z, 0-9 and inner hyphens");
        }
        return value;
    }

    /// Returns `value` if it is an ISO 3166-1 alpha-2 code by its form.
    public static String country(String value) {
        if (!COUNTRY.matcher(value).matches()) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME,
                    "country '" + shown(value) + "': expected two capital letters (ISO 3166-1)");
        }
        return value;
    }

    /// Returns a free text in NFC, without characters that can't be seen (line feeds stay),
    /// trimmed: `value` itself, where it is so already. Empty or longer than `maxLength` characters
    /// is `BAD_REQUEST`.
    public static String text(String kind, String value, int maxLength) {
        var clean = clean(value);
        if (clean.isEmpty() || clean.length() > maxLength) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    kind + ": expected 1 to " + maxLength + " characters, found " + clean.length());
        }
        return clean.equals(value) ? value : clean;
    }

    /// Checks what a member signs for others to read: `value` cleaned has 1 to `maxLength`
    /// characters, and nothing in it can't be seen, steers a terminal, turns the direction of other
    /// texts, or is a tag of HTML. Else `BAD_REQUEST`.
    public static void plain(String kind, String value, int maxLength) {
        text(kind, value, maxLength);
        harmless(kind, value);
    }

    private static void harmless(String kind, String value) {
        Unseen.first(value)
                .ifPresent(found -> {
                    throw new FoedusException(
                            ErrorCode.BAD_REQUEST,
                            kind + ": expected no characters that can't be seen, found " + found);
                });
        if (TAG.matcher(value).find()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, kind + ": expected a plain text, found HTML");
        }
    }

    /// Checks what a member signs for others to read, and may leave empty.
    public static void plainOrEmpty(String kind, String value, int maxLength) {
        shortText(kind, value, maxLength);
        harmless(kind, value);
    }

    /// Checks that `value` has at most `maxLength` characters; it may be empty. Else `BAD_REQUEST`.
    public static void shortText(String kind, String value, int maxLength) {
        if (value.length() > maxLength) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    kind
                            + ": expected at most "
                            + maxLength
                            + " characters, found "
                            + value.length());
        }
    }

    private static String clean(String value) {
        var kept = new StringBuilder(value.length());
        var points = value.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '\n' || !Unseen.is(points[i]) || Unseen.writes(points, i)) {
                kept.appendCodePoint(points[i]);
            }
        }
        return Normalizer.normalize(kept, Normalizer.Form.NFC).strip();
    }

    private static String shown(String value) {
        var clean = clean(value);
        return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) + "…" : clean;
    }
}
