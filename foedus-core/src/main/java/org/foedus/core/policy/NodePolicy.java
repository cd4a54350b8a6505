package org.foedus.core.policy;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.run.RunPlan;

/// A node's own rules, in order; the first that matches decides. Where none does, nothing is
/// permitted: the plan waits for the owner.
public record NodePolicy(List<Rule> rules) {
    public static final int MAX_RULES = 200;

    public NodePolicy {
        rules = List.copyOf(rules);
    }

    /// A plan and where it comes from.
    public record Request(RunPlan plan, Mandate mandate, MemberId startedBy) {}

    /// What the policy says.
    public sealed interface Decision {}

    /// Consent by itself.
    public record Permit(String rule) implements Decision {}

    public record Refuse(String rule, String why) implements Decision {}

    /// Leave it to the owner.
    public record Review(String why) implements Decision {}

    /// What a rule does when it matches.
    public enum Effect {
        PERMIT,
        REFUSE,
        REVIEW
    }

    /// A rule: every condition that is set must hold.
    ///
    /// @param why for the other side, when it refuses
    public record Rule(String name, Effect effect, Conditions when, String why) {}

    /// Conditions; an empty set or value is no condition.
    ///
    /// @param maxSteps steps of a whole run on this node: rounds × steps
    public record Conditions(
            SortedSet<String> leads,
            SortedSet<String> startedBy,
            SortedSet<String> datasets,
            SortedSet<String> architectures,
            SortedSet<String> auditors,
            Optional<Integer> maxRounds,
            Optional<Long> maxSteps,
            Optional<Integer> minCohort) {

        boolean match(Request request) {
            var plan = request.plan();
            return allows(leads, request.mandate().lead().value())
                    && allows(startedBy, request.startedBy().value())
                    && allows(datasets, plan.dataset())
                    && allows(architectures, plan.model().architecture())
                    && (auditors.isEmpty()
                            || plan.auditors().stream().allMatch(a -> auditors.contains(a.value())))
                    && maxRounds.map(m -> plan.rounds() <= m).orElse(true)
                    && maxSteps.map(m -> (long) plan.rounds() * plan.training().steps() <= m)
                            .orElse(true)
                    && minCohort.map(m -> plan.cohort().min() >= m).orElse(true);
        }

        private static boolean allows(SortedSet<String> allowed, String value) {
            return allowed.isEmpty() || allowed.contains(value);
        }
    }

    public Decision decide(Request request) {
        for (var rule : rules) {
            if (rule.when().match(request)) {
                return switch (rule.effect()) {
                    case PERMIT -> new Permit(rule.name());
                    case REFUSE -> new Refuse(rule.name(), rule.why());
                    case REVIEW -> new Review("rule " + rule.name() + " leaves it to the owner");
                };
            }
        }
        return new Review("no rule permits it: foedus node review, then approve or refuse");
    }
}
