package org.foedus.portal.state;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Which page somebody asks for.
///
/// @param id of the thing that it is about, decoded; empty where the place has none
/// @param query parameters by their names, decoded; the values of one that stands there several
///   times with a blank between them
public record Asked(Place place, String id, SortedMap<String, String> query) {
    /// The parameters that any place knows; others mean nothing.
    public static final List<String> PARAMETERS =
            List.of(
                    "page", "members", "version", "view", "status", "before", "q", "type",
                    "country", "run");

    static final int MOST_PAGES = 1_000_000;

    /// Most runs that are looked for at a time.
    static final int MOST_RUNS = 50;

    public Asked {
        query = Collections.unmodifiableSortedMap(new TreeMap<>(query));
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// Which page of a list.
    long page() {
        return number("page", 1, 1, MOST_PAGES);
    }

    /// A whole number in [min, max]; `BAD_REQUEST` for anything else.
    long number(String name, long otherwise, long min, long max) {
        var text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // named below
        }
        throw new FoedusException(
                ErrorCode.BAD_REQUEST,
                String.format(
                        Locale.ROOT, "%s: expected a whole number from %d to %d", name, min, max));
    }
}
