package org.foedus.core.policy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// One comparison of a condition, for the owner to see which of them failed.
///
/// @param text as the owner wrote it, or could have
/// @param value `true`, `false`, or why there is none
/// @param attributes what it looked at, with the plan's values
public record Part(String text, String value, SortedMap<String, String> attributes) {
    public Part {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
}
