package org.foedus.engine.torch;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The forward passes of the named architectures, over their tensors in manifest order.
enum Network {
    /// See `Architectures.LENET5`.
    LENET5 {
        @Override
        Tensor logits(List<Tensor> p, Tensor features) {
            var images = features.view(-1, 1, 28, 28);
            var first = pooled(convolved(images, p.get(0), p.get(1), 2));
            var second = pooled(convolved(first, p.get(2), p.get(3), 0));
            var flat = second.view(-1, 400);
            var hidden = torch.relu(linear(flat, p.get(4), p.get(5)));
            return linear(torch.relu(linear(hidden, p.get(6), p.get(7))), p.get(8), p.get(9));
        }
    },
    /// See `Architectures.MLP`.
    MLP {
        @Override
        Tensor logits(List<Tensor> p, Tensor features) {
            return linear(torch.relu(linear(features, p.get(0), p.get(1))), p.get(2), p.get(3));
        }
    };

    private static final long[] ONE = {1, 1};

    /// @param parameters in manifest order
    /// @param features one row an example
    /// @return one row of logits an example
    abstract Tensor logits(List<Tensor> parameters, Tensor features);

    static Optional<Network> named(String architecture) {
        return Arrays.stream(values())
                .filter(network -> network.architecture().equals(architecture))
                .findFirst();
    }

    static Set<String> names() {
        var names = new TreeSet<String>();
        for (var network : values()) {
            names.add(network.architecture());
        }
        return names;
    }

    private String architecture() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    private static Tensor convolved(Tensor in, Tensor weight, Tensor bias, long padding) {
        var paddings = new long[] {padding, padding};
        return torch.relu(
                torch.conv2d(in, weight, new TensorOptional(bias), ONE, paddings, ONE, 1));
    }

    private static Tensor pooled(Tensor in) {
        return torch.max_pool2d(in, 2, 2);
    }

    private static Tensor linear(Tensor in, Tensor weight, Tensor bias) {
        return torch.linear(in, weight, new TensorOptional(bias));
    }
}
