package org.foedus.portal;

import org.foedus.protocol.message.Language;

/// How many members a country has, by its ISO 3166 code of two letters.
public record Spot(String country, long members) {
    String flag() {
        return Country.flag(country);
    }

    String name(Language language) {
        return Country.name(country, language);
    }
}
