package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Which of many numbers a picture shows: all of few. Of many, for each stretch of as many numbers
/// the lowest and the highest, so that no peak and no drop is lost.
///
/// @param kept positions, ascending
record Thin(List<Integer> kept) {
    Thin {
        kept = List.copyOf(kept);
    }

    /// @param values what is not finite is neither lowest nor highest; a stretch of such stays a
    ///   gap
    /// @param most positions that are kept, at least 2
    static Thin of(List<Double> values, int most) {
        int count = values.size();
        if (count <= most) {
            return new Thin(IntStream.range(0, count).boxed().toList());
        }
        int stretches = most / 2;
        int stretch = (count + stretches - 1) / stretches;
        var kept = new ArrayList<Integer>();
        for (int from = 0; from < count; from += stretch) {
            keep(values, from, Math.min(count, from + stretch), kept);
        }
        return new Thin(kept);
    }

    private static void keep(List<Double> values, int from, int to, List<Integer> kept) {
        int low = -1;
        int high = -1;
        for (int i = from; i < to; i++) {
            double value = values.get(i);
            if (Double.isFinite(value)) {
                low = low < 0 || value < values.get(low) ? i : low;
                high = high < 0 || value > values.get(high) ? i : high;
            }
        }
        if (low < 0) {
            kept.add(from);
        } else if (low == high) {
            kept.add(low);
        } else {
            kept.add(Math.min(low, high));
            kept.add(Math.max(low, high));
        }
    }

    <T> List<T> of(List<T> all) {
        return kept.stream().map(all::get).toList();
    }
}
