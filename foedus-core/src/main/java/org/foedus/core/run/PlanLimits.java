package org.foedus.core.run;

import java.time.Duration;
import java.util.SortedSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;

/// The ranges of a plan's numbers.
public final class PlanLimits {
    public static final int MAX_ROUNDS = 100_000;
    public static final int MAX_STEPS = 1_000_000;
    public static final int MAX_BATCH_SIZE = 65_536;

    /// Members whose updates are included, from which on nobody can compute another's. With one,
    /// the new model minus its base is that update; with two, each subtracts its own.
    public static final int SAFE_COHORT = 3;

    /// A round's close names every node of the cohort, in one ledger entry.
    public static final int MAX_COHORT = 256;

    /// As large as a blob can be.
    public static final long MAX_WEIGHTS_BYTES = 64L << 30;

    public static final int MAX_FAILED_ROUNDS = 1_000;
    public static final int MAX_PURPOSE = 500;
    public static final int MAX_AUDITORS = 32;
    public static final long MAX_EXAMPLES = 1L << 40;
    public static final Duration MAX_TIME = Duration.ofDays(30);

    private PlanLimits() {}

    static void check(
            int rounds,
            RunPlan.Training training,
            RunPlan.Cohort cohort,
            RunPlan.RoundTimes times,
            RunPlan.Limits limits) {
        within("rounds", rounds, 1, MAX_ROUNDS);
        within("training.steps", training.steps(), 1, MAX_STEPS);
        within("training.batch_size", training.batchSize(), 1, MAX_BATCH_SIZE);
        require(
                training.learningRate() > 0 && training.learningRate() <= 100,
                "training.learning_rate: expected a number in (0, 100]");
        require(
                training.momentum() >= 0 && training.momentum() < 1,
                "training.momentum: expected a number in [0, 1)");
        require(
                training.weightDecay() >= 0 && training.weightDecay() <= 1,
                "training.weight_decay: expected a number in [0, 1]");
        require(
                training.proximalMu() >= 0 && training.proximalMu() <= 100,
                "training.proximal_mu: expected a number in [0, 100]");
        within("cohort.min", cohort.min(), 1, MAX_COHORT);
        within("cohort.max", cohort.max(), cohort.min(), MAX_COHORT);
        requireKnowingly(cohort);
        within("round.quorum", times.quorum(), cohort.min(), cohort.max());
        within("limits.failed_rounds", limits.failedRounds(), 1, MAX_FAILED_ROUNDS);
        time("cohort.patience", cohort.patience(), Duration.ZERO);
        time("round.deadline", times.deadline(), Duration.ofSeconds(1));
        time("round.grace", times.grace(), Duration.ZERO);
        time("limits.work", limits.work(), Duration.ofSeconds(1));
    }

    private static void requireKnowingly(RunPlan.Cohort cohort) {
        require(
                !cohort.small() || cohort.revealsUpdates().isPresent(),
                "cohort.min: "
                        + cohort.min()
                        + " is below "
                        + SAFE_COHORT
                        + (cohort.min() == 1
                                ? ": with one member's update, the new model minus the old one is"
                                        + " that update"
                                : ": with two members' updates, each member can compute the"
                                        + " other's exactly")
                        + "; set it to "
                        + SAFE_COHORT
                        + " or more, or write reveals_updates: accepted under cohort, which every"
                        + " node must accept, too");
        require(
                cohort.small() || cohort.revealsUpdates().isEmpty(),
                "cohort.reveals_updates: cohort.min is "
                        + cohort.min()
                        + ", so no update is revealed: leave it out");
    }

    static void check(
            RunPlan.Model model,
            String dataset,
            RunPlan.Aggregation aggregation,
            RunPlan.Evaluation evaluation,
            SortedSet<MemberId> auditors) {
        Names.check("model.architecture", model.architecture());
        model.initial()
                .ifPresent(w -> within("model.initial.bytes", w.bytes(), 1, MAX_WEIGHTS_BYTES));
        Names.check("dataset", dataset);
        within("aggregation.max_examples", aggregation.maxExamples(), 1, MAX_EXAMPLES);
        Names.check("evaluation.dataset", evaluation.dataset());
        time("evaluation.deadline", evaluation.deadline(), Duration.ofSeconds(1));
        within("auditors", auditors.size(), 0, MAX_AUDITORS);
    }

    private static void within(String field, long value, long min, long max) {
        require(
                value >= min && value <= max,
                field
                        + ": expected a whole number from "
                        + min
                        + " to "
                        + max
                        + ", found "
                        + value);
    }

    private static void time(String field, Duration value, Duration min) {
        require(
                value.compareTo(min) >= 0 && value.compareTo(MAX_TIME) <= 0,
                field + ": expected a time from " + min + " to " + MAX_TIME + ", found " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new FoedusException(ErrorCode.BAD_PLAN, message);
        }
    }
}
