package org.foedus.core.alliance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.name.Names;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// One application of an entry to a state: the parts of the next state, in the making.
final class Transition {
    private final AllianceState before;
    private Optional<Sha256> id;
    private Optional<Charter> charter;
    private List<String> addresses;
    private TreePMap<PublicKey, Party> parties;
    private TreePMap<PublicKey, AllianceState.LastClaim> lastClaims;
    private TreePMap<MemberId, Member> members;
    private TreePMap<Sha256, Invitation> invitations;
    private TreePMap<MemberId, Application> applications;
    private TreePMap<MandateId, Mandate> mandates;
    private TreePMap<RunId, Run> runs;
    private TreePMap<Sha256, PVector<BlobUse>> blobs;
    private TreePMap<Sha256, Long> dropped;
    private Optional<Recovery> recovery;

    Transition(AllianceState before) {
        this.before = before;
        this.id = before.id();
        this.charter = before.charter();
        this.addresses = before.addresses();
        this.parties = before.parties();
        this.lastClaims = before.lastClaims();
        this.members = before.members();
        this.invitations = before.invitations();
        this.applications = before.applications();
        this.mandates = before.mandates();
        this.runs = before.runs();
        this.blobs = before.blobs();
        this.dropped = before.dropped();
        this.recovery = before.recovery();
    }

    AllianceState apply(Entry entry, Sha256 leafHash) {
        switch (entry) {
            case Entry.Founded e -> {
                id = Optional.of(leafHash);
                charter = Optional.of(e.charter());
                parties = parties.plus(e.hub(), new Party.Operator());
            }
            case Entry.HubAddresses e -> addresses = e.addresses();
            case Entry.Claimed e -> claimed(e);
            case Entry.Admitted e -> admitted(e);
            case Entry.Rejected e ->
                    applications =
                            applications.plus(
                                    e.member(),
                                    application(e.member())
                                            .decided(AdmissionRule.Outcome.REJECTED));
            case Entry.WorkRefused e ->
                    answer(e.work(), new Work.Refused(e.code() + ": " + e.reason(), e.at()));
            case Entry.RoundOpened e -> opened(e);
            case Entry.RoundClosed e ->
                    replace(
                            run(e.run())
                                    .withRound(
                                            collecting(e.run(), e.round())
                                                    .close(e.included(), e.excluded())));
            case Entry.RoundPublished e -> published(e);
            case Entry.RoundFailed e -> failed(e);
            case Entry.RunFinished e ->
                    replace(run(e.run()).withStatus(new RunStatus.Finished(e.at())));
            case Entry.RunFailed e ->
                    replace(run(e.run()).withStatus(new RunStatus.Failed(e.reason(), e.at())));
            case Entry.UpdatesDropped e -> dropped(e);
            case Entry.Recovered e -> recovery = Optional.of(Recovery.begun(before, e, leafHash));
            case Entry.BodyErased _ -> {
                // bodies are not part of the state
            }
        }
        return new AllianceState(
                before.size() + 1,
                entry.at(),
                id,
                charter,
                addresses,
                parties,
                lastClaims,
                members,
                invitations,
                applications,
                mandates,
                runs,
                blobs,
                dropped,
                recovery);
    }

    private void claimed(Entry.Claimed e) {
        lastClaims =
                lastClaims.plus(
                        e.envelope().key(),
                        new AllianceState.LastClaim(
                                e.claim().header().sequence(),
                                e.envelope().payload().sha256(),
                                before.size()));
        switch (e.claim()) {
            case Claim.Invite c ->
                    invitations =
                            invitations.plus(
                                    c.secret(),
                                    new Invitation(
                                            c.expires(),
                                            c.hint(),
                                            c.memberClass(),
                                            Optional.empty()));
            case Claim.Apply c -> applied(c, e.envelope(), e.at());
            case Claim.Vote c ->
                    applications =
                            applications.plus(
                                    c.applicant(),
                                    application(c.applicant())
                                            .vote(signer(e.envelope()), c.choice()));
            case Claim.PublishMandate c ->
                    mandates =
                            mandates.plus(
                                    c.mandate(),
                                    new Mandate(
                                            c.mandate(),
                                            c.title(),
                                            c.text(),
                                            signer(e.envelope()),
                                            c.lead(),
                                            c.due(),
                                            c.tasks(),
                                            e.at()));
            case Claim.StartRun c -> started(c, signer(e.envelope()), e.at());
            case Claim.StopRun c ->
                    replace(run(c.run()).withStatus(new RunStatus.Stopped(c.reason(), e.at())));
            case Claim.Consent c ->
                    replace(
                            run(c.run())
                                    .withConsent(
                                            node(e.envelope()),
                                            new ConsentState(
                                                    c.decision(), c.by(), c.reason(), e.at())));
            case Claim.WorkDone c -> done(c, e);
            case Claim.WorkDeclined c -> answer(c.work(), new Work.Declined(c.reason(), e.at()));
            case Claim.ConfirmRecovery _ ->
                    recovery = recovery.map(r -> r.confirmedBy(signer(e.envelope())));
            case Claim.Leave _ -> {
                var member = signer(e.envelope());
                members = members.plus(member, member(member).left());
            }
        }
    }

    private void applied(Claim.Apply c, Envelope envelope, Instant at) {
        var invitation =
                InvariantViolation.present(
                        invitations.get(c.invitation()), "an application without an invitation");
        invitations = invitations.plus(c.invitation(), invitation.used(c.member()));
        applications =
                applications.plus(
                        c.member(),
                        new Application(
                                c,
                                envelope.key(),
                                at,
                                before.electorate(),
                                TreePMap.empty(),
                                AdmissionRule.Outcome.OPEN));
    }

