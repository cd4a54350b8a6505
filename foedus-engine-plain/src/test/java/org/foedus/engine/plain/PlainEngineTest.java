package org.foedus.engine.plain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.engine.Batches;
import org.foedus.engine.Engine;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.engine.data.FashionMnist;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.model.TensorSpec;
import org.foedus.protocol.safetensors.Safetensors;
import org.junit.jupiter.api.Test;

class PlainEngineTest {
    private static final Path ROOT = Path.of(System.getProperty("foedus.root", ".."));

    private static final Architecture SMALL =
            new Architecture(
                    "small",
                    List.of(
                            new TensorSpec("fc1.weight", List.of(5L, 6L), 0),
                            new TensorSpec("fc1.bias", List.of(5L), 30),
                            new TensorSpec("fc2.weight", List.of(4L, 5L), 35),
                            new TensorSpec("fc2.bias", List.of(4L), 55),
                            new TensorSpec("fc3.weight", List.of(3L, 4L), 59),
                            new TensorSpec("fc3.bias", List.of(3L), 71)),
                    List.of(6),
                    3);

    private static float[] random(int length, SplittableRandom chance) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (2 * chance.nextDouble() - 1);
        }
        return values;
    }

    private static TrainSettings settings(int steps, double rate, double proximal) {
        return new TrainSettings(steps, 0.9, 1e-4, _ -> rate, proximal, () -> false);
    }

    private static void initialise(Trainer trainer, long seed) {
        var bytes = Architectures.initialise(Architectures.MLP, seed);
        var file = Safetensors.parse(MemorySegment.ofArray(bytes), "start");
        ModelFile.load(file, "start", Architectures.MLP, trainer.parameters());
    }

    @Test
    void theGradientIsThatOfFiniteDifferences() {
        var chance = new SplittableRandom(11);
        var perceptron = new Perceptron(SMALL);
        var weights = random(74, chance);
        var batch = new Examples(random(7 * 6, chance), new int[] {0, 1, 2, 0, 1, 2, 2}, 6);
        var gradient = new float[74];
        perceptron.gradient(weights, batch, gradient);
        double largest = 0;
        for (int i = 0; i < weights.length; i++) {
            float kept = weights[i];
            weights[i] = kept + 1e-3f;
            double up = perceptron.evaluate(weights, batch).loss();
            weights[i] = kept - 1e-3f;
            double down = perceptron.evaluate(weights, batch).loss();
            weights[i] = kept;
            double expected = (up - down) / 2e-3;
            assertThat((double) gradient[i])
                    .as("parameter " + i)
                    .isBetween(expected - 1e-3, expected + 1e-3);
            largest = Math.max(largest, Math.abs(expected));
        }
        assertThat(largest).isGreaterThan(0.1);
    }

    @Test
    void oneStepOfThreeNumbersIsAsByHand() {
        var line =
                new Architecture(
                        "line",
                        List.of(
                                new TensorSpec("fc1.weight", List.of(2L, 1L), 0),
                                new TensorSpec("fc1.bias", List.of(2L), 2)),
                        List.of(1),
                        2);
        try (var trainer = new PlainTrainer(line)) {
            var batches = new Batches(new Examples(new float[] {3f}, new int[] {0}, 1), 1, 1);
            var result = trainer.train(batches, settings(1, 0.1, 0));
            // From zero: softmax is (½, ½), so ∂/∂logits = (-½, ½) and ∂/∂w = 3 × that.
            assertThat(trainer.parameters().toArray(ValueLayout.JAVA_FLOAT))
                    .containsExactly(0.15f, -0.15f, 0.05f, -0.05f);
            assertThat(result.meanLoss()).isEqualTo(Math.log(2));
        }
    }

    @Test
    void clothesAreLearntAndTheSameSeedGivesTheSameBits() {
        var sets = FashionMnist.shipped(ROOT);
        var digests = new String[2];
        for (int run = 0; run < 2; run++) {
            try (var trainer = new PlainEngine().open(Architectures.MLP, 1)) {
                initialise(trainer, 1);
                var before = trainer.evaluate(sets.heldOut(), 500);
                var result =
                        trainer.train(new Batches(sets.train(), 32, 7), settings(200, 0.02, 0));
                var after = trainer.evaluate(sets.heldOut(), 500);
                assertThat(before.accuracy()).isLessThan(0.3);
                assertThat(after.accuracy()).isGreaterThan(0.7);
                assertThat(after.meanLoss()).isLessThan(before.meanLoss() / 2);
                assertThat(result.examples()).isEqualTo(6_400);
                digests[run] = Sha256.of(trainer.parameters().toArray(ValueLayout.JAVA_BYTE)).hex();
            }
        }
        assertThat(digests[0]).isEqualTo(digests[1]);
    }

    @Test
    void theProximalTermHoldsTheModelBack() {
        var all = FashionMnist.shipped(ROOT).heldOut();
        var moved = new double[2];
        for (int run = 0; run < 2; run++) {
            try (var trainer = new PlainEngine().open(Architectures.MLP, 1)) {
                initialise(trainer, 1);
                var start = trainer.parameters().toArray(ValueLayout.JAVA_FLOAT);
                trainer.train(new Batches(all, 32, 7), settings(40, 0.02, run));
                var end = trainer.parameters().toArray(ValueLayout.JAVA_FLOAT);
                for (int i = 0; i < end.length; i++) {
                    moved[run] += Math.pow(end[i] - start[i], 2);
                }
            }
        }
        assertThat(moved[1]).isLessThan(moved[0] * 0.9).isPositive();
    }

    @Test
    void trainingEndsWhenItIsCancelled() {
        var asked = new AtomicInteger();
        var examples = new Examples(new float[784], new int[1], 784);
        try (var trainer = new PlainEngine().open(Architectures.MLP, 1)) {
            var settings =
                    new TrainSettings(10, 0, 0, _ -> 0.1, 0, () -> asked.incrementAndGet() > 3);
            assertThat(trainer.train(new Batches(examples, 1, 1), settings).steps()).isEqualTo(3);
        }
    }

    @Test
    void itIsFoundAndSaysWhatItCannotTrain() {
        var found =
                ServiceLoader.load(Engine.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(engine -> engine.name().equals("plain"))
                        .findFirst()
                        .orElseThrow();
        assertThat(found.unavailable()).isEmpty();
        assertThatThrownBy(() -> found.open(Architectures.LENET5, 1))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_UNAVAILABLE));
    }
}
