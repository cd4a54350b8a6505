package org.foedus.cli.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.run.PlanLimits;
import org.foedus.core.run.RunPlan;

/// What is written for the demo: the plan, from the example's, and the policies.
final class Script {
    static final String TRAINING_DATA = "fashion-mnist";
    static final String HELD_OUT = "held-out";

    private Script() {}

    /// The example's plan for these members, rounds, seed and architecture.
    static RunPlan plan(
            RunPlan example,
            DemoSettings settings,
            String architecture,
            MemberId lead,
            NodeId node) {
        int members = settings.members();
        int min = Math.max(Math.min(PlanLimits.SAFE_COHORT, members), members / 2 + 1);
        return new RunPlan(
                example.mandate(),
                example.purpose(),
                new RunPlan.Model(architecture, settings.seed()),
                TRAINING_DATA,
                settings.rounds(),
                example.training(),
                example.aggregation(),
                example.serverOptimizer(),
                cohort(min, members, example.cohort().patience()),
                new RunPlan.RoundTimes(
                        example.round().deadline(), members, example.round().grace()),
                new RunPlan.Evaluation(node, HELD_OUT, example.evaluation().deadline()),
                new TreeSet<>(Set.of(lead)),
                example.limits(),
                settings.seed());
    }

    /// A cohort that accepts what a small one reveals: the demo's data is everyone's anyway.
    static RunPlan.Cohort cohort(int min, int max, Duration patience) {
        return new RunPlan.Cohort(
                min,
                max,
                patience,
                min < PlanLimits.SAFE_COHORT
                        ? Optional.of(RunPlan.Acceptance.ACCEPTED)
                        : Optional.empty());
    }

    /// A policy that permits this plan by itself, and no other.
    static String policy(RunPlan plan, MemberId lead) {
        return """
        # Written by foedus demo; what each field means: docs/reference/policy.md
        rules:
          - name: clothes-for-the-lead
            effect: permit%6$s
            when:
              mandate_lead: [%1$s]
              started_by: [%1$s]
              dataset: [%2$s]
              architecture: [%3$s]
              auditors: [%1$s]
              max_rounds: %4$d
              min_cohort: %5$d
        """
                .formatted(
                        lead,
                        plan.dataset(),
                        plan.model().architecture(),
                        plan.rounds(),
                        plan.cohort().min(),
                        plan.cohort().small() ? "\n    reveals_updates: accepted" : "");
    }
}
