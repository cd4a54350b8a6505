package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.Remark;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Programme;
import org.foedus.core.signature.Envelope;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// The part of [Transition] about members, votes, partnerships and mandates.
final class GovernanceSteps {
    private final Draft draft;

    GovernanceSteps(Draft draft) {
        this.draft = draft;
    }

    Mandate mandate(MandateClaim c) {
        return InvariantViolation.present(
                draft.mandates.get(c.mandate()), "no mandate " + c.mandate());
    }

    void left(Entry.Claimed e) {
        var key = e.envelope().key();
        if (draft.parties.containsKey(key)) {
            var member = draft.member(draft.signer(e));
            draft.members = draft.members.plus(member.id(), member.with(Member.Status.WITHDRAWN));
            draft.partnerships = Departures.from(draft.partnerships, member.id(), e.at());
            draft.polls(p -> p.without(member.id()));
            return;
        }
        var application =
                draft.applications.values().stream()
                        .filter(a -> a.open() && a.key().equals(key))
                        .findFirst()
                        .orElseThrow(() -> new InvariantViolation("no application of this key"));
        draft.replace(application.decided(AdmissionRule.Outcome.WITHDRAWN, e.at()));
    }

    /// An organisation key signed: whatever would replace it, because it is lost, is stopped.
    void heldStill(Entry.Claimed e) {
        if (!(draft.before.parties().get(e.envelope().key()) instanceof Party.Organisation o)) {
            return;
        }
        for (var proposal : draft.before.proposals().values()) {
            if (proposal.open() && proposal.replacesKeyOf(o.member())) {
                var now = draft.proposal(proposal.id());
                draft.replace(now.with(now.poll().objected(draft.before.size())));
            }
        }
    }

    void membership(MembershipClaim claim, Entry.Claimed e) {
        switch (claim) {
            case MembershipClaim.Screen c -> screened(c, e);
            case MembershipClaim.Comment c -> {
                var remark = new Remark(draft.signer(e), e.at(), c.text());
                c.applicant().ifPresent(a -> draft.replace(draft.application(a).remarked(remark)));
                c.proposal().ifPresent(p -> draft.replace(draft.proposal(p).remarked(remark)));
            }
            case MembershipClaim.DelegateNode c -> {
                var member = draft.member(draft.signer(e));
                draft.replace(member.withNode(c.node(), c.key(), c.overlap()));
                draft.parties = draft.parties.plus(c.key(), new Party.Agent(member.id(), c.node()));
            }
            case MembershipClaim.DelegatePerson c -> {
                var member = draft.member(draft.signer(e));
                draft.replace(
                        member.withPerson(c.name(), new Person(c.key(), c.rights()), c.overlap()));
                draft.parties =
                        draft.parties.plus(c.key(), new Party.Person(member.id(), c.name()));
            }
            case MembershipClaim.RotateKey c -> {
                var member = draft.member(draft.signer(e));
                draft.replace(member.rotated(c.key(), c.overlap()));
                draft.parties = draft.parties.plus(c.key(), new Party.Organisation(member.id()));
            }
            case MembershipClaim.NameGuardian c ->
                    draft.replace(draft.member(draft.signer(e)).guarded(c.key()));
            case MembershipClaim.RevokeKey c ->
                    draft.replace(draft.member(draft.signer(e)).revoked(c.key()));
        }
    }

    void screened(MembershipClaim.Screen c, Entry.Claimed e) {
        var governs = draft.before.rules().governs();
        var decision =
                new Screening(
                        draft.signer(e),
                        e.at(),
                        c.result(),
                        Names.text("method", c.method(), Screening.MAX_METHOD),
                        c.reasons());
        var until =
                decision.satisfies(governs.screening())
                        ? Optional.of(e.at().plus(governs.comment()))
                        : Optional.<Instant>empty();
        draft.replace(draft.application(c.applicant()).screened(decision, until));
    }

