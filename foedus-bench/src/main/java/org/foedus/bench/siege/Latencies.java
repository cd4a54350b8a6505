package org.foedus.bench.siege;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// How long calls took, and which failed, in one phase. Thread-safe.
final class Latencies {
    private final List<Double> millis = new ArrayList<>();
    private final TreeMap<String, Integer> failures = new TreeMap<>();

    synchronized void took(long nanos) {
        millis.add(nanos / 1e6);
    }

    synchronized void failed(String why) {
        failures.merge(why, 1, Integer::sum);
    }

    synchronized int failures() {
        return failures.values().stream().mapToInt(Integer::intValue).sum();
    }

    private double percentile(int percent) {
        if (millis.isEmpty()) {
            return Double.NaN;
        }
        var sorted = new ArrayList<>(millis);
        Collections.sort(sorted);
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    @Override
    public synchronized String toString() {
        return String.format(
                Locale.ROOT,
                "%5d calls  p50 %8.1f ms  p99 %8.1f ms  max %8.1f ms%s",
                millis.size(),
                percentile(50),
                percentile(99),
                percentile(100),
                failures.isEmpty() ? "" : "  failed: " + failures);
    }
}
