package org.foedus.protocol.form;

import static org.foedus.core.run.PlanLimits.MAX_TIME;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.PlanLimits;
import org.foedus.core.run.RunPlan;

/// A run plan as people write it, with every default; see `docs/reference/run-plan.md`.
public final class PlanForm {
    /// Seeds are exact as JSON numbers everywhere.
    static final long MAX_SEED = (1L << 53) - 1;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private PlanForm() {}

    /// Reads a plan and writes out its defaults; `BAD_PLAN` with everything that is wrong.
    public static RunPlan read(String fileName, byte[] yaml) {
        return Yaml.read(fileName, yaml, ErrorCode.BAD_PLAN, PlanForm::plan);
    }

    /// Reads a plan with some fields set otherwise than the file has them.
    ///
    /// @param changes such as `training.learning_rate=0.1`
    public static RunPlan read(String fileName, byte[] yaml, List<String> changes) {
        return Yaml.read(fileName, yaml, changes, ErrorCode.BAD_PLAN, PlanForm::plan);
    }

    private static Supplier<RunPlan> plan(Form form) {
        var mandate = form.name("mandate").as(MandateId::new).required();
        var purpose = form.text("purpose", PlanLimits.MAX_PURPOSE).required();
        var seed = form.whole("seed", 0, MAX_SEED).or(0L);
        var model = model(form.section("model"), seed);
        var dataset = form.name("dataset").required();
        var rounds = form.count("rounds", 1, PlanLimits.MAX_ROUNDS).required();
        var training = training(form.section("training"));
        var aggregation = aggregation(form.section("aggregation"));
        var optimizer = serverOptimizer(form.section("server_optimizer"));
        var cohort = cohort(form.section("cohort"));
        var round = round(form.section("round"), cohort);
        var evaluation = evaluation(form.section("evaluation"));
        var auditors = form.namesOrNone("auditors", PlanLimits.MAX_AUDITORS).or(List.of());
        var limits = limits(form.section("limits"));
        var partnership = form.name("partnership").as(PartnershipId::new);
        return () ->
                new RunPlan(
                        mandate.get(),
                        purpose.get(),
                        model.get(),
                        dataset.get(),
                        rounds.get(),
                        training.get(),
                        aggregation.get(),
                        optimizer.get(),
                        cohort.get(),
                        round.get(),
                        evaluation.get(),
                        new TreeSet<>(auditors.get().stream().map(MemberId::new).toList()),
                        limits.get(),
                        seed.get(),
                        partnership.optional().get());
    }

    private static Supplier<RunPlan.Model> model(Form form, Supplier<Long> runSeed) {
        var architecture = form.name("architecture").required();
        var seed = form.whole("seed", 0, MAX_SEED).orFrom(runSeed);
        return () -> new RunPlan.Model(architecture.get(), seed.get());
    }

    private static Supplier<RunPlan.Training> training(Form form) {
        var steps = form.count("steps", 1, PlanLimits.MAX_STEPS).or(20);
        var batchSize = form.count("batch_size", 1, PlanLimits.MAX_BATCH_SIZE).or(32);
        var rate =
                form.number("learning_rate", "a number in (0, 100]", r -> r > 0 && r <= 100)
                        .or(0.02);
        var momentum = form.number("momentum", "a number in [0, 1)", m -> m >= 0 && m < 1).or(0.9);
        var decay =
                form.number("weight_decay", "a number in [0, 1]", d -> d >= 0 && d <= 1).or(0.0);
        var schedule =
                form.choice("schedule", RunPlan.Schedule.class).or(RunPlan.Schedule.CONSTANT);
        var mu =
                form.number("proximal_mu", "a number in [0, 100]", m -> m >= 0 && m <= 100).or(0.0);
        return () ->
                new RunPlan.Training(
                        steps.get(),
                        batchSize.get(),
                        rate.get(),
                        momentum.get(),
                        decay.get(),
                        schedule.get(),
                        mu.get());
    }

    private static Supplier<RunPlan.Aggregation> aggregation(Form form) {
        var rule = form.choice("rule", RunPlan.Rule.class).or(RunPlan.Rule.FEDAVG);
        var weighting =
                form.choice("weighting", RunPlan.Weighting.class).or(RunPlan.Weighting.EXAMPLES);
        var maxExamples = form.whole("max_examples", 1, PlanLimits.MAX_EXAMPLES).or(1_000_000L);
        return () -> new RunPlan.Aggregation(rule.get(), weighting.get(), maxExamples.get());
    }

    private static Supplier<ServerOptimizer> serverOptimizer(Form form) {
        var name = form.choice("name", ServerOptimizer.Kind.class).or(ServerOptimizer.Kind.FEDAVG);
        var rate =
                form.number("learning_rate", "a number in (0, 100]", r -> r > 0 && r <= 100)
                        .or(1.0);
        var momentum = form.number("momentum", "a number in [0, 1)", m -> m >= 0 && m < 1).or(0.0);
        return () -> new ServerOptimizer(name.get(), rate.get(), momentum.get());
    }

    private static Supplier<RunPlan.Cohort> cohort(Form form) {
        var min = form.count("min", 1, PlanLimits.MAX_COHORT).or(PlanLimits.SAFE_COHORT);
        var max = form.count("max", 1, PlanLimits.MAX_COHORT).or(100);
        var patience = form.time("patience", Duration.ZERO, MAX_TIME).or(Duration.ofSeconds(60));
        var reveals = form.choice("reveals_updates", RunPlan.Acceptance.class).optional();
        return () -> new RunPlan.Cohort(min.get(), max.get(), patience.get(), reveals.get());
    }

    /// The quorum of a plan that names none is its whole cohort.
    private static Supplier<RunPlan.RoundTimes> round(Form form, Supplier<RunPlan.Cohort> cohort) {
        var deadline = form.time("deadline", SECOND, MAX_TIME).or(Duration.ofMinutes(10));
        var quorum =
                form.count("quorum", 1, PlanLimits.MAX_COHORT).orFrom(() -> cohort.get().max());
        var grace = form.time("grace", Duration.ZERO, MAX_TIME).or(Duration.ofSeconds(10));
        return () -> new RunPlan.RoundTimes(deadline.get(), quorum.get(), grace.get());
    }

    private static Supplier<RunPlan.Evaluation> evaluation(Form form) {
        var node = form.name("node").as(NodeId::new).required();
        var dataset = form.name("dataset").required();
        var deadline = form.time("deadline", SECOND, MAX_TIME).or(Duration.ofMinutes(2));
        return () -> new RunPlan.Evaluation(node.get(), dataset.get(), deadline.get());
    }

    private static Supplier<RunPlan.Limits> limits(Form form) {
        var work = form.time("work", SECOND, MAX_TIME).or(Duration.ofMinutes(10));
        var failed = form.count("failed_rounds", 1, PlanLimits.MAX_FAILED_ROUNDS).or(5);
        return () -> new RunPlan.Limits(work.get(), failed.get());
    }
}