    void voting(VotingClaim claim, Entry.Claimed e) {
        switch (claim) {
            case VotingClaim.Propose c ->
                    draft.replace(
                            new Proposal(
                                    c.proposal(),
                                    draft.signer(e),
                                    e.at(),
                                    Names.text("title", c.title(), Proposal.MAX_TITLE),
                                    draft.before.size(),
                                    c.matter().lean(),
                                    Electorates.onProposal(draft.before, c.matter(), e.at()),
                                    TreePVector.empty(),
                                    Proposal.Outcome.OPEN,
                                    Optional.empty()));
            case VotingClaim.Ballot c -> {
                var proposal = draft.proposal(c.proposal());
                draft.replace(proposal.with(proposal.poll().vote(draft.signer(e), c.choice())));
            }
            case VotingClaim.Recuse c -> {
                c.applicant()
                        .map(draft::application)
                        .ifPresent(
                                a -> draft.replace(a.with(Draft.open(a).recuse(draft.signer(e)))));
                c.proposal()
                        .map(draft::proposal)
                        .ifPresent(p -> draft.replace(p.with(p.poll().recuse(draft.signer(e)))));
            }
            case VotingClaim.WithdrawProposal c ->
                    draft.replace(
                            draft.proposal(c.proposal()).ended(Proposal.Outcome.WITHDRAWN, e.at()));
            case VotingClaim.StopProposal _ -> {
                // that the key signed it is all
            }
        }
    }

    void partnership(PartnershipClaim claim, Entry.Claimed e) {
        switch (claim) {
            case PartnershipClaim.OfferPartnership c -> {
                var offer =
                        new Partnership(
                                c.partnership(),
                                draft.signer(e),
                                e.envelope().payload().sha256(),
                                e.at(),
                                c.members(),
                                c.until(),
                                c.results(),
                                c.terms()
                                        .map(t ->
                                                Names.text(
                                                        "title",
                                                        t.title(),
                                                        Partnership.Terms.MAX_TITLE)),
                                draft.before.size(),
                                c.closedTerms(),
                                TreePMap.empty(),
                                Optional.empty(),
                                Optional.empty());
                draft.replace(offer.signedBy(draft.signer(e), e.at()));
            }
            case PartnershipClaim.SignPartnership c ->
                    draft.replace(
                            draft.partnership(c.partnership()).signedBy(draft.signer(e), e.at()));
            case PartnershipClaim.LeavePartnership c ->
                    draft.replace(
                            draft.partnership(c.partnership()).leftBy(draft.signer(e), e.at()));
            case PartnershipClaim.FoundProgramme c ->
                    draft.replace(
                            new Programme(
                                    c.programme(),
                                    Names.text("title", c.title(), Programme.MAX_TITLE),
                                    draft.before.size(),
                                    draft.signer(e),
                                    c.partnership(),
                                    e.at(),
                                    TreePVector.empty()));
            case PartnershipClaim.AddDeliverable c -> {
                var programme =
                        InvariantViolation.present(
                                draft.programmes.get(c.programme()),
                                "no programme " + c.programme());
                draft.replace(
                        programme.with(
                                new Programme.Deliverable(
                                        c.sort(),
                                        Names.text("title", c.title(), Programme.MAX_TITLE),
                                        c.reference(),
                                        c.sha256(),
                                        c.mandate(),
                                        draft.signer(e),
                                        e.at())));
            }
        }
    }

    void news(CommuniqueClaim claim, Entry.Claimed e) {
        switch (claim) {
            case CommuniqueClaim.PublishCommunique c ->
                    draft.replace(
                            new Communique(
                                    c.communique(),
                                    draft.signer(e),
                                    c.voice(),
                                    c.language(),
                                    Names.text(
                                            "title",
                                            InvariantViolation.present(
                                                            c.texts().get(c.language()),
                                                            "no authentic text")
                                                    .title(),
                                            Communique.MAX_TITLE),
                                    c.about(),
                                    c.audience(),
                                    e.at(),
                                    draft.before.size(),
                                    Optional.empty()));
            case CommuniqueClaim.WithdrawCommunique c ->
                    draft.replace(
                            InvariantViolation.present(
                                            draft.communiques.get(c.communique()),
                                            "no communiqué " + c.communique())
                                    .withdrawn(draft.signer(e), e.at(), c.reason()));
        }
    }

    void extended(Entry.VoteExtended e) {
        e.applicant()
                .map(draft::application)
                .ifPresent(a -> draft.replace(a.with(longer(Draft.open(a), e))));
        e.proposal()
                .map(draft::proposal)
                .ifPresent(p -> draft.replace(p.with(longer(p.poll(), e))));
    }

    private static Poll longer(Poll poll, Entry.VoteExtended e) {
        return poll.overslept(e.at())
                ? poll.resume(e.closes())
                : poll.extend(e.closes(), e.quorum());
    }

