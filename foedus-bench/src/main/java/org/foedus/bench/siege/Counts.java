package org.foedus.bench.siege;

import java.util.Map;
import java.util.TreeMap;

/// How often each outcome was seen. Thread-safe.
final class Counts {
    private final TreeMap<String, Long> counts = new TreeMap<>();

    synchronized void add(String outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }

    synchronized Map<String, Long> all() {
        return new TreeMap<>(counts);
    }
}
