package org.foedus.kernels;

import java.lang.foreign.MemorySegment;

/// Weighted sums of updates.
public final class WeightedSum {
    private WeightedSum() {}

    /// `sum[i] = fma(weight, update[from + i], sum[i])` for i in [0, count).
    ///
    /// @param from in elements
    public static void add(
            double[] sum, MemorySegment update, long from, int count, double weight) {
        for (int i = 0; i < count; i++) {
            sum[i] = Math.fma(weight, update.getAtIndex(Fp32.LAYOUT, from + i), sum[i]);
        }
    }
}
