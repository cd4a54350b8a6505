package org.foedus.core.alliance;

import static org.foedus.core.alliance.Rules.accepted;
import static org.foedus.core.alliance.Rules.rejected;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.Verdict;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;

/// The part of [Rules] about runs.
final class RunRules {
    /// The output that a training item has, and the only one.
    private static final String DELTA = "delta";

    private static final long MAX_EXAMPLES = 1L << 40;

    private RunRules() {}

    static Verdict judgeStart(AllianceState state, Party party, Claim.StartRun c) {
        var mandate = state.mandates().get(c.plan().mandate());
        if (mandate == null) {
            return rejected(ErrorCode.NOT_FOUND, "no mandate " + c.plan().mandate());
        }
        if (!answersFor(party, mandate)) {
            return rejected(
                    ErrorCode.NOT_ALLOWED,
                    "only the lead of mandate " + mandate.id() + " may start a run under it");
        }
        if (state.runs().containsKey(c.run())) {
            return rejected(ErrorCode.ALREADY_EXISTS, "run " + c.run() + " exists");
        }
        if (!state.nodes().containsKey(c.plan().evaluation().node())) {
            return rejected(
                    ErrorCode.BAD_PLAN,
                    "evaluation.node: no member has a node " + c.plan().evaluation().node());
        }
        for (var auditor : c.plan().auditors()) {
            if (!state.active(auditor)) {
                return rejected(ErrorCode.BAD_PLAN, "auditors: " + auditor + " is no member");
            }
        }
        return accepted();
    }

    static Verdict judgeStop(AllianceState state, Party party, Claim.StopRun c) {
        var run = state.runs().get(c.run());
        if (run == null) {
            return rejected(ErrorCode.NOT_FOUND, "no run " + c.run());
        }
        if (!run.active()) {
            return rejected(
                    ErrorCode.WRONG_STATE, "run " + c.run() + " is " + run.status().label());
        }
        var mandate = state.mandates().get(run.plan().mandate());
        return mandate != null && answersFor(party, mandate)
                ? accepted()
                : rejected(ErrorCode.NOT_ALLOWED, "only the lead of the run's mandate may stop it");
    }

    private static boolean answersFor(Party party, Mandate mandate) {
        return party instanceof Party.Organisation o && o.member().equals(mandate.lead());
    }

    static Verdict judgeConsent(AllianceState state, Party party, Claim.Consent c) {
        if (!(party instanceof Party.Agent agent)) {
            return rejected(ErrorCode.NOT_ALLOWED, "consent is a node's, signed with its key");
        }
        var run = state.runs().get(c.run());
        if (run == null) {
            return rejected(ErrorCode.NOT_FOUND, "no run " + c.run());
        }
        if (!run.active()) {
            return rejected(
                    ErrorCode.WRONG_STATE, "run " + c.run() + " is " + run.status().label());
        }
        if (!run.planDigest().equals(c.planDigest())) {
            return rejected(
                    ErrorCode.DIGEST_MISMATCH, "the plan of run " + c.run() + " is another one");
        }
        var before = run.consents().get(agent.node());
        boolean same = before != null && before.decision() == c.decision();
        boolean moot =
                c.decision() == Claim.Decision.WITHDRAWN && (before == null || !before.granted());
        return same || moot
                ? rejected(ErrorCode.WRONG_STATE, "there is nothing to change")
                : accepted();
    }

    /// Empty if the work item is this node's and still open.
    static Optional<Verdict> judgeWork(
            AllianceState state, Party party, WorkItemId id, Instant now) {
        if (!(party instanceof Party.Agent agent) || !agent.node().equals(id.node())) {
            return Optional.of(
                    rejected(ErrorCode.WRONG_WORK_ITEM, id + " is another node's work item"));
        }
        var run = state.runs().get(id.run());
        var work = run == null ? null : run.work(id).orElse(null);
        if (run == null || work == null) {
            return Optional.of(rejected(ErrorCode.NOT_FOUND, "no work item " + id));
        }
        if (!run.active()) {
            return Optional.of(new Verdict.Discarded("the run is " + run.status().label()));
        }
        if (!work.open()) {
            return Optional.of(new Verdict.Discarded("the work item was answered already"));
        }
        if (!run.consented(agent.node())) {
            return Optional.of(
                    rejected(ErrorCode.NOT_ALLOWED, "the node's consent is not in force"));
        }
        boolean closed =
                id.kind() == WorkItem.Kind.TRAIN
                        && !(run.rounds().get(id.round()) instanceof RoundState.Collecting);
        return closed || now.isAfter(work.item().deadline())
                ? Optional.of(new Verdict.Discarded("late: the work item is closed"))
                : Optional.empty();
    }

    static Verdict judgeOutputs(AllianceState state, Claim.WorkDone c) {
        if (c.examples() < 1 || c.examples() > MAX_EXAMPLES) {
            return rejected(ErrorCode.BAD_UPDATE, "examples: expected 1 to 2^40");
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
                : rejected(
                        ErrorCode.BAD_UPDATE,
                        "an evaluation has an accuracy in [0, 1], a finite loss, and no outputs");
    }

    private static Verdict judgeDelta(AllianceState state, Claim.WorkDone c) {
        var delta = c.outputs().get(DELTA);
        var run = state.runs().get(c.work().run());
        if (delta == null || c.outputs().size() != 1 || !c.metrics().isEmpty()) {
            return rejected(
                    ErrorCode.BAD_UPDATE, "a training item has one output, delta, and no metrics");
        }
        if (!delta.mediaType().equals(Output.DELTA) || !delta.codec().equals(Output.FP32)) {
            return rejected(
                    ErrorCode.BAD_UPDATE, "delta: expected " + Output.DELTA + " in " + Output.FP32);
        }
        return run != null && delta.bytes() == run.modelBytes()
                ? accepted()
                : rejected(
                        ErrorCode.BAD_UPDATE,
                        "delta: expected as many bytes as the model has, found " + delta.bytes());
    }
}