    void decided(Entry.Decided e) {
        var proposal = draft.proposal(e.proposal());
        draft.replace(proposal.ended(e.outcome(), e.at()));
        if (e.outcome() == Proposal.Outcome.PASSED) {
            carryOut(proposal, e.at());
        }
    }

    void carryOut(Proposal proposal, Instant at) {
        switch (proposal.matter()) {
            case Matter.Suspend m -> {
                draft.replace(draft.member(m.member()).with(Member.Status.SUSPENDED));
                draft.polls(p -> p.without(m.member()));
            }
            case Matter.Reinstate m -> {
                draft.replace(draft.member(m.member()).with(Member.Status.ACTIVE));
                draft.polls(p -> p.back(m.member()));
            }
            case Matter.Expel m -> {
                draft.replace(draft.member(m.member()).with(Member.Status.EXPELLED));
                draft.replace(draft.application(m.member()).over(at));
                draft.partnerships = Departures.from(draft.partnerships, m.member(), at);
                draft.polls(p -> p.without(m.member()));
            }
            case Matter.Amend m -> {
                draft.charter = Optional.of(m.charter());
                draft.charterVersion++;
            }
            case Matter.Issue m ->
                    issued(
                            m.instruction(),
                            proposal.entry(),
                            proposal.by(),
                            Optional.of(proposal.id()),
                            at);
            case Matter.Release m -> draft.released = draft.released.plus(m.run(), m.audience());
            case Matter.Recover m -> {
                draft.replace(draft.member(m.member()).recovered(m.key()));
                draft.parties = draft.parties.plus(m.key(), new Party.Organisation(m.member()));
            }
            case Matter.Federate _, Matter.Resolve _ -> {
                // the decision is all
            }
        }
    }

    /// @param entry index of the entry that has the instruction
    void issued(
            Instruction instruction,
            long entry,
            MemberId issuer,
            Optional<ProposalId> basis,
            Instant at) {
        draft.replace(Mandate.published(instruction, entry, issuer, basis, at));
        instruction
                .terms()
                .flatMap(MandateTerms::supersedes)
                .map(draft.mandates::get)
                .ifPresent(old ->
                        draft.replace(
                                old.on(
                                        MandateStatus.Event.SUPERSEDE,
                                        issuer,
                                        at,
                                        instruction.id().value())));
    }

    void applied(Claim.Apply c, Envelope envelope, Instant at) {
        var invitation =
                InvariantViolation.present(
                        draft.invitations.get(c.invitation()),
                        "an application without an invitation");
        draft.invitations = draft.invitations.plus(c.invitation(), invitation.used(c.member()));
        var governs = draft.before.rules().governs();
        boolean reviewed = governs.screening() == Screening.Need.OPTIONAL;
        boolean open = reviewed && governs.comment().isZero();
        draft.replace(
                new Application(
                        c.member(),
                        Names.text("legal name", c.legalName(), Member.MAX_LEGAL_NAME),
                        c.country(),
                        c.nodes(),
                        draft.before.size(),
                        envelope.key(),
                        invitation.memberClass(),
                        at,
                        Optional.empty(),
                        TreePVector.empty(),
                        reviewed ? Optional.of(at.plus(governs.comment())) : Optional.empty(),
                        open
                                ? Optional.of(Electorates.onApplication(draft.before, at))
                                : Optional.empty(),
                        AdmissionRule.Outcome.OPEN,
                        Optional.empty()));
    }

    void admitted(Entry.Admitted e) {
        var application = draft.application(e.member());
        draft.replace(application.decided(AdmissionRule.Outcome.ADMITTED, e.at()));
        draft.members =
                draft.members.plus(
                        e.member(),
                        new Member(
                                application.member(),
                                application.legalName(),
                                application.country(),
                                application.memberClass(),
                                application.key(),
                                TreePMap.from(new TreeMap<>(application.nodes())),
                                TreePMap.empty(),
                                TreePMap.empty(),
                                e.at(),
                                Member.Status.ACTIVE,
                                Optional.empty()));
        draft.parties = draft.parties.plus(application.key(), new Party.Organisation(e.member()));
        for (var node : application.nodes().entrySet()) {
            draft.parties =
                    draft.parties.plus(node.getValue(), new Party.Agent(e.member(), node.getKey()));
        }
    }
}