    private void admitted(Entry.Admitted e) {
        var application = application(e.member()).decided(AdmissionRule.Outcome.ADMITTED);
        applications = applications.plus(e.member(), application);
        var claim = application.claim();
        var invitation =
                InvariantViolation.present(
                        invitations.get(claim.invitation()),
                        "an application without an invitation");
        members =
                members.plus(
                        e.member(),
                        new Member(
                                claim.member(),
                                Names.text("legal name", claim.legalName(), Member.MAX_LEGAL_NAME),
                                claim.country(),
                                invitation.memberClass(),
                                application.key(),
                                TreePMap.from(new TreeMap<>(claim.nodes())),
                                e.at(),
                                Member.Status.ACTIVE));
        parties = parties.plus(application.key(), new Party.Organisation(e.member()));
        for (var node : claim.nodes().entrySet()) {
            parties = parties.plus(node.getValue(), new Party.Agent(e.member(), node.getKey()));
        }
    }

    private void started(Claim.StartRun c, MemberId by, Instant at) {
        replace(
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
                        c.model(),
                        Optional.empty(),
                        at,
                        new RunStatus.Active()));
        use(c.model(), new BlobUse.Model(c.run()));
    }

    private void done(Claim.WorkDone c, Entry.Claimed e) {
        answer(c.work(), new Work.Done(c, e.envelope().payload().sha256(), e.at()));
        for (Output output : c.outputs().values()) {
            use(output.sha256(), new BlobUse.Update(c.work().run(), c.work()));
        }
    }

    private void opened(Entry.RoundOpened e) {
        var run = run(e.run());
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
        replace(
                run.withRound(
                        new RoundState.Collecting(
                                e.round(), step, e.at(), e.deadline(), e.base(), work)));
    }

    private void published(Entry.RoundPublished e) {
        var run = run(e.run());
        if (!(run.rounds().get(e.round()) instanceof RoundState.Folding folding)) {
            throw new InvariantViolation("round " + e.round() + " is not folding");
        }
        var published = folding.publish(e.model(), e.optimizerState(), e.at());
        use(e.model(), new BlobUse.Model(e.run()));
        e.optimizerState().ifPresent(s -> use(s, new BlobUse.OptimizerState(e.run())));
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
        replace(run.publish(published).withEvaluation(Work.asked(item)));
    }

    private void failed(Entry.RoundFailed e) {
        var run = run(e.run());
        replace(
                switch (run.rounds().get(e.round())) {
                    case RoundState.Collecting r -> run.fail(r.fail(e.reason(), e.at()));
                    case RoundState.Folding r -> run.fail(r.fail(e.reason(), e.at()));
                    case null, default ->
                            throw new InvariantViolation("round " + e.round() + " is not open");
                });
    }

    /// Bytes that are something else, too, are kept.
    private void dropped(Entry.UpdatesDropped e) {
        for (int number : e.rounds()) {
            var round =
                    InvariantViolation.present(
                            run(e.run()).rounds().get(number), "no round " + number);
            round.work().values().stream()
                    .flatMap(w -> w.done().stream())
                    .flatMap(d -> d.claim().outputs().values().stream())
                    .map(Output::sha256)
                    .filter(digest -> onlyIn(e, digest))
                    .forEach(digest -> dropped = dropped.plus(digest, before.size()));
        }
    }

    private boolean onlyIn(Entry.UpdatesDropped e, Sha256 digest) {
        return blobs.getOrDefault(digest, TreePVector.empty()).stream()
                .allMatch(use ->
                        use instanceof BlobUse.Update u
                                && u.run().equals(e.run())
                                && e.rounds().contains(u.work().round()));
    }

    private void answer(WorkItemId id, Work.Answer answer) {
        var run = run(id.run());
        if (id.kind() == WorkItem.Kind.EVALUATE) {
            var asked = InvariantViolation.present(run.evaluations().get(id), "no work item " + id);
            InvariantViolation.unless(asked.open(), "work item " + id + " is not open");
            replace(run.withEvaluation(asked.answered(answer)));
        } else {
            replace(run.withRound(collecting(id.run(), id.round()).answered(id, answer)));
        }
    }

    private RoundState.Collecting collecting(RunId run, int round) {
        if (run(run).rounds().get(round) instanceof RoundState.Collecting collecting) {
            return collecting;
        }
        throw new InvariantViolation("round " + round + " of " + run + " is not collecting");
    }

    private void use(Sha256 digest, BlobUse use) {
        blobs = blobs.plus(digest, blobs.getOrDefault(digest, TreePVector.empty()).plus(use));
    }

    private void replace(Run run) {
        runs = runs.plus(run.id(), run);
    }

    private Run run(RunId run) {
        return InvariantViolation.present(runs.get(run), "no run " + run);
    }

    private Application application(MemberId member) {
        return InvariantViolation.present(applications.get(member), "no application of " + member);
    }

    private Member member(MemberId member) {
        return InvariantViolation.present(members.get(member), "no member " + member);
    }

    private MemberId signer(Envelope envelope) {
        return switch (parties.get(envelope.key())) {
            case Party.Organisation o -> o.member();
            case Party.Agent a -> a.member();
            case Party.Operator _ -> throw new InvariantViolation("the operator is no member");
            case null -> throw new InvariantViolation("a claim of an unknown key");
        };
    }

    private NodeId node(Envelope envelope) {
        if (parties.get(envelope.key()) instanceof Party.Agent agent) {
            return agent.node();
        }
        throw new InvariantViolation("a node's claim by another key");
    }
}
