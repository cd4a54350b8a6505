package org.foedus.protocol.message;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A language that Foedus speaks. Where none is asked for, or none of those, it is English.
public enum Language {
    EN,
    IT,
    PT,
    RU,
    HI,
    ZH;

    /// Of a header or a variable that is longer, only the beginning is looked at.
    private static final int MAX_LENGTH = 400;

    private static final double NO_WEIGHT = 0;

    /// Two letters of ISO 639.
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The language that a tag begins with: `pt`, `pt-BR`, `zh_CN.UTF-8`.
    public static Optional<Language> of(String tag) {
        var first = tag.strip().split("[-_.@]", 2)[0].toLowerCase(Locale.ROOT);
        for (var language : values()) {
            if (language.tag().equals(first)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    /// The one that the header `Accept-Language` likes best (RFC 9110, 12.5.4).
    public static Language accepted(@Nullable String header) {
        var best = EN;
        double weight = NO_WEIGHT;
        for (var range : bounded(header).split(",")) {
            var parts = range.split(";", 2);
            double asked = parts.length == 1 ? 1 : quality(parts[1]);
            var language = of(parts[0]);
            if (language.isPresent() && asked > weight) {
                best = language.get();
                weight = asked;
            }
        }
        return best;
    }

    /// `q=0.8`; what is no quality counts nothing.
    private static double quality(String text) {
        var bare = text.strip();
        return bare.matches("[qQ]=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")
                ? Double.parseDouble(bare.substring(2))
                : NO_WEIGHT;
    }

    /// The one of the first of these variables that is set: as POSIX has it, `LC_ALL` before
    /// `LC_MESSAGES` before `LANG`.
    public static Language ofLocale(@Nullable String... variables) {
        for (var variable : variables) {
            if (variable != null && !variable.isBlank()) {
                return of(bounded(variable)).orElse(EN);
            }
        }
        return EN;
    }

    private static String bounded(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }
}
