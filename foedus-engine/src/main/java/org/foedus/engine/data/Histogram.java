package org.foedus.engine.data;

import java.util.ArrayList;
import java.util.List;

/// How many examples there are of each class.
///
/// @param counts by class, from 0
public record Histogram(List<Integer> counts) {
    private static final int MOST_NUMBERS = 20;
    private static final String BARS = "▁▂▃▄▅▆▇█";

    public Histogram {
        counts = List.copyOf(counts);
    }

    /// @param labels each in [0, classes)
    public static Histogram of(int[] labels, int classes) {
        var sums = new int[classes];
        for (int label : labels) {
            sums[label]++;
        }
        var counts = new ArrayList<Integer>(classes);
        for (int sum : sums) {
            counts.add(sum);
        }
        return new Histogram(counts);
    }

    /// The classes with no example, ascending.
    public List<Integer> missing() {
        var missing = new ArrayList<Integer>();
        for (int i = 0; i < counts.size(); i++) {
            if (counts.get(i) == 0) {
                missing.add(i);
            }
        }
        return missing;
    }

    /// The numbers, as far as they are few; bars for many classes.
    public String text() {
        if (counts.size() > MOST_NUMBERS) {
            return bars();
        }
        var text = new StringBuilder();
        for (int i = 0; i < counts.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(i).append(": ").append(counts.get(i));
        }
        return text.toString();
    }

    /// One character a class: a bar relative to the largest class, `·` where there is none.
    public String bars() {
        int most = counts.stream().mapToInt(Integer::intValue).max().orElse(0);
        var text = new StringBuilder();
        for (int count : counts) {
            text.append(
                    count == 0
                            ? '·'
                            : BARS.charAt((int) ((BARS.length() * (long) count - 1) / most)));
        }
        return text.toString();
    }
}
