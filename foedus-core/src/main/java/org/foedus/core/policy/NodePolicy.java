package org.foedus.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
    public record Rule(String name, Effect effect, Condition when, String why) {}

    public NodePolicy with(StandingConsents consents) {
        return new NodePolicy(rules, consents);
    }

    public Decision decide(Request request) {
        for (var rule : rules) {
            var decision = said(rule, rule.when().test(request));
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
        return new Review("no rule permits it: foedus node review, then approve or refuse");
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
        return switch (consent.when().test(request)) {
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
            var outcome = rule.when().test(request);
            boolean decides = !decided && !(outcome instanceof Outcome.Fails);
            judgements.add(
                    new Explanation.Judgement(
                            rule.name(),
                            rule.effect(),
                            outcome,
                            rule.when().parts(request),
                            decides,
                            false));
            decided |= decides;
        }
        for (var consent : standing.list()) {
            var outcome = consent.when().test(request);
            boolean expired = consent.expired(request.now().toInstant());
            boolean decides = !decided && !expired && !(outcome instanceof Outcome.Fails);
            judgements.add(
                    new Explanation.Judgement(
                            consent.by(),
                            Effect.PERMIT,
                            outcome,
                            consent.when().parts(request),
                            decides,
                            expired));
            decided |= decides;
        }
        return new Explanation(judgements, decide(request));
    }
}
