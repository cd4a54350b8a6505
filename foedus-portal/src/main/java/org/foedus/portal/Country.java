package org.foedus.portal;

import com.ibm.icu.util.ULocale;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.protocol.message.Language;

/// Names and flags of countries by their ISO 3166 code of two letters.
final class Country {
    private static final Set<String> CODES = new TreeSet<>(Set.of(Locale.getISOCountries()));
    private static final int REGIONAL_INDICATOR_A = 0x1F1E6;

    private Country() {}

    /// The flag as two regional indicators, or nothing where the code is unknown.
    static String flag(String code) {
        if (!isKnown(code)) {
            return "";
        }
        var flag = new StringBuilder();
        upper(code).chars().forEach(c -> flag.appendCodePoint(REGIONAL_INDICATOR_A + c - 'A'));
        return flag.toString();
    }

    /// The name in a language, or the code itself where it is unknown.
    static String name(String code, Language language) {
        return isKnown(code)
                ? ULocale.getDisplayCountry("und_" + upper(code), language.tag())
                : Text.clean(code);
    }

    static boolean isKnown(String code) {
        return CODES.contains(upper(code));
    }

    private static String upper(String code) {
        return code.toUpperCase(Locale.ROOT);
    }
}
