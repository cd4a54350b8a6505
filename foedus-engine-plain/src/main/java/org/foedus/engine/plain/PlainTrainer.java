package org.foedus.engine.plain;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.foedus.engine.Batches;
import org.foedus.engine.EvalResult;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainResult;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.protocol.model.Architecture;

/// Trains a [Perceptron]. The parameters live off the heap between calls and in an array during
/// one; each way is one copy.
final class PlainTrainer implements Trainer {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment parameters;
    private final Perceptron perceptron;
    private final float[] weights;

    PlainTrainer(Architecture architecture) {
        perceptron = new Perceptron(architecture);
        weights = new float[perceptron.parameters()];
        parameters = arena.allocate(4L * weights.length, 64);
    }

    @Override
    public MemorySegment parameters() {
        return parameters;
    }

    @Override
    public TrainResult train(Batches batches, TrainSettings settings) {
        MemorySegment.copy(parameters, FLOAT, 0, weights, 0, weights.length);
        var start = settings.proximalMu() == 0 ? weights : weights.clone();
        var gradient = new float[weights.length];
        var velocity = new float[weights.length];
        double losses = 0;
        long examples = 0;
        int step = 0;
        for (; step < settings.steps() && !settings.cancelled().getAsBoolean(); step++) {
            var batch = batches.next();
            losses += perceptron.gradient(weights, batch, gradient).loss();
            examples += batch.size();
            descend(settings, step, gradient, velocity, start);
        }
        MemorySegment.copy(weights, 0, parameters, FLOAT, 0, weights.length);
        return new TrainResult(step, examples, step == 0 ? Double.NaN : losses / step);
    }

    private void descend(
            TrainSettings settings, int step, float[] gradient, float[] velocity, float[] start) {
        float rate = (float) settings.learningRate().at(step);
        float momentum = (float) settings.momentum();
        float decay = (float) settings.weightDecay();
        float proximal = (float) settings.proximalMu();
        for (int i = 0; i < weights.length; i++) {
            float w = weights[i];
            float slope = gradient[i] + decay * w + proximal * (w - start[i]);
            velocity[i] = momentum * velocity[i] + slope;
            weights[i] = w - rate * velocity[i];
        }
    }

    @Override
    public EvalResult evaluate(Examples examples, int batchSize) {
        MemorySegment.copy(parameters, FLOAT, 0, weights, 0, weights.length);
        double losses = 0;
        long correct = 0;
        for (int from = 0; from < examples.size(); from += batchSize) {
            var batch = slice(examples, from, Math.min(examples.size(), from + batchSize));
            var outcome = perceptron.evaluate(weights, batch);
            losses += outcome.loss() * batch.size();
            correct += outcome.correct();
        }
        double mean = examples.size() == 0 ? Double.NaN : losses / examples.size();
        return new EvalResult(examples.size(), correct, mean);
    }

    private static Examples slice(Examples examples, int from, int to) {
        int width = examples.width();
        return new Examples(
                Arrays.copyOfRange(examples.features(), from * width, to * width),
                Arrays.copyOfRange(examples.labels(), from, to),
                width);
    }

    @Override
    public void close() {
        arena.close();
    }
}
