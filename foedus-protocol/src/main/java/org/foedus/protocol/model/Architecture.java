package org.foedus.protocol.model;

import java.util.List;

/// A named architecture: the tensors, in manifest order (the order of the flat parameters and of
/// the safetensors file), and what goes in and out.
///
/// @param name as in a plan: `lenet5`, `mlp`
/// @param tensors all trainable, `fp32`; offsets contiguous from 0
/// @param inputShape of one example, channels first: (1, 28, 28)
/// @param classes number of outputs
public record Architecture(
        String name, List<TensorSpec> tensors, List<Integer> inputShape, int classes) {
    public Architecture {
        tensors = List.copyOf(tensors);
        inputShape = List.copyOf(inputShape);
    }

    /// Number of parameters.
    public long parameters() {
        return tensors.stream().mapToLong(TensorSpec::elements).sum();
    }

    /// Features of one example.
    public int width() {
        return inputShape.stream().reduce(1, Math::multiplyExact);
    }
}
