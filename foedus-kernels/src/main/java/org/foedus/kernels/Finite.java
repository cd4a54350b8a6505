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

    /// Index of the first NaN, or number of a magnitude above `largest`, among the floats of
    /// `data`, or -1.
    public static long firstBeyond(MemorySegment data, float largest) {
        long count = data.byteSize() / Float.BYTES;
        for (long i = 0; i < count; i++) {
            float value = data.getAtIndex(Fp32.LAYOUT, i);
            if (!(Math.abs(value) <= largest)) {
                return i;
            }
        }
        return -1;
    }

    /// The largest magnitude among the floats of `data`; 0 without any.
    public static float largest(MemorySegment data) {
        long count = data.byteSize() / Float.BYTES;
        float largest = 0;
        for (long i = 0; i < count; i++) {
            largest = Math.max(largest, Math.abs(data.getAtIndex(Fp32.LAYOUT, i)));
        }
        return largest;
    }
}
