package org.foedus.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.run.RunPlan;

/// A node's own rules, in order; the first that matches decides. Where none does, a standing
/// consent may permit. Where none of these does, nothing is permitted: the plan waits for the
/// owner.
public record NodePolicy(List<Rule> rules, StandingConsents standing) {
    public static final int MAX_RULES = 200;

    public NodePolicy {
        rules = List.copyOf(rules);
    }

    public NodePolicy(List<Rule> rules) {
        this(rules, StandingConsents.NONE);
    }

    /// What the policy says.
    public sealed interface Decision {}

    /// Consent by itself.
    ///
    /// @param by the rule's name, or the standing consent's after `standing:`
    public record Permit(String by) implements Decision {}

    public record Refuse(String rule, String why) implements Decision {}

    /// Leave it to the owner.
    public record Review(String why) implements Decision {}

    /// What a rule does when it matches.
    public enum Effect {
        PERMIT,
        REFUSE,
        REVIEW
    }

    /// @param why for the other side, when it refuses
    /// @param revealsUpdates without it the rule permits no plan whose rounds may close with so few
    ///   members that another can compute this one's update
    public record Rule(
            String name,
            Effect effect,
            Condition when,
            String why,
            Optional<RunPlan.Acceptance> revealsUpdates) {
        public Rule(String name, Effect effect, Condition when, String why) {
            this(name, effect, when, why, Optional.empty());
        }

        private boolean permits() {
            return effect == Effect.PERMIT;
        }
    }

    public NodePolicy with(StandingConsents consents) {
        return new NodePolicy(rules, consents);
    }

    public Decision decide(Request request) {
        for (var rule : rules) {
            var decision = said(rule, test(rule, request));
            if (decision.isPresent()) {
                return decision.get();
            }
        }
        for (var consent : standing.list()) {
            var decision = said(consent, request);
            if (decision.isPresent()) {
                return decision.get();
            }
        }
        return new Review(
                "no rule permits it: foedus node review, then approve or refuse"
                        + (request.plan().cohort().small()
                                ? " (its small cohort reveals updates, which a rule must accept)"
                                : ""));
    }

    /// A permission covers what it was not written for only where it says so.
    private static boolean covers(Optional<RunPlan.Acceptance> accepted, Request request) {
        return accepted.isPresent() || !request.plan().cohort().small();
    }

    private static Outcome test(Rule rule, Request request) {
        var outcome = rule.when().test(request);
        return rule.permits() ? covered(outcome, rule.revealsUpdates(), request) : outcome;
    }

    private static Outcome test(StandingConsent consent, Request request) {
        return covered(consent.when().test(request), consent.revealsUpdates(), request);
    }

    private static Outcome covered(
            Outcome outcome, Optional<RunPlan.Acceptance> accepted, Request request) {
        return outcome instanceof Outcome.Holds && !covers(accepted, request)
                ? new Outcome.Fails()
                : outcome;
    }

    /// What the condition looks at, and what every permission does.
    private static List<Part> parts(
            Condition when,
            boolean permits,
            Optional<RunPlan.Acceptance> accepted,
            Request request) {
        if (!permits || !request.plan().cohort().small()) {
            return when.parts(request);
        }
        var all = new ArrayList<>(when.parts(request));
        var seen = new TreeMap<String, String>();
        seen.put(Attribute.COHORT_MIN.label(), Attribute.COHORT_MIN.shown(request));
        all.add(
                new Part(
                        "reveals_updates: accepted", Boolean.toString(accepted.isPresent()), seen));
        return all;
    }

    private static Optional<Decision> said(Rule rule, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Fails _ -> Optional.empty();
            case Outcome.Broken b -> Optional.of(broken("rule " + rule.name(), b));
            case Outcome.Holds _ ->
                    Optional.of(
                            switch (rule.effect()) {
                                case PERMIT -> new Permit(rule.name());
                                case REFUSE -> new Refuse(rule.name(), rule.why());
                                case REVIEW ->
                                        new Review(
                                                "rule " + rule.name() + " leaves it to the owner");
                            });
        };
    }

    private static Optional<Decision> said(StandingConsent consent, Request request) {
        if (consent.expired(request.now().toInstant())) {
            return Optional.empty();
        }
        return switch (test(consent, request)) {
            case Outcome.Fails _ -> Optional.empty();
            case Outcome.Broken b -> Optional.of(broken("standing consent " + consent.name(), b));
            case Outcome.Holds _ -> Optional.of(new Permit(consent.by()));
        };
    }

    /// Later rules are not asked: one of them may permit what this one was to refuse.
    private static Decision broken(String which, Outcome.Broken broken) {
        return new Review(which + " could not be evaluated: " + broken.why());
    }

    /// Every rule and standing consent, also those after the one that decides.
    public Explanation explain(Request request) {
        var judgements = new ArrayList<Explanation.Judgement>();
        boolean decided = false;
        for (var rule : rules) {
            var outcome = test(rule, request);
            boolean decides = !decided && !(outcome instanceof Outcome.Fails);
            judgements.add(
                    new Explanation.Judgement(
                            rule.name(),
                            rule.effect(),
                            outcome,
                            parts(rule.when(), rule.permits(), rule.revealsUpdates(), request),
                            decides,
                            false));
            decided |= decides;
        }
        for (var consent : standing.list()) {
            var outcome = test(consent, request);
            boolean expired = consent.expired(request.now().toInstant());
            boolean decides = !decided && !expired && !(outcome instanceof Outcome.Fails);
            judgements.add(
                    new Explanation.Judgement(
                            consent.by(),
                            Effect.PERMIT,
                            outcome,
                            parts(consent.when(), true, consent.revealsUpdates(), request),
                            decides,
                            expired));
            decided |= decides;
        }
        return new Explanation(judgements, decide(request));
    }
}
