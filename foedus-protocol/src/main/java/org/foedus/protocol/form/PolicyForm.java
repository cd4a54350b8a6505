package org.foedus.protocol.form;

import java.util.HashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.Condition;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.Conditions;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.run.PlanLimits;
import org.foedus.core.run.RunPlan;

/// A node's policy as its owner writes it; see `docs/reference/policy.md`.
public final class PolicyForm {
    static final int MAX_WHY = 200;
    private static final String OWNER = "owner";
    static final int MAX_NAMES = 100;
    private static final long MAX_RUN_STEPS = (long) PlanLimits.MAX_ROUNDS * PlanLimits.MAX_STEPS;

    private PolicyForm() {}

    /// Reads a policy; `BAD_POLICY` with everything that is wrong.
    ///
    /// @param language of conditions that are a text
    public static NodePolicy read(String fileName, byte[] yaml, ConditionLanguage language) {
        return Yaml.read(
                fileName,
                yaml,
                ErrorCode.BAD_POLICY,
                form -> {
                    var rules =
                            form.sections("rules", NodePolicy.MAX_RULES, f -> rule(f, language));
                    return () -> new NodePolicy(eachNamedOnce(rules.get()));
                });
    }

    private static Supplier<NodePolicy.Rule> rule(Form form, ConditionLanguage language) {
        var name = form.name("name").required();
        var effect = form.choice("effect", NodePolicy.Effect.class).required();
        var when = when(form, language);
        var why = form.text("why", MAX_WHY).or("");
        var reveals = form.choice("reveals_updates", RunPlan.Acceptance.class).optional();
        return () -> {
            if (effect.get() == NodePolicy.Effect.REFUSE && why.get().isEmpty()) {
                throw new FoedusException(
                        ErrorCode.BAD_POLICY,
                        "rules: rule " + name.get() + " refuses: expected a why for the asker");
            }
            if (name.get().equals(OWNER)) {
                throw new FoedusException(
                        ErrorCode.BAD_POLICY,
                        "rules: expected another name than owner, which stands for the owner's own"
                                + " word");
            }
            if (effect.get() != NodePolicy.Effect.PERMIT && reveals.get().isPresent()) {
                throw new FoedusException(
                        ErrorCode.BAD_POLICY,
                        "rules: rule "
                                + name.get()
                                + " permits nothing: leave reveals_updates out of it");
            }
            return new NodePolicy.Rule(
                    name.get(), effect.get(), when.get(), why.get(), reveals.get());
        };
    }

    /// A text in the language, or fixed conditions.
    private static Supplier<? extends Condition> when(Form form, ConditionLanguage language) {
        return form.isText("when")
                ? form.condition("when", language).required()
                : conditions(form.section("when"));
    }

    private static Supplier<Conditions> conditions(Form form) {
        var leads = any(form, "mandate_lead");
        var startedBy = any(form, "started_by");
        var datasets = any(form, "dataset");
        var architectures = any(form, "architecture");
        var auditors = any(form, "auditors");
        var maxRounds = form.count("max_rounds", 1, PlanLimits.MAX_ROUNDS).optional();
        var maxSteps = form.whole("max_steps", 1, MAX_RUN_STEPS).optional();
        var minCohort = form.count("min_cohort", 1, PlanLimits.MAX_COHORT).optional();
        return () ->
                new Conditions(
                        leads.get(),
                        startedBy.get(),
                        datasets.get(),
                        architectures.get(),
                        auditors.get(),
                        maxRounds.get(),
                        maxSteps.get(),
                        minCohort.get());
    }

    /// One of a list of names. An empty list is refused where it is read: it could pass for "none"
    /// as well as for "any".
    private static Supplier<SortedSet<String>> any(Form form, String name) {
        return form.names(name, MAX_NAMES)
                .as(names -> (SortedSet<String>) new TreeSet<>(names))
                .or(new TreeSet<>());
    }

    private static List<NodePolicy.Rule> eachNamedOnce(List<NodePolicy.Rule> rules) {
        var names = new HashSet<String>();
        for (var rule : rules) {
            if (!names.add(rule.name())) {
                throw new FoedusException(
                        ErrorCode.BAD_POLICY, "rules: two are called " + rule.name());
            }
        }
        return rules;
    }
}
