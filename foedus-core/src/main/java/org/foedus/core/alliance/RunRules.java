package org.foedus.core.alliance;

import static org.foedus.core.alliance.Rules.accepted;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.Verdict;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Run;

/// The part of [Rules] about runs.
final class RunRules {
    /// The output that a training item has, and the only one.
    private static final String DELTA = "delta";

    private static final long MAX_EXAMPLES = 1L << 40;

    private RunRules() {}

    static Verdict judgeStart(Case in, Claim.StartRun c) {
        var state = in.state();
        var mandate = state.mandates().get(c.plan().mandate());
        if (mandate == null) {
            return Rule.NO_MANDATE.refuse(c.plan().mandate());
        }
        if (!answersFor(in, mandate)) {
            return Rule.RUN_LEAD.refuse(mandate.id(), "lead", mandate.lead());
        }
        if (!mandate.status().open()) {
            return Rule.MANDATE_OVER.refuse(mandate.id(), "status", mandate.status());
        }
        if (state.runs().containsKey(c.run())) {
            return Rule.RUN_EXISTS.refuse(c.run());
        }
        if (active(state, mandate.lead()) >= Run.MAX_ACTIVE) {
            return Rule.RUNS_ACTIVE.refuse(c.run(), "most", Run.MAX_ACTIVE);
        }
        var evaluator = c.plan().evaluation().node();
        if (!state.nodes().containsKey(evaluator)) {
            return Rule.PLAN_NODE.refuse(evaluator, "field", "evaluation.node");
        }
        for (var auditor : c.plan().auditors()) {
            if (!state.active(auditor)) {
                return Rule.PLAN_MEMBER.refuse(auditor, "field", "auditors");
            }
        }
        return c.plan()
                .partnership()
                .flatMap(p -> confined(in, p, mandate, c))
                .or(() -> fromElsewhere(in.state(), c))
                .orElseGet(Rules::accepted);
    }

    private static long active(AllianceState state, MemberId starter) {
        return state.runs().values().stream()
                .filter(r -> r.active() && r.startedBy().equals(starter))
                .count();
    }

    /// One answer, whatever else the digest may be the name of.
    private static Optional<Verdict> fromElsewhere(AllianceState state, Claim.StartRun c) {
        return state.mayStartFrom(c.model(), c.plan().partnership())
                ? Optional.empty()
                : Optional.of(Rule.START_MODEL.refuse(c.model()));
    }

    /// Everyone with a part in a partnership's run belongs to the partnership.
    private static Optional<Verdict> confined(
            Case in, PartnershipId id, Mandate mandate, Claim.StartRun c) {
        var partnership = in.state().partnerships().get(id);
        if (partnership == null) {
            return Optional.of(Rule.NO_PARTNERSHIP.refuse(id));
        }
        var status = partnership.status(in.now());
        if (status != Partnership.Status.IN_FORCE) {
            return Optional.of(Rule.PARTNERSHIP_NOT_IN_FORCE.refuse(id, "status", status));
        }
        var partners = partnership.partners();
        var evaluator = c.plan().evaluation().node();
        if (!partners.contains(mandate.lead())) {
            return Optional.of(Rule.OUTSIDE_PARTNERSHIP.refuse(id, "found", mandate.lead()));
        }
        if (!partners.contains(in.state().nodes().get(evaluator))) {
            return Optional.of(Rule.OUTSIDE_PARTNERSHIP.refuse(id, "found", evaluator));
        }
        return c.plan().auditors().stream()
                .filter(a -> !partners.contains(a))
                .findFirst()
                .map(a -> Rule.OUTSIDE_PARTNERSHIP.refuse(id, "found", a));
    }

    static Verdict judgeStop(Case in, Claim.StopRun c) {
        var run = in.state().runs().get(c.run());
        if (run == null) {
            return Rule.NO_RUN.refuse(c.run());
        }
        if (!run.active()) {
            return Rule.RUN_OVER.refuse(c.run(), "status", run.status().label());
        }
        var mandate = in.state().mandates().get(run.plan().mandate());
        return mandate != null && answersFor(in, mandate)
                ? accepted()
                : Rule.RUN_LEAD.refuse(
                        run.plan().mandate(),
                        "lead",
                        mandate == null ? "its lead" : mandate.lead());
    }

    private static boolean answersFor(Case in, Mandate mandate) {
        return in.acting(Right.RUN)
                .filter(m -> Succession.leads(in.state(), m, mandate))
                .isPresent();
    }

