package org.foedus.core.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.run.RunPlan;
import org.foedus.kernels.Fp32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FoldTest {
    private static final ServerOptimizer AVERAGE =
            new ServerOptimizer(ServerOptimizer.Kind.FEDAVG, 1, 0);
    private static final NodeId A = new NodeId("a");
    private static final NodeId B = new NodeId("b");

    private static MemorySegment floats(float... values) {
        var segment = MemorySegment.ofArray(new byte[values.length * Float.BYTES]);
        for (int i = 0; i < values.length; i++) {
            segment.setAtIndex(Fp32.LAYOUT, i, values[i]);
        }
        return segment;
    }

    private static float[] values(MemorySegment segment) {
        var values = new float[(int) (segment.byteSize() / Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = segment.getAtIndex(Fp32.LAYOUT, i);
        }
        return values;
    }

    private static MemorySegment random(int count, long seed) {
        var random = new Random(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return floats(values);
    }

    private static Fold.Version version(MemorySegment model) {
        return new Fold.Version(model, Optional.empty());
    }

    private static Fold.Version room(MemorySegment like, boolean momentum) {
        return new Fold.Version(
                MemorySegment.ofArray(new byte[(int) like.byteSize()]),
                momentum
                        ? Optional.of(MemorySegment.ofArray(new byte[(int) like.byteSize()]))
                        : Optional.empty());
    }

    private static SortedMap<NodeId, Double> weights(
            RunPlan.Weighting weighting, long max, Map<NodeId, Long> examples) {
        return Fold.weights(
                new RunPlan.Aggregation(RunPlan.Rule.FEDAVG, weighting, max),
                new TreeMap<>(examples));
    }

    @Test
    void weightsAreExamplesOverAllExamples() {
        var examples = Map.of(A, 300L, B, 100L);
        assertThat(weights(RunPlan.Weighting.EXAMPLES, 1000, examples))
                .isEqualTo(Map.of(A, 0.75, B, 0.25));
        assertThat(weights(RunPlan.Weighting.EXAMPLES, 100, examples))
                .as("capped")
                .isEqualTo(Map.of(A, 0.5, B, 0.5));
        assertThat(weights(RunPlan.Weighting.UNIFORM, 1000, examples))
                .isEqualTo(Map.of(A, 0.5, B, 0.5));
    }

    /// Two members, three numbers, by hand: 0.75 · (4, 0, -8) + 0.25 · (0, 4, 8) = (3, 1, -4).
    @Test
    void twoMembersAndThreeNumbersByHand() {
        var before = floats(1, 1, 1);
        var after = room(before, false);
        Fold.fold(
                List.of(
                        new Fold.Contribution(A, 0.75, floats(4, 0, -8)),
                        new Fold.Contribution(B, 0.25, floats(0, 4, 8))),
                AVERAGE,
                version(before),
                after);
        assertThat(values(after.model())).containsExactly(4, 2, -3);
    }

    /// β = 0.5, η = 2. Round one: d = 4, m = 4, θ = 1 + 8 = 9. Round two: d = 1, m = 3, θ = 15.
    @Test
    void twoRoundsOfMomentumByHand() {
        var optimizer = new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 2, 0.5);
        var start = floats(1);
        var one = room(start, true);
        Fold.fold(List.of(new Fold.Contribution(A, 1, floats(4))), optimizer, version(start), one);
        assertThat(values(one.model())).containsExactly(9);
        assertThat(values(one.momentum().orElseThrow())).containsExactly(4);
        var two = room(start, true);
        Fold.fold(List.of(new Fold.Contribution(A, 1, floats(1))), optimizer, one, two);
        assertThat(values(two.momentum().orElseThrow())).containsExactly(3);
        assertThat(values(two.model())).containsExactly(15);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 13, 207, 65535, 65536, 65537, 131073})
    void everyCoordinateIsFoldedAloneWhereverItsBlockEnds(int count) {
        var optimizer = new ServerOptimizer(ServerOptimizer.Kind.FEDAVGM, 0.7, 0.9);
        var before = new Fold.Version(random(count, 1), Optional.of(random(count, 2)));
        var updates = List.of(random(count, 3), random(count, 4), random(count, 5));
        double[] weights = {0.2, 0.3, 0.5};
        var contributions = new ArrayList<Fold.Contribution>();
        for (int u = 0; u < 3; u++) {
            contributions.add(
                    new Fold.Contribution(new NodeId("n" + u), weights[u], updates.get(u)));
        }
        var after = room(before.model(), true);
        Fold.fold(contributions, optimizer, before, after);

        var model = new float[count];
        var momentum = new float[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int u = 0; u < 3; u++) {
                sum = Math.fma(weights[u], values(updates.get(u), i), sum);
            }
            momentum[i] = (float) Math.fma(0.9, values(before.momentum().orElseThrow(), i), sum);
            model[i] = (float) Math.fma(0.7, momentum[i], values(before.model(), i));
        }
        assertThat(values(after.model())).isEqualTo(model);
        assertThat(values(after.momentum().orElseThrow())).isEqualTo(momentum);
    }

    private static double values(MemorySegment segment, int i) {
        return segment.getAtIndex(Fp32.LAYOUT, i);
    }

    @Test
    void theSumsAreKeptInDoublePrecision() {
        var updates = new ArrayList<Fold.Contribution>();
        updates.add(new Fold.Contribution(new NodeId("a0"), 1, floats(1e8f)));
        for (int i = 1; i <= 9; i++) {
            updates.add(new Fold.Contribution(new NodeId("a" + i), 1, floats(1)));
        }
        updates.add(new Fold.Contribution(B, 1, floats(-1e8f)));
        var after = room(floats(0), false);
        Fold.fold(updates, AVERAGE, version(floats(0)), after);
        assertThat(values(after.model())).containsExactly(9);
    }

    @Test
    void updatesComeInAscendingNodeId() {
        var one = floats(1);
        assertThatThrownBy(() ->
                        Fold.fold(
                                List.of(
                                        new Fold.Contribution(B, 0.5, one),
                                        new Fold.Contribution(A, 0.5, one)),
                                AVERAGE,
                                version(one),
                                room(one, false)))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("out of order at a");
        assertThatThrownBy(() ->
                        Fold.fold(
                                List.of(
                                        new Fold.Contribution(A, 0.5, one),
                                        new Fold.Contribution(A, 0.5, one)),
                                AVERAGE,
                                version(one),
                                room(one, false)))
                .isInstanceOf(InvariantViolation.class);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        var one = floats(1);
        var update = List.of(new Fold.Contribution(A, 1, one));
        assertThatThrownBy(() -> Fold.fold(List.of(), AVERAGE, version(one), room(one, false)))
                .hasMessage("a fold without updates");
        assertThatThrownBy(
                        () -> Fold.fold(update, AVERAGE, version(one), room(floats(1, 2), false)))
                .hasMessage("models of two sizes");
        assertThatThrownBy(() ->
                        Fold.fold(
                                update, AVERAGE, version(floats(1, 2)), room(floats(1, 2), false)))
                .hasMessage("an update of another size");
        assertThatThrownBy(() -> Fold.fold(update, AVERAGE, version(one), room(one, true)))
                .hasMessage("a stateful optimizer has a state");
    }
}
