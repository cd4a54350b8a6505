package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;

/// The part of [Rules] about proposals and votes.
final class VotingRules {
    private VotingRules() {}

    static Verdict judge(Case in, VotingClaim claim) {
        return switch (claim) {
            case VotingClaim.Propose c -> judgeProposal(in, c);
            case VotingClaim.Ballot c -> {
                var proposal = in.state().proposals().get(c.proposal());
                yield proposal == null
                        ? Rule.NO_PROPOSAL.refuse(c.proposal())
                        : judgeBallot(in, proposal);
            }
            case VotingClaim.Recuse c -> judgeRecusal(in, c);
            case VotingClaim.WithdrawProposal c -> judgeWithdrawal(in, c);
            case VotingClaim.StopProposal c -> judgeStop(in, c);
        };
    }

    /// A vote on an application.
    static Verdict judgeVote(Case in, Claim.Vote c) {
        var application = in.state().applications().get(c.applicant());
        if (application == null) {
            return Rule.NO_APPLICATION.refuse(c.applicant());
        }
        if (!application.open()) {
            return Rule.APPLICATION_DECIDED.refuse(c.applicant());
        }
        return application
                .poll()
                .map(poll -> judgeVote(in, c.applicant(), poll))
                .orElseGet(() ->
                        Rule.NOT_YET_VOTING.refuse(c.applicant(), "phase", application.phase()));
    }

    private static Verdict judgeBallot(Case in, Proposal proposal) {
        return proposal.open()
                ? judgeVote(in, proposal.id(), proposal.poll())
                : Rule.PROPOSAL_DECIDED.refuse(proposal.id(), "outcome", proposal.outcome());
    }

    private static Verdict judgeVote(Case in, Object subject, Poll poll) {
        var member = in.acting(Right.VOTE);
        if (member.isEmpty()) {
            return in.party() instanceof Party.Person
                    ? in.lacks(Right.VOTE)
                    : Rule.NOT_IN_ELECTORATE.refuse(subject);
        }
        if (poll.recused().contains(member.get())) {
            return Rule.CONFLICT_OF_INTEREST.refuse(subject);
        }
        if (!poll.electorate().containsKey(member.get())) {
            return Rule.NOT_IN_ELECTORATE.refuse(subject);
        }
        return judgeTime(in, subject, poll);
    }

    /// Not after the close, nor when the votes so far decide already: else a hub could wait with
    /// the decision until somebody changes its mind.
    private static Verdict judgeTime(Case in, Object subject, Poll poll) {
        if (!in.now().isBefore(poll.closes())) {
            return Rule.VOTE_CLOSED.refuse(subject, "closed", poll.closes());
        }
        return poll.standing(in.now()) == Poll.Standing.OPEN
                ? in.accepted()
                : Rule.VOTE_CERTAIN.refuse(subject);
    }

    private static Verdict judgeProposal(Case in, VotingClaim.Propose c) {
        var member = in.organisation();
        boolean participant =
                c.matter() instanceof Matter.Release r
                        && member.isPresent()
                        && Electorates.onProposal(in.state(), r, in.now())
                                .electorate()
                                .containsKey(member.get());
        boolean voter = member.isPresent() && (in.votes(member.get()) || deadElectorate(in));
        if (!voter && !participant) {
            return Rule.MAY_PROPOSE.refuse(c.proposal());
        }
        if (in.state().proposals().containsKey(c.proposal())) {
            return Rule.PROPOSAL_EXISTS.refuse(c.proposal());
        }
        return obstacle(in.state(), c.matter(), in.now())
                .or(() -> tooFew(in, c.matter()))
                .<Verdict>map(o -> o)
                .orElseGet(in::accepted);
    }

    /// A member's key is replaced by two others at least, or by one and its guardian.
    private static Optional<Verdict.Rejected> tooFew(Case in, Matter matter) {
        if (!(matter instanceof Matter.Recover recovery)) {
            return Optional.empty();
        }
        var poll = Electorates.onProposal(in.state(), matter, in.now());
        int others = poll.electorate().size();
        return others >= poll.needed()
                ? Optional.empty()
                : Optional.of(
                        Rule.TOO_FEW_TO_RECOVER.refuse(
                                recovery.member(), "least", poll.needed(), "others", others));
    }

    /// Whether nobody has a vote, and the charter lets every member decide then.
    private static boolean deadElectorate(Case in) {
        return in.state().electorate().isEmpty()
                && in.state().rules().governs().deadlock().anyone();
    }

    /// Why a matter could not be carried out in `state`.
    static Optional<Verdict.Rejected> obstacle(AllianceState state, Matter matter, Instant now) {
        return switch (matter) {
            case Matter.Suspend m -> status(state, m.member(), Member.Status.ACTIVE);
            case Matter.Reinstate m -> status(state, m.member(), Member.Status.SUSPENDED);
            case Matter.Expel m -> belongs(state, m.member());
            case Matter.Amend m -> amendable(state, m);
            case Matter.Issue m -> MandateRules.obstacle(state, m.instruction(), now);
            case Matter.Release m ->
                    state.runs().containsKey(m.run())
                            ? Optional.empty()
                            : Optional.of(Rule.NO_RUN.refuse(m.run()));
            case Matter.Recover m ->
                    belongs(state, m.member())
                            .or(() ->
                                    MembershipRules.known(state, m.key())
                                            ? Optional.of(Rule.KEY_IN_USE.refuse(m.member()))
                                            : Optional.empty())
                            .or(() -> unguarded(state, m));
            case Matter.Federate _, Matter.Resolve _ -> Optional.empty();
        };
    }

