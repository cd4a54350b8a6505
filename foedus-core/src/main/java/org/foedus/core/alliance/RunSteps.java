package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.core.run.Unable;
import org.pcollections.TreePMap;

/// The part of [Transition] about runs, their rounds and their work.
final class RunSteps {
    private final Draft draft;

    RunSteps(Draft draft) {
        this.draft = draft;
    }

    void started(Claim.StartRun c, MemberId by, Instant at) {
        draft.replace(
                new Run(
                        c.run(),
                        c.plan(),
                        c.planDigest(),
                        by,
                        at,
                        c.model(),
                        c.modelBytes(),
                        TreePMap.empty(),
                        TreePMap.empty(),
                        TreePMap.empty(),
                        TreePMap.empty(),
                        c.model(),
                        Optional.empty(),
                        at,
                        new RunStatus.Active()));
        if (!draft.before.knows(c.model())) {
            draft.produced(c.model(), new Blob.Origin.Model(c.run()));
        }
        var mandate = draft.mandates.get(c.plan().mandate());
        if (mandate != null) {
            draft.replace(mandate.runStarted());
        }
    }

    void done(Claim.WorkDone c, Entry.Claimed e) {
        answer(c.work(), new Work.Done(c, e.envelope().payload().sha256(), e.at()));
        if (c.work().kind() == WorkItem.Kind.TRAIN) {
            draft.replace(draft.run(c.work().run()).withAbility(c.work().node(), Optional.empty()));
        }
        for (Output output : c.outputs().values()) {
            draft.produced(
                    output.sha256(),
                    new Blob.Origin.Update(c.work().run(), c.work(), draft.signer(e)));
        }
    }

    void declined(Claim.WorkDeclined c, Instant at) {
        answer(c.work(), new Work.Declined(c.reason(), at));
        if (c.work().kind() == WorkItem.Kind.TRAIN) {
            c.unable()
                    .map(u -> new Unable(c.reason(), at, u.until()))
                    .ifPresent(u ->
                            draft.replace(
                                    draft.run(c.work().run())
                                            .withAbility(c.work().node(), Optional.of(u))));
        }
    }

    void ready(Claim.Readiness c, Entry.Claimed e) {
        if (draft.before.parties().get(e.envelope().key()) instanceof Party.Agent agent) {
            var unable =
                    c.able()
                            ? Optional.<Unable>empty()
                            : Optional.of(new Unable(c.reason(), e.at(), Optional.empty()));
            draft.replace(draft.run(c.run()).withAbility(agent.node(), unable));
        }
    }

    void opened(Entry.RoundOpened e) {
        var run = draft.run(e.run());
        var work = TreePMap.<WorkItemId, Work>empty();
        int step = run.published();
        for (var node : e.cohort()) {
            var item =
                    new WorkItem(
                            WorkItemId.of(run.id(), e.round(), WorkItem.Kind.TRAIN, node),
                            node,
                            e.round(),
                            step,
                            WorkItem.Kind.TRAIN,
                            e.base(),
                            run.modelBytes(),
                            e.deadline());
            work = work.plus(item.id(), Work.asked(item));
        }
        draft.replace(
                run.withRound(
                        new RoundState.Collecting(
                                e.round(), step, e.at(), e.deadline(), e.base(), work)));
    }

    /// A round that is being folded is closed again, with fewer.
    void closed(Entry.RoundClosed e) {
        var run = draft.run(e.run());
        if (run.rounds().get(e.round()) instanceof RoundState.Folding folding) {
            var rest = folding;
            for (var node : folding.included()) {
                if (!e.included().contains(node)) {
                    rest = rest.without(node, e.excluded().getOrDefault(node, ""));
                }
            }
            draft.replace(run.withRound(rest));
        } else {
            draft.replace(
                    run.withRound(
                            collecting(e.run(), e.round()).close(e.included(), e.excluded())));
        }
    }

