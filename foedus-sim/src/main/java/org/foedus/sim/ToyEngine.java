package org.foedus.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foedus.engine.Batches;
import org.foedus.engine.Engine;
import org.foedus.engine.EvalResult;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainResult;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.kernels.Fp32;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.TensorSpec;

/// Softmax regression on four features and two classes: real gradients, ten parameters, and steps
/// that take virtual time.
///
/// @param step how long one takes
/// @param pull added to the first parameter by each training: huge, it shows in which order updates
///   were folded
record ToyEngine(Machine machine, Duration step, float pull) implements Engine {
    static final int FEATURES = 4;
    static final int CLASSES = 2;
    static final Architecture ARCHITECTURE =
            new Architecture(
                    "toy",
                    List.of(
                            new TensorSpec("fc.weight", List.of(2L, 4L), 0),
                            new TensorSpec("fc.bias", List.of(2L), 8)),
                    List.of(1, 2, 2),
                    CLASSES);
    private static final int BIAS = FEATURES * CLASSES;

    @Override
    public String name() {
        return "toy";
    }

    @Override
    public Set<String> architectures() {
        return Set.of(ARCHITECTURE.name());
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public String device() {
        return "simulated";
    }

    @Override
    public Trainer open(Architecture architecture, int threads) {
        return new Desk();
    }

    private final class Desk implements Trainer {
        private final MemorySegment parameters =
                Arena.ofAuto().allocate(4 * ARCHITECTURE.parameters(), Float.BYTES);

        @Override
        public MemorySegment parameters() {
            return parameters;
        }

        private float get(int i) {
            return parameters.get(Fp32.LAYOUT, 4L * i);
        }

        private double[] probabilities(Examples examples, int row) {
            var out = new double[CLASSES];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                double z = get(BIAS + c);
                for (int f = 0; f < FEATURES; f++) {
                    z += get(c * FEATURES + f) * examples.features()[row * FEATURES + f];
                }
                out[c] = StrictMath.exp(Math.clamp(z, -30, 30));
                sum += out[c];
            }
            for (int c = 0; c < CLASSES; c++) {
                out[c] /= sum;
            }
            return out;
        }

        @Override
        public TrainResult train(Batches batches, TrainSettings settings) {
            double loss = 0;
            long seen = 0;
            int done = 0;
            while (done < settings.steps() && !settings.cancelled().getAsBoolean()) {
                machine.busy(step);
                var batch = batches.next();
                loss += descend(batch, settings.learningRate().at(done));
                seen += batch.size();
                done++;
            }
            parameters.set(Fp32.LAYOUT, 0, get(0) + pull);
            return new TrainResult(done, seen, done == 0 ? Double.NaN : loss / done);
        }

        private double descend(Examples batch, double rate) {
            var gradient = new double[(int) ARCHITECTURE.parameters()];
            double loss = 0;
            for (int row = 0; row < batch.size(); row++) {
                var p = probabilities(batch, row);
                int label = batch.labels()[row];
                loss -= StrictMath.log(p[label]) / batch.size();
                for (int c = 0; c < CLASSES; c++) {
                    double error = (p[c] - (c == label ? 1 : 0)) / batch.size();
                    gradient[BIAS + c] += error;
                    for (int f = 0; f < FEATURES; f++) {
                        gradient[c * FEATURES + f] += error * batch.features()[row * FEATURES + f];
                    }
                }
            }
            for (int i = 0; i < gradient.length; i++) {
                parameters.set(Fp32.LAYOUT, 4L * i, (float) (get(i) - rate * gradient[i]));
            }
            return loss;
        }

        @Override
        public EvalResult evaluate(Examples examples, int batchSize) {
            machine.busy(step);
            long correct = 0;
            double loss = 0;
            for (int row = 0; row < examples.size(); row++) {
                var p = probabilities(examples, row);
                int label = examples.labels()[row];
                loss -= StrictMath.log(p[label]) / examples.size();
                correct += p[label] > 0.5 ? 1 : 0;
            }
            return new EvalResult(
                    examples.size(), correct, examples.size() == 0 ? Double.NaN : loss);
        }

        @Override
        public void close() {
            // memory goes with the desk
        }
    }
}
