package org.foedus.protocol.safetensors;

import java.util.List;

/// One tensor as a header describes it.
///
/// @param name 1–200 characters of `A-Z a-z 0-9 _ . - /`
/// @param shape dimensions, each ≥ 0, at most 8; empty for a scalar
/// @param offset where its bytes begin, counted from the start of the data section
public record TensorInfo(String name, DType dtype, List<Long> shape, long offset) {
    public TensorInfo {
        shape = List.copyOf(shape);
    }

    /// Number of elements.
    ///
    /// @throws ArithmeticException if it is beyond 2⁶³ - 1
    public long elements() {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }

    /// Length in bytes.
    ///
    /// @throws ArithmeticException if it is beyond 2⁶³ - 1
    public long bytes() {
        return Math.multiplyExact(elements(), dtype.bytes());
    }

    /// Where its bytes end (exclusive), counted from the start of the data section.
    public long end() {
        return Math.addExact(offset, bytes());
    }

    @Override
    public String toString() {
        return "'" + name + "' " + dtype + shape;
    }
}