    void published(Entry.RoundPublished e) {
        var run = draft.run(e.run());
        if (!(run.rounds().get(e.round()) instanceof RoundState.Folding folding)) {
            throw new InvariantViolation("round " + e.round() + " is not folding");
        }
        var published = folding.publish(e.model(), e.optimizerState(), e.at());
        draft.produced(e.model(), new Blob.Origin.Model(e.run()));
        e.optimizerState()
                .ifPresent(s -> draft.produced(s, new Blob.Origin.OptimizerState(e.run())));
        var evaluation = run.plan().evaluation();
        var item =
                new WorkItem(
                        WorkItemId.of(
                                run.id(), e.round(), WorkItem.Kind.EVALUATE, evaluation.node()),
                        evaluation.node(),
                        e.round(),
                        published.step() + 1,
                        WorkItem.Kind.EVALUATE,
                        e.model(),
                        e.modelBytes(),
                        e.at().plus(evaluation.deadline()));
        draft.replace(run.publish(published).withEvaluation(Work.asked(item)));
    }

    void failed(Entry.RoundFailed e) {
        var run = draft.run(e.run());
        var nodes = draft.before.nodes(run);
        draft.replace(
                switch (run.rounds().get(e.round())) {
                    case RoundState.Collecting r -> {
                        boolean heals =
                                r.work().values().stream()
                                        .map(w -> w.item().node())
                                        .anyMatch(n -> !nodes.containsKey(n) || lost(run, r, n));
                        yield run.fail(r.fail(e.reason(), e.at(), heals));
                    }
                    case RoundState.Folding r -> run.fail(r.fail(e.reason(), e.at()));
                    case null, default ->
                            throw new InvariantViolation("round " + e.round() + " is not open");
                });
    }

    /// Whether a node of a round took its consent back since it opened, or said that it can't.
    private static boolean lost(Run run, RoundState.Collecting round, NodeId node) {
        var unable = run.unable().get(node);
        return !run.consented(node)
                || (unable != null && !unable.since().isBefore(round.openedAt()));
    }

    /// Bytes that came to be in another way, too, are kept.
    void dropped(Entry.UpdatesDropped e) {
        for (int number : e.rounds()) {
            var round =
                    InvariantViolation.present(
                            draft.run(e.run()).rounds().get(number), "no round " + number);
            round.work().values().stream()
                    .flatMap(w -> w.done().stream())
                    .flatMap(d -> d.claim().outputs().values().stream())
                    .map(Output::sha256)
                    .distinct()
                    .forEach(digest -> dropped(digest, e.run(), number));
        }
    }

    private void dropped(Sha256 digest, RunId run, int round) {
        var blob = draft.blobs.get(digest);
        if (blob == null) {
            return; // dropped before
        }
        var left = blob.without(u -> u.run().equals(run) && u.work().round() == round);
        if (left.isPresent()) {
            draft.blobs = draft.blobs.plus(digest, left.get());
        } else {
            draft.blobs = draft.blobs.minus(digest);
            draft.dropped = draft.dropped.plus(digest, draft.before.size());
        }
    }

    void answer(WorkItemId id, Work.Answer answer) {
        var run = draft.run(id.run());
        if (id.kind() == WorkItem.Kind.EVALUATE) {
            var asked = InvariantViolation.present(run.evaluations().get(id), "no work item " + id);
            InvariantViolation.unless(asked.open(), "work item " + id + " is not open");
            draft.replace(run.withEvaluation(asked.answered(answer)));
        } else {
            draft.replace(run.withRound(collecting(id.run(), id.round()).answered(id, answer)));
        }
    }

    RoundState.Collecting collecting(RunId run, int round) {
        if (draft.run(run).rounds().get(round) instanceof RoundState.Collecting collecting) {
            return collecting;
        }
        throw new InvariantViolation("round " + round + " of " + run + " is not collecting");
    }
}
