package org.foedus.engine.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Batches;
import org.foedus.engine.Engine;
import org.foedus.engine.EvalResult;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.engine.data.FashionMnist;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.Safetensors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TorchEngineTest {
    private static final Path ROOT = Path.of(System.getProperty("foedus.root", ".."));
    private static final TorchEngine ENGINE = new TorchEngine();

    @BeforeAll
    static void thisMachineHasLibtorch() {
        var problem = ENGINE.unavailable();
        Assumptions.assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
    }

    private static void initialise(Trainer trainer, Architecture architecture, long seed) {
        var bytes = Architectures.initialise(architecture, seed);
        var file = Safetensors.parse(MemorySegment.ofArray(bytes), "start");
        ModelFile.load(file, "start", architecture, trainer.parameters());
    }

    private static TrainSettings settings(int steps, double rate, double proximal) {
        return new TrainSettings(steps, 0.9, 1e-4, _ -> rate, proximal, () -> false);
    }

    private static float[] floats(Trainer trainer) {
        return trainer.parameters().toArray(ValueLayout.JAVA_FLOAT);
    }

    private static Examples random(int rows, long seed) {
        var chance = new SplittableRandom(seed);
        var features = new float[rows * 784];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) (2 * chance.nextDouble() - 1);
        }
        var labels = new int[rows];
        for (int i = 0; i < rows; i++) {
            labels[i] = chance.nextInt(10);
        }
        return new Examples(features, labels, 784);
    }

    /// Mean cross-entropy of lenet5, written out in double precision as the manifest describes it.
    private static double reference(float[] w, float[] image, int label) {
        var first = pool(convolve(w, 0, 150, doubles(image), 1, 28, 6, 2), 6, 28);
        var second = pool(convolve(w, 156, 2556, first, 6, 14, 16, 0), 16, 10);
        var wide = linear(w, 2_572, second, 120, true);
        var logits = linear(w, 60_856, linear(w, 50_692, wide, 84, true), 10, false);
        double sum = 0;
        for (double logit : logits) {
            sum += Math.exp(logit);
        }
        return Math.log(sum) - logits[label];
    }

    private static double[] doubles(float[] values) {
        var doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }

    private static double[] convolve(
            float[] w, int weight, int bias, double[] in, int from, int side, int to, int pad) {
        int outSide = side + 2 * pad - 4;
        var out = new double[to * outSide * outSide];
        for (int o = 0; o < to; o++) {
            for (int y = 0; y < outSide; y++) {
                for (int x = 0; x < outSide; x++) {
                    double sum = w[bias + o];
                    for (int k = 0; k < from * 25; k++) {
                        int yy = y + k % 25 / 5 - pad;
                        int xx = x + k % 5 - pad;
                        if (yy >= 0 && yy < side && xx >= 0 && xx < side) {
                            sum +=
                                    w[weight + o * from * 25 + k]
                                            * in[(k / 25 * side + yy) * side + xx];
                        }
                    }
                    out[(o * outSide + y) * outSide + x] = Math.max(0, sum);
                }
            }
        }
        return out;
    }

    private static double[] pool(double[] in, int channels, int side) {
        int half = side / 2;
        var out = new double[channels * half * half];
        for (int i = 0; i < out.length; i++) {
            int at = (i / half * 2) * side + i % half * 2;
            out[i] =
                    Math.max(
                            Math.max(in[at], in[at + 1]),
                            Math.max(in[at + side], in[at + side + 1]));
        }
        return out;
    }

    private static double[] linear(float[] w, int weight, double[] in, int to, boolean relu) {
        var out = new double[to];
        for (int o = 0; o < to; o++) {
            double sum = w[weight + to * in.length + o];
            for (int i = 0; i < in.length; i++) {
                sum += w[weight + o * in.length + i] * in[i];
            }
            out[o] = relu ? Math.max(0, sum) : sum;
        }
        return out;
    }

    @Test
    void theFlatParametersMeanWhatTheManifestSays() {
        try (var trainer = ENGINE.open(Architectures.LENET5, 1)) {
            initialise(trainer, Architectures.LENET5, 5);
            var examples = random(4, 6);
            var weights = floats(trainer);
            double expected = 0;
            for (int i = 0; i < 4; i++) {
                var image =
                        java.util.Arrays.copyOfRange(examples.features(), i * 784, (i + 1) * 784);
                expected += reference(weights, image, examples.labels()[i]) / 4;
            }
            double found = trainer.evaluate(examples, 3).meanLoss();
            assertThat(found).isBetween(expected - 1e-5, expected + 1e-5);
        }
    }

    @Test
    void oneStepOfPlainDescentFollowsFiniteDifferences() {
        try (var trainer = ENGINE.open(Architectures.LENET5, 1)) {
            initialise(trainer, Architectures.LENET5, 5);
            var batch = random(1, 9);
            var before = floats(trainer);
            var once = new TrainSettings(1, 0, 0, _ -> 1.0, 0, () -> false);
            trainer.train(new Batches(batch, 1, 1), once);
            var after = floats(trainer);
            for (int i = 0; i < before.length; i += 997) {
                var moved = before.clone();
                moved[i] = before[i] + 1e-4f;
                double up = reference(moved, batch.features(), batch.labels()[0]);
                moved[i] = before[i] - 1e-4f;
                double down = reference(moved, batch.features(), batch.labels()[0]);
                double slope = (up - down) / 2e-4;
                assertThat((double) before[i] - after[i])
                        .as("parameter " + i)
                        .isBetween(slope - 1e-3, slope + 1e-3);
            }
        }
    }

    @Test
    void clothesAreLearntAndTheSameSeedGivesTheSameBits() {
        var sets = FashionMnist.shipped(ROOT);
        var digests = new String[2];
        for (int run = 0; run < 2; run++) {
            try (var trainer = ENGINE.open(Architectures.LENET5, 1)) {
                initialise(trainer, Architectures.LENET5, 1);
                trainer.train(new Batches(sets.train(), 32, 7), settings(200, 0.02, 0));
                assertThat(trainer.evaluate(sets.heldOut(), 500).accuracy()).isGreaterThan(0.7);
                digests[run] = Sha256.of(trainer.parameters().toArray(ValueLayout.JAVA_BYTE)).hex();
            }
        }
        assertThat(digests[0]).isEqualTo(digests[1]);
    }

    @Test
    void stagingAndProximalTermAgreeWithThePlainSettings() {
        var examples = random(64, 3);
        EvalResult[] results = new EvalResult[2];
        for (int run = 0; run < 2; run++) {
            try (var trainer =
                    new TorchTrainer(Architectures.MLP, Network.MLP, "cpu", run == 1, 1)) {
                initialise(trainer, Architectures.MLP, 1);
                trainer.train(new Batches(examples, 16, 7), settings(20, 0.02, 0.1));
                results[run] = trainer.evaluate(examples, 64);
            }
        }
        assertThat(results[0]).isEqualTo(results[1]);
    }

    @Test
    void aProximalTermHoldsTheModelBack() {
        var moved = new double[2];
        for (int run = 0; run < 2; run++) {
            try (var trainer = ENGINE.open(Architectures.MLP, 1)) {
                initialise(trainer, Architectures.MLP, 1);
                var start = floats(trainer);
                trainer.train(new Batches(random(64, 3), 16, 7), settings(40, 0.02, run));
                var end = floats(trainer);
                for (int i = 0; i < end.length; i++) {
                    moved[run] += Math.pow(end[i] - start[i], 2);
                }
            }
        }
        assertThat(moved[1]).isLessThan(moved[0] * 0.9).isPositive();
    }

    @Test
    void thousandsOfStepsDoNotPileUpNativeMemory() {
        try (var trainer = ENGINE.open(Architectures.MLP, 1)) {
            var batches = new Batches(random(256, 3), 256, 7);
            trainer.train(batches, settings(50, 0.01, 0));
            long before = org.bytedeco.javacpp.Pointer.physicalBytes();
            trainer.train(batches, settings(300, 0.01, 0));
            // A leak of the features alone would be 240 MB.
            assertThat(org.bytedeco.javacpp.Pointer.physicalBytes() - before)
                    .isLessThan(120_000_000);
        }
    }

    @Test
    void itIsFoundAndRefusesUnknownArchitectures() {
        var found =
                ServiceLoader.load(Engine.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(engine -> engine.name().equals("torch"))
                        .findFirst()
                        .orElseThrow();
        assertThat(found.architectures()).containsExactlyInAnyOrder("lenet5", "mlp");
        assertThat(found.device()).startsWith("c");
        var other =
                new Architecture("other", Architectures.MLP.tensors(), java.util.List.of(784), 10);
        assertThatThrownBy(() -> found.open(other, 1))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE));
    }
}