    static Verdict judgeConsent(Case in, Claim.Consent c) {
        if (!(in.party() instanceof Party.Agent agent)) {
            return Rule.NODE_KEY.refuse(c.run());
        }
        var run = in.state().runs().get(c.run());
        if (run == null) {
            return Rule.NO_RUN.refuse(c.run());
        }
        if (!run.active()) {
            return Rule.RUN_OVER.refuse(c.run(), "status", run.status().label());
        }
        if (!run.planDigest().equals(c.planDigest())) {
            return Rule.OTHER_PLAN.refuse(c.run());
        }
        var partnership = run.plan().partnership();
        boolean outside =
                partnership.isPresent() && !in.state().nodes(run).containsKey(agent.node());
        if (outside && c.decision() == Claim.Decision.GRANTED) {
            return Rule.OUTSIDE_PARTNERSHIP.refuse(partnership.get(), "found", agent.node());
        }
        if (c.decision() == Claim.Decision.GRANTED
                && run.plan().cohort().small()
                && c.revealsUpdates().isEmpty()) {
            return Rule.REVEALS_UPDATES.refuse(c.run(), "min", run.plan().cohort().min());
        }
        var before = run.consents().get(agent.node());
        boolean same = before != null && before.decision() == c.decision();
        boolean moot =
                c.decision() == Claim.Decision.WITHDRAWN && (before == null || !before.granted());
        return same || moot ? Rule.NOTHING_TO_CHANGE.refuse(c.run()) : accepted();
    }

    /// A node's word on what it can do, where it says something new.
    static Verdict judgeReadiness(Case in, Claim.Readiness c) {
        if (!(in.party() instanceof Party.Agent agent)) {
            return Rule.NODE_KEY.refuse(c.run());
        }
        var run = in.state().runs().get(c.run());
        if (run == null) {
            return Rule.NO_RUN.refuse(c.run());
        }
        if (!run.active()) {
            return Rule.RUN_OVER.refuse(c.run(), "status", run.status().label());
        }
        if (!run.consented(agent.node())) {
            return Rule.CONSENT_NOT_IN_FORCE.refuse(c.run());
        }
        return run.able(agent.node(), in.now()) == c.able()
                ? Rule.NOTHING_TO_CHANGE.refuse(c.run())
                : accepted();
    }

    /// Empty if the work item is this node's and still open.
    static Optional<Verdict> judgeWork(Case in, WorkItemId id) {
        if (!(in.party() instanceof Party.Agent agent) || !agent.node().equals(id.node())) {
            return Optional.of(Rule.WORK_OF_OTHER.refuse(id));
        }
        var run = in.state().runs().get(id.run());
        var work = run == null ? null : run.work(id).orElse(null);
        if (run == null || work == null) {
            return Optional.of(Rule.NO_WORK.refuse(id));
        }
        if (!run.active()) {
            return Optional.of(new Verdict.Discarded("the run is " + run.status().label()));
        }
        if (!work.open()) {
            return Optional.of(new Verdict.Discarded("the work item was answered already"));
        }
        if (!run.consented(agent.node())) {
            return Optional.of(Rule.CONSENT_NOT_IN_FORCE.refuse(id));
        }
        boolean closed =
                id.kind() == WorkItem.Kind.TRAIN
                        && !(run.rounds().get(id.round()) instanceof RoundState.Collecting);
        return closed || in.now().isAfter(work.item().deadline())
                ? Optional.of(new Verdict.Discarded("late: the work item is closed"))
                : Optional.empty();
    }

    static Verdict judgeOutputs(AllianceState state, Claim.WorkDone c) {
        if (c.examples() < 1 || c.examples() > MAX_EXAMPLES) {
            return Rule.OUTPUTS.refuse(c.work(), "detail", "examples: expected 1 to 2^40");
        }
        return switch (c.work().kind()) {
            case EVALUATE -> judgeEvaluation(c);
            case TRAIN -> judgeDelta(state, c);
        };
    }

    private static Verdict judgeEvaluation(Claim.WorkDone c) {
        double accuracy = c.metrics().getOrDefault("accuracy", Double.NaN);
        double loss = c.metrics().getOrDefault("loss", Double.NaN);
        return c.outputs().isEmpty()
                        && accuracy >= 0
                        && accuracy <= 1
                        && Double.isFinite(loss)
                        && c.metrics().size() == 2
                ? accepted()
                : Rule.OUTPUTS.refuse(
                        c.work(),
                        "detail",
                        "an evaluation has an accuracy in [0, 1], a finite loss, and no outputs");
    }

    private static Verdict judgeDelta(AllianceState state, Claim.WorkDone c) {
        var delta = c.outputs().get(DELTA);
        var run = state.runs().get(c.work().run());
        if (delta == null || c.outputs().size() != 1 || !c.metrics().isEmpty()) {
            return Rule.OUTPUTS.refuse(
                    c.work(), "detail", "a training item has one output, delta, and no metrics");
        }
        if (!delta.mediaType().equals(Output.DELTA) || !delta.codec().equals(Output.FP32)) {
            return Rule.OUTPUTS.refuse(
                    c.work(), "detail", "delta: expected " + Output.DELTA + " in " + Output.FP32);
        }
        return run != null && delta.bytes() == run.modelBytes()
                ? accepted()
                : Rule.OUTPUTS.refuse(
                        c.work(),
                        "detail",
                        "delta: expected as many bytes as the model has, found " + delta.bytes());
    }
}
