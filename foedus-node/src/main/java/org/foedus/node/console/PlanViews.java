package org.foedus.node.console;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.foedus.core.policy.Explanation;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.run.ConsentState;
import org.foedus.node.agent.Owner;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.decision.Prospect;
import org.foedus.node.home.NodeHome;
import org.foedus.portal.Act;
import org.foedus.portal.Offer;
import org.foedus.portal.PlanView;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.foedus.portal.act.Acts;
import org.foedus.portal.state.Site;

/// Plans for their owner to decide on.
final class PlanViews {
    private static final Set<Act> DECISIONS =
            EnumSet.of(Act.APPROVE_WORK, Act.APPROVE_SMALL, Act.REFUSE_WORK, Act.WITHDRAW_CONSENT);

    private final Site site;
    private final Acts acts;
    private final NodeHome home;

    PlanViews(Site site, Acts acts, NodeHome home) {
        this.site = site;
        this.acts = acts;
        this.home = home;
    }

    List<PlanView> of(List<Owner.Plan> plans) {
        return plans.stream().map(this::of).toList();
    }

    private PlanView of(Owner.Plan asked) {
        var run = asked.run();
        var plan = run.plan();
        var decision = asked.policy().decision();
        return new PlanView(
                site.run(run),
                site.ref(run.startedBy()),
                plan.purpose(),
                plan.dataset(),
                home.datasets().entries().containsKey(plan.dataset()),
                plan.model().architecture(),
                plan.rounds(),
                plan.training().steps(),
                plan.cohort().min(),
                plan.auditors().stream().map(a -> a.value()).toList(),
                plan.partnership().map(p -> p.value()).orElse(null),
                run.planDigest().hex(),
                asked.consent().map(PlanViews::consent).orElse(RunView.Consent.PENDING),
                asked.consent().map(ConsentState::by).orElse(""),
                verdict(decision),
                rule(decision),
                reasons(asked.policy()),
                asked.data(),
                findings(asked),
                asked.prospect().serves(),
                offers(run.id().value()));
    }

    /// What a look at the data found. What permissions forbid, and data that are not here at all,
    /// are said beside.
    private List<Said> findings(Owner.Plan asked) {
        var found = new ArrayList<Said>();
        for (var part : asked.prospect().parts()) {
            part.found().map(f -> fits(part, f)).ifPresent(found::add);
            part.obstacle()
                    .filter(_ -> home.datasets().entries().containsKey(part.dataset()))
                    .filter(why -> !asked.data().contains(why))
                    .map(why -> unfit(part, why))
                    .ifPresent(found::add);
        }
        asked.prospect()
                .outside()
                .map(begin -> Said.of("approvals.outside", "until", begin))
                .ifPresent(found::add);
        return found;
    }

    private static Said fits(Prospect.Part part, DatasetCheck.Usable found) {
        return switch (part.task()) {
            case TRAIN ->
                    Said.of(
                            "approvals.train.fits",
                            "dataset",
                            part.dataset(),
                            "n",
                            found.examples(),
                            "values",
                            found.features(),
                            "classes",
                            found.classes().text(),
                            "held",
                            found.held());
            case EVALUATE ->
                    Said.of(
                            "approvals.evaluate.fits",
                            "dataset",
                            part.dataset(),
                            "n",
                            found.examples(),
                            "values",
                            found.features(),
                            "classes",
                            found.classes().text());
        };
    }

    private static Said unfit(Prospect.Part part, String why) {
        return switch (part.task()) {
            case TRAIN -> Said.of("approvals.train.unfit", "why", why);
            case EVALUATE -> Said.of("approvals.evaluate.unfit", "why", why);
        };
    }

    static RunView.Consent consent(ConsentState said) {
        return switch (said.decision()) {
            case GRANTED -> RunView.Consent.GIVEN;
            case REFUSED -> RunView.Consent.REFUSED;
            case WITHDRAWN -> RunView.Consent.WITHDRAWN;
        };
    }

    private static PlanView.Verdict verdict(NodePolicy.Decision decision) {
        return switch (decision) {
            case NodePolicy.Permit _ -> PlanView.Verdict.PERMITS;
            case NodePolicy.Refuse _ -> PlanView.Verdict.REFUSES;
            case NodePolicy.Review _ -> PlanView.Verdict.ASKS;
        };
    }

    private static String rule(NodePolicy.Decision decision) {
        return switch (decision) {
            case NodePolicy.Permit p -> p.by();
            case NodePolicy.Refuse r -> r.rule();
            case NodePolicy.Review _ -> "";
        };
    }

    private static List<PlanView.Reason> reasons(Explanation explanation) {
        return explanation.judgements().stream()
                .filter(Explanation.Judgement::decides)
                .flatMap(j -> j.parts().stream())
                .map(p -> new PlanView.Reason(p.text(), p.value()))
                .toList();
    }

    private List<Offer> offers(String run) {
        var offers = new ArrayList<Offer>();
        for (var act : DECISIONS) {
            acts.offer(act, run).ifPresent(offers::add);
        }
        return offers;
    }
}
