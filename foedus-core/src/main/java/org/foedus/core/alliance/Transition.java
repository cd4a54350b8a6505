package org.foedus.core.alliance;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.round.Work;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.RunStatus;

/// One application of an entry to a state.
final class Transition {
    private final Draft draft;
    private final GovernanceSteps governance;
    private final RunSteps runs;

    Transition(AllianceState before) {
        this.draft = new Draft(before);
        this.governance = new GovernanceSteps(draft);
        this.runs = new RunSteps(draft);
    }

    AllianceState apply(Entry entry, Sha256 leafHash) {
        switch (entry) {
            case Entry.Founded e -> {
                draft.id = Optional.of(leafHash);
                draft.charter = Optional.of(e.charter());
                draft.charterVersion = 1;
                draft.parties = draft.parties.plus(e.hub(), new Party.Operator());
            }
            case Entry.HubAddresses e -> draft.addresses = e.addresses();
            case Entry.Claimed e -> claimed(e);
            case Entry.Admitted e -> governance.admitted(e);
            case Entry.Rejected e ->
                    draft.replace(
                            draft.application(e.member())
                                    .decided(AdmissionRule.Outcome.REJECTED, e.at()));
            case Entry.VoteOpened e ->
                    draft.replace(
                            draft.application(e.applicant())
                                    .with(Electorates.onApplication(draft.before, e.at())));
            case Entry.VoteExtended e -> governance.extended(e);
            case Entry.Decided e -> governance.decided(e);
            case Entry.WorkRefused e ->
                    runs.answer(e.work(), new Work.Refused(e.code() + ": " + e.reason(), e.at()));
            case Entry.RoundOpened e -> runs.opened(e);
            case Entry.RoundClosed e -> runs.closed(e);
            case Entry.RoundPublished e -> runs.published(e);
            case Entry.RoundFailed e -> runs.failed(e);
            case Entry.RunFinished e ->
                    draft.replace(draft.run(e.run()).withStatus(new RunStatus.Finished(e.at())));
            case Entry.RunFailed e ->
                    draft.replace(
                            draft.run(e.run())
                                    .withStatus(new RunStatus.Failed(e.reason(), e.at())));
            case Entry.UpdatesDropped e -> runs.dropped(e);
            case Entry.Recovered e ->
                    draft.recovery = Optional.of(Recovery.begun(draft.before, e, leafHash));
            case Entry.BodyErased _ -> {
                // bodies are not part of the state
            }
        }
        return draft.state(entry.at());
    }

    private Optional<MemberId> inviter(Entry.Claimed e) {
        return Optional.ofNullable(draft.parties.get(e.envelope().key())).flatMap(Party::of);
    }

    private void claimed(Entry.Claimed e) {
        draft.lastClaims =
                draft.lastClaims.plus(
                        e.envelope().key(),
                        new AllianceState.LastClaim(
                                e.claim().header().sequence(),
                                e.envelope().payload().sha256(),
                                draft.before.size()));
        switch (e.claim()) {
            case Claim.Invite c ->
                    draft.invitations =
                            draft.invitations.plus(
                                    c.secret(),
                                    new Invitation(
                                            inviter(e),
                                            c.expires(),
                                            c.hint(),
                                            c.memberClass(),
                                            Optional.empty()));
            case Claim.Apply c -> governance.applied(c, e.envelope(), e.at());
            case Claim.Vote c -> {
                var application = draft.application(c.applicant());
                draft.replace(
                        application.with(
                                Draft.open(application)
                                        .vote(draft.signer(e.envelope()), c.choice())));
            }
            case Claim.PublishMandate c ->
                    governance.issued(
                            c.instruction(),
                            draft.before.size(),
                            draft.signer(e.envelope()),
                            Optional.empty(),
                            e.at());
            case Claim.StartRun c -> runs.started(c, draft.signer(e.envelope()), e.at());
            case Claim.StopRun c ->
                    draft.replace(
                            draft.run(c.run())
                                    .withStatus(new RunStatus.Stopped(c.reason(), e.at())));
            case Claim.Consent c ->
                    draft.replace(
                            draft.run(c.run())
                                    .withConsent(
                                            draft.node(e.envelope()),
                                            new ConsentState(
                                                    c.decision(), c.by(), c.reason(), e.at())));
            case Claim.WorkDone c -> runs.done(c, e);
            case Claim.WorkDeclined c -> runs.declined(c, e.at());
            case Claim.Readiness c -> runs.ready(c, e);
            case Claim.ConfirmRecovery _ ->
                    draft.recovery =
                            draft.recovery.map(r -> r.confirmedBy(draft.signer(e.envelope())));
            case Claim.Leave _ -> governance.left(e);
            case MembershipClaim c -> governance.membership(c, e);
            case VotingClaim c -> governance.voting(c, e);
            case PartnershipClaim c -> governance.partnership(c, e);
            case CommuniqueClaim c -> governance.news(c, e);
            case MandateClaim c ->
                    draft.replace(
                            MandateSteps.on(
                                    governance.mandate(c),
                                    c,
                                    draft.signer(e),
                                    draft.before.size(),
                                    e.at()));
        }
    }
}
