package org.foedus.cli;

import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// How names of the code and times are written for people.
final class Phrase {
    private static final int DAY = "2027-01-31".length();
    private static final int MINUTE = "2027-01-31T12:00".length();

    private Phrase() {}

    /// As people type it and programs read it: `not-fulfilled`.
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// As people read it: `not fulfilled`.
    static String words(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /// `2027-01-31`.
    static String day(Instant at) {
        return at.toString().substring(0, DAY);
    }

    /// `2027-01-31 12:00 UTC`.
    static String minute(Instant at) {
        return at.toString().substring(0, MINUTE).replace('T', ' ') + " UTC";
    }

    /// `one, two`, or `none`.
    static String list(Collection<?> things) {
        return things.isEmpty()
                ? "none"
                : things.stream()
                        .map(t -> t instanceof Enum<?> e ? words(e) : t.toString())
                        .collect(Collectors.joining(", "));
    }

    /// `1 vote`, `2 votes`.
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    /// The constant called `text`.
    static <E extends Enum<E>> E choose(String what, String text, E[] values) {
        for (var value : values) {
            if (label(value).equals(text)) {
                return value;
            }
        }
        var names = java.util.Arrays.stream(values).map(Phrase::label);
        throw new FoedusException(
                ErrorCode.BAD_REQUEST,
                what
                        + ": expected "
                        + names.collect(Collectors.joining(", "))
                        + ", found '"
                        + text
                        + "'");
    }
}
