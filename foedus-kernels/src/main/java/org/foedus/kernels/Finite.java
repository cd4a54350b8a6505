package org.foedus.kernels;

import java.lang.foreign.MemorySegment;

/// The search for numbers that are none.
public final class Finite {
    private Finite() {}

    /// Index of the first NaN or infinity among the floats of `data`, or -1.
    public static long firstNonFinite(MemorySegment data) {
        long count = data.byteSize() / Float.BYTES;
        for (long i = 0; i < count; i++) {
            if (!Float.isFinite(data.getAtIndex(Fp32.LAYOUT, i))) {
                return i;
            }
        }
        return -1;
    }
}
