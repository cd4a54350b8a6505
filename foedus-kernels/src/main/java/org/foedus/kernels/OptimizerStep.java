package org.foedus.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// The server optimizers' elementwise steps, in `fp64`, rounded to `fp32` where they are stored.
public final class OptimizerStep {
    private OptimizerStep() {}

    /// `m = fp32(fma(beta, m_before, sum)); sum = m`, with m_before = 0 where there is none.
    public static void momentum(
            double[] sum,
            int count,
            Optional<MemorySegment> before,
            MemorySegment after,
            long from,
            double beta) {
        if (before.isEmpty()) {
            for (int i = 0; i < count; i++) {
                float m = (float) sum[i];
                after.setAtIndex(Fp32.LAYOUT, from + i, m);
                sum[i] = m;
            }
            return;
        }
        var old = before.get();
        for (int i = 0; i < count; i++) {
            float m = (float) Math.fma(beta, old.getAtIndex(Fp32.LAYOUT, from + i), sum[i]);
            after.setAtIndex(Fp32.LAYOUT, from + i, m);
            sum[i] = m;
        }
    }

    /// `after = fp32(fma(rate, step, before))`.
    public static void apply(
            double[] step,
            int count,
            MemorySegment before,
            MemorySegment after,
            long from,
            double rate) {
        for (int i = 0; i < count; i++) {
            double next = Math.fma(rate, step[i], before.getAtIndex(Fp32.LAYOUT, from + i));
            after.setAtIndex(Fp32.LAYOUT, from + i, (float) next);
        }
    }
}
