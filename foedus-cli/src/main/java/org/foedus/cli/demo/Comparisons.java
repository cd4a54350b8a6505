package org.foedus.cli.demo;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.foedus.cli.alliance.Launching;
import org.foedus.core.run.RunPlan;
import org.foedus.engine.Batches;
import org.foedus.engine.Engine;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.Safetensors;

/// What would have been without the alliance: the same architecture, initial weights, batch size,
/// optimizer and schedule; each member alone for as many steps as its node does in the run, and all
/// data in one place for as many as all nodes do together. All are measured on the same held-out
/// examples. Who trains alone uses all of its examples; in the run a node keeps a tenth to
/// validate.
final class Comparisons {
    private static final int EVALUATION_BATCH = 256;

    private final RunPlan plan;
    private final Trainer trainer;
    private final Shares shares;
    private final BooleanSupplier cancelled;

    private Comparisons(RunPlan plan, Trainer trainer, Shares shares, BooleanSupplier cancelled) {
        this.plan = plan;
        this.trainer = trainer;
        this.shares = shares;
        this.cancelled = cancelled;
    }

    /// Accuracies on the held-out examples, in [0, 1].
    ///
    /// @param alone of each member, in their order
    record Result(List<Double> alone, double pooled) {
        Result {
            alone = List.copyOf(alone);
        }

        double best() {
            return alone.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        }
    }

    static Result train(RunPlan plan, Engine engine, Shares shares, BooleanSupplier cancelled) {
        var architecture = Architectures.named(plan.model().architecture()).orElseThrow();
        try (var trainer = engine.open(architecture, 1)) {
            var comparisons = new Comparisons(plan, trainer, shares, cancelled);
            int steps = plan.rounds() * plan.training().steps();
            var alone = new ArrayList<Double>();
            for (int i = 0; i < shares.of().size(); i++) {
                alone.add(comparisons.accuracy(shares.of().get(i), steps, plan.seed() + i + 1));
            }
            int all = Math.multiplyExact(steps, shares.of().size());
            return new Result(alone, comparisons.accuracy(shares.all(), all, plan.seed()));
        }
    }

    private double accuracy(Examples examples, int steps, long seed) {
        var architecture = Architectures.named(plan.model().architecture()).orElseThrow();
        var start = MemorySegment.ofArray(Launching.initialWeights(plan));
        ModelFile.load(
                Safetensors.parse(start, "initial model"),
                "initial model",
                architecture,
                trainer.parameters());
        var t = plan.training();
        // The schedule over all steps at once, as over the rounds of the run.
        var whole =
                new RunPlan.Training(
                        steps,
                        t.batchSize(),
                        t.learningRate(),
                        t.momentum(),
                        t.weightDecay(),
                        t.schedule(),
                        0);
        trainer.train(
                new Batches(examples, t.batchSize(), seed),
                new TrainSettings(
                        steps,
                        t.momentum(),
                        t.weightDecay(),
                        step -> whole.learningRateAt(0, 1, step),
                        0,
                        cancelled));
        return trainer.evaluate(shares.heldOut(), EVALUATION_BATCH).accuracy();
    }
}
