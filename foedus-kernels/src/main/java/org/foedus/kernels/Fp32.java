package org.foedus.kernels;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The layout of all tensor data: 4-byte floats, little-endian, unaligned.
public final class Fp32 {
    public static final ValueLayout.OfFloat LAYOUT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Fp32() {}
}
