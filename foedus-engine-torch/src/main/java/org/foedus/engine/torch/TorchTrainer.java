package org.foedus.engine.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.foedus.engine.Batches;
import org.foedus.engine.EvalResult;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainResult;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.protocol.model.Architecture;

/// Trains a [Network]. On the CPU the flat weights are [#parameters()] itself; on another device
/// they are copied there before each call and back after it.
final class TorchTrainer implements Trainer {
    private final Network network;
    private final boolean staged;
    private final int threads;
    private final int width;

    /// Owns every native object that outlives a call.
    private final PointerScope owned;

    private final Device device;
    private final Tensor host;
    private final Tensor weights;
    private final Tensor gradient;
    private final List<Tensor> tensors;
    private final MemorySegment parameters;

    /// @param staged whether the weights are copied to and from the device around each call
    TorchTrainer(
            Architecture architecture,
            Network network,
            String deviceName,
            boolean staged,
            int threads) {
        this.network = network;
        this.staged = staged;
        this.threads = threads;
        width = architecture.width();
        long count = architecture.parameters();
        try (var scope = new PointerScope()) {
            owned = scope;
            device = new Device(deviceName);
            host = torch.zeros(count);
            weights = staged ? onDevice(torch.zeros(count)) : host;
            gradient = onDevice(torch.zeros(count));
            tensors = views(architecture);
            parameters = memory(host, 4 * count);
            scope.extend();
        }
    }

    /// The memory of a contiguous tensor on the CPU; gone when the tensor is.
    @SuppressWarnings("restricted") // the size is that of the allocation
    private static MemorySegment memory(Tensor tensor, long bytes) {
        return MemorySegment.ofAddress(tensor.data_ptr_float().address()).reinterpret(bytes);
    }

    /// The leaves of autograd, over the flat buffers.
    private List<Tensor> views(Architecture architecture) {
        var views = new ArrayList<Tensor>();
        for (var spec : architecture.tensors()) {
            var shape = spec.shape().stream().mapToLong(Long::longValue).toArray();
            var leaf = weights.narrow(0, spec.offset(), spec.elements()).view(shape).detach();
            leaf.set_requires_grad(true);
            // Autograd adds to a gradient that is there, so they all land in one buffer.
            leaf.mutable_grad().put(gradient.narrow(0, spec.offset(), spec.elements()).view(shape));
            views.add(leaf);
        }
        return views;
    }

    @Override
    public MemorySegment parameters() {
        return parameters;
    }

    @Override
    public TrainResult train(Batches batches, TrainSettings settings) {
        double losses = 0;
        long examples = 0;
        int step = 0;
        try (var _ = new PointerScope()) {
            begin();
            var velocity = torch.zeros_like(weights);
            var start = settings.proximalMu() == 0 ? weights : weights.clone();
            for (; step < settings.steps() && !settings.cancelled().getAsBoolean(); step++) {
                var batch = batches.next();
                losses += step(batch, settings, step, velocity, start);
                examples += batch.size();
            }
            if (staged) {
                host.copy_(weights);
            }
        }
        return new TrainResult(step, examples, step == 0 ? Double.NaN : losses / step);
    }

    /// Returns the mean loss of the batch, before the step.
    private double step(
            Examples batch, TrainSettings settings, int step, Tensor velocity, Tensor start) {
        try (var _ = new PointerScope()) {
            gradient.zero_();
            var logits = network.logits(tensors, features(batch, 0, batch.size()));
            var loss = torch.cross_entropy_loss(logits, labels(batch, 0, batch.size()));
            loss.backward();
            if (settings.weightDecay() != 0) {
                gradient.add_(weights, new Scalar(settings.weightDecay()));
            }
            if (settings.proximalMu() != 0) {
                var mu = new Scalar(settings.proximalMu());
                gradient.add_(weights, mu).sub_(start, mu);
            }
            velocity.mul_(new Scalar(settings.momentum())).add_(gradient);
            weights.sub_(velocity, new Scalar(settings.learningRate().at(step)));
            return loss.item_double();
        }
    }

    @Override
    public EvalResult evaluate(Examples examples, int batchSize) {
        double losses = 0;
        long correct = 0;
        boolean recording = GradMode.is_enabled();
        GradMode.set_enabled(false);
        try (var _ = new PointerScope()) {
            begin();
            for (int from = 0; from < examples.size(); from += batchSize) {
                int count = Math.min(batchSize, examples.size() - from);
                try (var _ = new PointerScope()) {
                    var logits = network.logits(tensors, features(examples, from, count));
                    var expected = labels(examples, from, count);
                    losses += torch.cross_entropy_loss(logits, expected).item_double() * count;
                    var answers = logits.argmax(new LongOptional(1), false);
                    correct += answers.eq(expected).sum().item_long();
                }
            }
        } finally {
            GradMode.set_enabled(recording);
        }
        double mean = examples.size() == 0 ? Double.NaN : losses / examples.size();
        return new EvalResult(examples.size(), correct, mean);
    }

    private void begin() {
        NativeLibrary.limitThreads(threads);
        if (staged) {
            weights.copy_(host);
        }
    }

    private Tensor features(Examples examples, int from, int count) {
        if (examples.width() != width) {
            throw new IllegalArgumentException(
                    "expected examples of width " + width + ", got " + examples.width());
        }
        var values = new FloatPointer((long) count * width);
        values.put(examples.features(), from * width, count * width);
        return onDevice(torch.from_blob(values, count, width));
    }

    private Tensor labels(Examples examples, int from, int count) {
        var values = new LongPointer((long) count);
        for (int i = 0; i < count; i++) {
            values.put(i, examples.labels()[from + i]);
        }
        var options = new TensorOptions(ScalarType.Long);
        var labels = torch.from_blob(values, new long[] {count}, options);
        return staged ? labels.to(device, ScalarType.Long) : labels;
    }

    private Tensor onDevice(Tensor tensor) {
        return staged ? tensor.to(device, ScalarType.Float) : tensor;
    }

    @Override
    public void close() {
        owned.close();
    }
}