    /// Who named a guardian gets no other key without it.
    private static Optional<Verdict.Rejected> unguarded(AllianceState state, Matter.Recover m) {
        var member = state.members().get(m.member());
        var guardian = Optional.ofNullable(member).flatMap(Member::guardian);
        if (member == null || (guardian.isEmpty() && m.guardian().isEmpty())) {
            return Optional.empty();
        }
        var message = GuardianProof.message(state.allianceId(), member.id(), member.key(), m.key());
        boolean agreed =
                guardian.isPresent()
                        && m.guardian().isPresent()
                        && guardian.get().verifies(message, m.guardian().get());
        return agreed
                ? Optional.empty()
                : Optional.of(
                        Rule.GUARDIAN_PROOF.refuse(
                                m.member(),
                                "guardian",
                                guardian.map(Object::toString).orElse("none"),
                                "alliance",
                                state.allianceId(),
                                "old",
                                member.key(),
                                "new",
                                m.key()));
    }

    private static Optional<Verdict.Rejected> status(
            AllianceState state, MemberId id, Member.Status expected) {
        var member = state.members().get(id);
        return member != null && member.status() == expected
                ? Optional.empty()
                : Optional.of(notAbout(id, member == null ? "unknown" : member.status()));
    }

    private static Optional<Verdict.Rejected> belongs(AllianceState state, MemberId id) {
        var member = state.members().get(id);
        return member != null && member.belongs()
                ? Optional.empty()
                : Optional.of(notAbout(id, member == null ? "unknown" : member.status()));
    }

    private static Verdict.Rejected notAbout(MemberId id, Object found) {
        return Rule.PROPOSAL_SUBJECT.refuse(id, "found", found);
    }

    private static Optional<Verdict.Rejected> amendable(AllianceState state, Matter.Amend m) {
        if (m.replaces() != state.charterVersion()) {
            return Optional.of(
                    Rule.CHARTER_VERSION.refuse(
                            "charter", "now", state.charterVersion(), "found", m.replaces()));
        }
        var lead = state.members().get(m.charter().lead());
        if (lead == null || !lead.active() || !lead.memberClass().votes()) {
            return Optional.of(Rule.LEAD_IN_CHARTER.refuse(m.charter().lead()));
        }
        boolean same =
                state.charter().filter(c -> c.whole().equals(m.charter().whole())).isPresent();
        return same ? Optional.of(Rule.NOTHING_TO_CHANGE.refuse("charter")) : Optional.empty();
    }

    private static Verdict judgeRecusal(Case in, VotingClaim.Recuse c) {
        var member = in.acting(Right.VOTE);
        if (c.applicant().isPresent() == c.proposal().isPresent()) {
            return Rule.ONE_SUBJECT.refuse("recusal");
        }
        var poll =
                c.applicant()
                        .map(a -> in.state().applications().get(a))
                        .filter(Application::open)
                        .flatMap(Application::poll)
                        .or(() ->
                                c.proposal()
                                        .map(p -> in.state().proposals().get(p))
                                        .filter(Proposal::open)
                                        .map(Proposal::poll));
        var subject = c.applicant().map(Object.class::cast).orElseGet(() -> c.proposal().get());
        if (poll.isEmpty()) {
            return noVote(in, c);
        }
        if (member.isEmpty() || !poll.get().eligible(member.get())) {
            return Rule.NOT_IN_ELECTORATE.refuse(subject);
        }
        return judgeTime(in, subject, poll.get());
    }

    /// Why there is nothing to be recused from.
    private static Verdict noVote(Case in, VotingClaim.Recuse c) {
        if (c.applicant().isPresent()) {
            var applicant = c.applicant().get();
            var application = in.state().applications().get(applicant);
            if (application == null) {
                return Rule.NO_APPLICATION.refuse(applicant);
            }
            return application.open()
                    ? Rule.NOT_YET_VOTING.refuse(applicant, "phase", application.phase())
                    : Rule.APPLICATION_DECIDED.refuse(applicant);
        }
        var proposal = c.proposal().map(p -> in.state().proposals().get(p));
        return proposal.<Verdict>map(
                        p -> Rule.PROPOSAL_DECIDED.refuse(p.id(), "outcome", p.outcome()))
                .orElseGet(() -> Rule.NO_PROPOSAL.refuse(c.proposal().orElseThrow()));
    }

    private static Verdict judgeWithdrawal(Case in, VotingClaim.WithdrawProposal c) {
        var proposal = in.state().proposals().get(c.proposal());
        if (proposal == null) {
            return Rule.NO_PROPOSAL.refuse(c.proposal());
        }
        if (!in.organisation().equals(Optional.of(proposal.by()))) {
            return Rule.OWN_PROPOSAL.refuse(c.proposal(), "proposer", proposal.by());
        }
        return proposal.open()
                ? judgeTime(in, proposal.id(), proposal.poll())
                : Rule.PROPOSAL_DECIDED.refuse(c.proposal(), "outcome", proposal.outcome());
    }

    /// As long as it is not decided, also after its close.
    private static Verdict judgeStop(Case in, VotingClaim.StopProposal c) {
        var proposal = in.state().proposals().get(c.proposal());
        if (proposal == null) {
            return Rule.NO_PROPOSAL.refuse(c.proposal());
        }
        if (!proposal.open()) {
            return Rule.PROPOSAL_DECIDED.refuse(c.proposal(), "outcome", proposal.outcome());
        }
        return in.organisation().filter(proposal::replacesKeyOf).isPresent()
                ? in.accepted()
                : Rule.NOT_THE_KEY_AT_STAKE.refuse(c.proposal());
    }
}
