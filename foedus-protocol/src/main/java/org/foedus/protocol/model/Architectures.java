package org.foedus.protocol.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/// The architectures that have a name, and how their parameters start.
public final class Architectures {
    /// A convolutional network of LeNet-5's size on 1×28×28: conv 1→6 5×5 padding 2, ReLU, max-pool
    /// 2, conv 6→16 5×5, ReLU, max-pool 2, then 400→120→84→10 with ReLU between; 61 706 parameters.
    public static final Architecture LENET5 =
            new Layers()
                    .layer("conv1", 6, 1, 5, 5)
                    .layer("conv2", 16, 6, 5, 5)
                    .layer("fc1", 120, 400)
                    .layer("fc2", 84, 120)
                    .layer("fc3", 10, 84)
                    .named("lenet5");

    /// A perceptron on 28×28 flattened: 784→128→10 with ReLU between; 101 770 parameters.
    public static final Architecture MLP =
            new Layers().layer("fc1", 128, 784).layer("fc2", 10, 128).named("mlp");

    private static final List<Architecture> ALL = List.of(LENET5, MLP);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Architectures() {}

    /// All of them, in a fixed order.
    public static List<Architecture> all() {
        return ALL;
    }

    public static Optional<Architecture> named(String name) {
        return ALL.stream().filter(known -> known.name().equals(name)).findFirst();
    }

    /// A first model as a whole safetensors file. Weights and biases are uniform within ±1/√(fan-in
    /// of their layer), which is PyTorch's default for such layers (He et al., arXiv 1502.01852,
    /// with a = √5); drawn in manifest order from one `SplittableRandom(seed)`, so every engine
    /// starts from the same bytes.
    public static byte[] initialise(Architecture architecture, long seed) {
        var parameters =
                MemorySegment.ofArray(new byte[Math.toIntExact(4 * architecture.parameters())]);
        var chance = new SplittableRandom(seed);
        long next = 0;
        for (var tensor : architecture.tensors()) {
            double bound = 1 / Math.sqrt((double) fanIn(architecture, tensor));
            for (long i = 0; i < tensor.elements(); i++) {
                float value = (float) ((2 * chance.nextDouble() - 1) * bound);
                parameters.set(FLOAT, 4 * next++, value);
            }
        }
        return ModelFile.bytes(architecture, parameters, new TreeMap<>());
    }

    /// Inputs of one output of the layer that `tensor` belongs to.
    private static long fanIn(Architecture architecture, TensorSpec tensor) {
        var layer = tensor.name().substring(0, tensor.name().lastIndexOf('.'));
        return architecture.tensors().stream()
                .filter(other -> other.name().equals(layer + ".weight"))
                .mapToLong(weight -> weight.elements() / weight.shape().getFirst())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight beside " + tensor));
    }

    /// Lays layers one after the other.
    private static final class Layers {
        private final List<TensorSpec> tensors = new ArrayList<>();
        private long next;

        /// A weight of that shape, outputs first, and a bias of its outputs.
        Layers layer(String name, long outputs, long... rest) {
            var shape = new ArrayList<Long>(List.of(outputs));
            for (long dimension : rest) {
                shape.add(dimension);
            }
            add(name + ".weight", shape);
            add(name + ".bias", List.of(outputs));
            return this;
        }

        private void add(String name, List<Long> shape) {
            var tensor = new TensorSpec(name, shape, next);
            tensors.add(tensor);
            next += tensor.elements();
        }

        Architecture named(String name) {
            return new Architecture(name, tensors, List.of(1, 28, 28), 10);
        }
    }
}
