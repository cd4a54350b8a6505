package org.foedus.core.aggregate;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.run.RunPlan;
import org.foedus.kernels.OptimizerStep;
import org.foedus.kernels.WeightedSum;

/// Folds updates into a new model, block by block.
///
/// For each coordinate, in `fp64`: the weighted updates are added in ascending node id by fused
/// multiply-add, starting from zero; then the server optimizer makes the new value, which is
/// rounded to `fp32` once. Memory is one block, however large the model and however many the
/// updates.
public final class Fold {
    /// Coordinates a block: 512 KiB of accumulators.
    public static final int BLOCK = 64 * 1024;

    private Fold() {}

    /// One update.
    ///
    /// @param weight in (0, 1]; the weights of a round add up to 1 but for rounding
    /// @param delta `fp32`, little-endian, the model's coordinates in order
    public record Contribution(NodeId node, double weight, MemorySegment delta) {}

    /// A model and the optimizer's state beside it.
    ///
    /// @param momentum of a stateful optimizer, else empty
    public record Version(MemorySegment model, Optional<MemorySegment> momentum) {}

    /// Each node's weight: its examples, capped, over the sum of all; or one over their number.
    public static SortedMap<NodeId, Double> weights(
            RunPlan.Aggregation aggregation, SortedMap<NodeId, Long> examples) {
        double total = 0;
        var raw = new TreeMap<NodeId, Double>();
        for (var e : examples.entrySet()) {
            double weight =
                    switch (aggregation.weighting()) {
                        case EXAMPLES -> Math.min(e.getValue(), aggregation.maxExamples());
                        case UNIFORM -> 1;
                    };
            raw.put(e.getKey(), weight);
            total += weight;
        }
        InvariantViolation.unless(total > 0, "a fold without weight");
        double sum = total;
        raw.replaceAll((_, w) -> w / sum);
        return raw;
    }

    /// Folds `contributions`, which must come in strictly ascending node id.
    ///
    /// @param before the version that the updates started from; without momentum in the first round
    /// @param after where the new version is written; all segments are of one size
    public static void fold(
            List<Contribution> contributions,
            ServerOptimizer optimizer,
            Version before,
            Version after) {
        long elements = before.model().byteSize() / Float.BYTES;
        checkShapes(contributions, optimizer, before, after);
        var sum = new double[(int) Math.min(BLOCK, Math.max(1, elements))];
        for (long from = 0; from < elements; from += BLOCK) {
            int count = (int) Math.min(BLOCK, elements - from);
            java.util.Arrays.fill(sum, 0);
            for (var c : contributions) {
                WeightedSum.add(sum, c.delta(), from, count, c.weight());
            }
            if (optimizer.stateful()) {
                OptimizerStep.momentum(
                        sum,
                        count,
                        before.momentum(),
                        after.momentum().orElseThrow(),
                        from,
                        optimizer.momentum());
            }
            OptimizerStep.apply(
                    sum, count, before.model(), after.model(), from, optimizer.learningRate());
        }
    }

    private static void checkShapes(
            List<Contribution> contributions,
            ServerOptimizer optimizer,
            Version before,
            Version after) {
        long bytes = before.model().byteSize();
        InvariantViolation.unless(!contributions.isEmpty(), "a fold without updates");
        InvariantViolation.unless(after.model().byteSize() == bytes, "models of two sizes");
        InvariantViolation.unless(
                after.momentum().isPresent() == optimizer.stateful(),
                "a stateful optimizer has a state");
        var last = Optional.<NodeId>empty();
        for (var c : contributions) {
            InvariantViolation.unless(c.delta().byteSize() == bytes, "an update of another size");
            InvariantViolation.unless(
                    last.isEmpty() || last.get().compareTo(c.node()) < 0,
                    "updates out of order at " + c.node());
            last = Optional.of(c.node());
        }
    }
}
