package org.foedus.protocol.model;

import java.util.List;

/// One tensor of a model: name, shape, where it starts in the flat parameters (in elements).
public record TensorSpec(String name, List<Long> shape, long offset) {
    public TensorSpec {
        shape = List.copyOf(shape);
    }

    public long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }
}
