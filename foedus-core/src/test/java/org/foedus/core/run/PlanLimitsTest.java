package org.foedus.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foedus.core.Story.BRAZIL;

import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.foedus.core.Story;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;

/// Plans come in claims as well as in files: the record itself keeps its ranges.
final class PlanLimitsTest {
    private static final RunPlan GOOD = Story.plan();

    /// A plan with some parts replaced.
    private static RunPlan plan(
            String purpose,
            String architecture,
            RunPlan.Training training,
            long maxExamples,
            RunPlan.Evaluation evaluation,
            int auditors) {
        return new RunPlan(
                GOOD.mandate(),
                purpose,
                new RunPlan.Model(architecture, 1),
                GOOD.dataset(),
                GOOD.rounds(),
                training,
                new RunPlan.Aggregation(
                        RunPlan.Rule.FEDAVG, RunPlan.Weighting.EXAMPLES, maxExamples),
                GOOD.serverOptimizer(),
                GOOD.cohort(),
                GOOD.round(),
                evaluation,
                IntStream.range(0, auditors)
                        .mapToObj(i -> new MemberId("m" + i))
                        .collect(java.util.stream.Collectors.toCollection(TreeSet::new)),
                GOOD.limits(),
                1);
    }

    private static void refused(Runnable plan, String field) {
        assertThatThrownBy(plan::run)
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining(field);
    }

    private static RunPlan.Evaluation evaluation(String dataset, Duration deadline) {
        return new RunPlan.Evaluation(BRAZIL.nodeId(), dataset, deadline);
    }

    private static RunPlan.Training training(
            double rate, double momentum, double decay, double mu) {
        return new RunPlan.Training(20, 32, rate, momentum, decay, RunPlan.Schedule.CONSTANT, mu);
    }

    @Test
    void whatAForgedPlanCouldSayIsRefused() {
        var good = GOOD.evaluation();
        var fine = GOOD.training();
        refused(() -> plan("p", "lenet5", fine, 0, good, 1), "aggregation.max_examples");
        refused(() -> plan("p", "lenet5", fine, -1, good, 1), "aggregation.max_examples");
        refused(() -> plan("p", "LeNet 5", fine, 1, good, 1), "architecture");
        refused(() -> plan("", "lenet5", fine, 1, good, 1), "purpose");
        refused(() -> plan("p", "lenet5", fine, 1, good, 33), "auditors");
        refused(
                () -> plan("p", "lenet5", fine, 1, evaluation("h", Duration.ZERO), 1),
                "evaluation.deadline");
        refused(
                () -> plan("p", "lenet5", fine, 1, evaluation("H", Duration.ofMinutes(1)), 1),
                "dataset");
        double nan = Double.NaN;
        refused(() -> plan("p", "mlp", training(nan, 0, 0, 0), 1, good, 1), "learning_rate");
        refused(() -> plan("p", "mlp", training(1, nan, 0, 0), 1, good, 1), "momentum");
        refused(() -> plan("p", "mlp", training(1, 0, nan, 0), 1, good, 1), "weight_decay");
        refused(() -> plan("p", "mlp", training(1, 0, 0, nan), 1, good, 1), "proximal_mu");
        assertThat(plan("p", "mlp", training(1, 0, 0, 0), 1, good, 32).auditors()).hasSize(32);
    }

    @Test
    void aPurposeIsCleanedOfWhatCannotBeSeen() {
        assertThat(
                        plan(" for\u202e all ", "mlp", GOOD.training(), 1, GOOD.evaluation(), 0)
                                .purpose())
                .isEqualTo("for all");
    }

    @Test
    void theCosineFallsFromTheFirstStepOfTheRunToItsLast() {
        var cosine = new RunPlan.Training(10, 32, 0.4, 0, 0, RunPlan.Schedule.COSINE, 0);
        assertThat(cosine.learningRateAt(0, 4, 0)).isEqualTo(0.4);
        assertThat(cosine.learningRateAt(2, 4, 0)).isCloseTo(0.2, within());
        assertThat(cosine.learningRateAt(1, 4, 5)).isGreaterThan(cosine.learningRateAt(1, 4, 6));
        assertThat(cosine.learningRateAt(3, 4, 9)).isBetween(0.0, 0.001);
        assertThat(training(0.4, 0, 0, 0).learningRateAt(3, 4, 9)).isEqualTo(0.4);
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-15);
    }
}
