package org.foedus.kernels;

import java.lang.foreign.MemorySegment;

/// Differences of models.
public final class Difference {
    private Difference() {}

    /// `delta[i] = after[i] - before[i]` in `fp32`; `delta` may be `after`.
    public static void of(MemorySegment after, MemorySegment before, MemorySegment delta) {
        long count = delta.byteSize() / Float.BYTES;
        for (long i = 0; i < count; i++) {
            delta.setAtIndex(
                    Fp32.LAYOUT,
                    i,
                    after.getAtIndex(Fp32.LAYOUT, i) - before.getAtIndex(Fp32.LAYOUT, i));
        }
    }
}
