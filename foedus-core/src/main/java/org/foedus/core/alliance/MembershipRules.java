package org.foedus.core.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.PublicKey;

/// The part of [Rules] about who joins: invitations, applications, screening, comments.
final class MembershipRules {
    private MembershipRules() {}

    static Verdict judge(Case in, MembershipClaim claim) {
        return switch (claim) {
            case MembershipClaim.Screen c -> judgeScreening(in, c);
            case MembershipClaim.Comment c -> judgeComment(in, c);
            case MembershipClaim.DelegateNode c -> KeyRules.judgeNode(in, c);
            case MembershipClaim.DelegatePerson c -> KeyRules.judgePerson(in, c);
            case MembershipClaim.RotateKey c -> KeyRules.judgeRotation(in, c);
            case MembershipClaim.NameGuardian c -> KeyRules.judgeGuardian(in, c);
            case MembershipClaim.RevokeKey c -> KeyRules.judgeRevocation(in, c);
        };
    }

    static Verdict judgeInvite(Case in, Claim.Invite c) {
        boolean may =
                in.party() instanceof Party.Operator
                        || in.organisation().map(in::votes).orElse(false);
        if (!may) {
            return Rule.MAY_INVITE.refuse("invitation");
        }
        if (c.memberClass() == MemberClass.FOUNDING && !(in.party() instanceof Party.Operator)) {
            return Rule.MAY_INVITE_FOUNDERS.refuse("member_class");
        }
        var classes = in.state().rules().governs().classes();
        if (!classes.contains(c.memberClass())) {
            return Rule.CLASS_NOT_IN_CHARTER.refuse(
                    "member_class", "found", c.memberClass(), "expected", classes);
        }
        if (in.state().invitations().containsKey(c.secret())) {
            return Rule.INVITATION_EXISTS.refuse("invitation");
        }
        var inviter = in.organisation();
        long open =
                in.state().invitations().values().stream()
                        .filter(i ->
                                inviter.isPresent()
                                        && i.by().equals(inviter)
                                        && i.open(in.state(), in.now()))
                        .count();
        if (open >= Invitation.MAX_OPEN) {
            return Rule.INVITATIONS_OPEN.refuse("invitation", "most", Invitation.MAX_OPEN);
        }
        return c.expires().isAfter(in.now())
                ? in.accepted()
                : Rule.DUE_PAST.refuse("expires", "found", c.expires());
    }

    static Verdict judgeApplication(
            AllianceState state, PublicKey key, Claim.Apply c, Instant now) {
        if (comesBack(state, key, c)) {
            return early(state, c.member(), now)
                    .orElseGet(() ->
                            Rule.FORMER_MEMBER.refuse(
                                    c.member(), "node", freeNode(state, c.member())));
        }
        if (known(state, key)) {
            return Rule.KEY_IN_USE.refuse(c.member());
        }
        var invitation = state.invitations().get(c.invitation());
        if (invitation == null) {
            return Rule.NO_INVITATION.refuse("invitation");
        }
        if (invitation.usedBy().isPresent()) {
            return Rule.INVITATION_USED.refuse("invitation");
        }
        if (now.isAfter(invitation.expires())) {
            return Rule.INVITATION_EXPIRED.refuse("invitation", "expired", invitation.expires());
        }
        if (invitation.hint().isPresent() && !invitation.hint().get().equals(c.member())) {
            return Rule.INVITATION_FOR_OTHER.refuse(c.member(), "hint", invitation.hint().get());
        }
        var lead = state.rules().lead();
        if (state.members().values().stream().noneMatch(Member::active)
                && !c.member().equals(lead)) {
            return Rule.LEAD_FIRST.refuse(c.member(), "lead", lead);
        }
        return fresh(state, key, c, now).orElseGet(Rules::accepted);
    }

    /// Whether it was a member, and applies with a key or a node of that time. What those signed
    /// and consented to is on record for ever, so neither is used twice.
    private static boolean comesBack(AllianceState state, PublicKey key, Claim.Apply c) {
        var member = state.members().get(c.member());
        if (member == null || member.belongs()) {
            return false;
        }
        var keys = new ArrayList<>(c.nodes().values());
        keys.add(key);
        return keys.stream().anyMatch(k -> of(state, k).equals(Optional.of(c.member())))
                || c.nodes().keySet().stream().anyMatch(member.nodes()::containsKey);
    }

    private static Optional<Verdict> early(AllianceState state, MemberId member, Instant now) {
        return Optional.ofNullable(state.applications().get(member))
                .flatMap(earlier -> tooSoon(state, earlier, now));
    }

    private static Optional<MemberId> of(AllianceState state, PublicKey key) {
        return Optional.ofNullable(state.parties().get(key)).flatMap(Party::of);
    }

    /// `india-2`, or the next that nobody has.
    private static NodeId freeNode(AllianceState state, MemberId member) {
        int number = 2;
        while (taken(state, new NodeId(member + "-" + number))) {
            number++;
        }
        return new NodeId(member + "-" + number);
    }

    private static Optional<Verdict> fresh(
            AllianceState state, PublicKey key, Claim.Apply c, Instant now) {
        var earlier = state.applications().get(c.member());
        var member = state.members().get(c.member());
        if ((member != null && member.belongs()) || (earlier != null && earlier.open())) {
            return Optional.of(Rule.MEMBER_ID_TAKEN.refuse(c.member()));
        }
        var soon = earlier == null ? Optional.<Verdict>empty() : tooSoon(state, earlier, now);
        if (soon.isPresent()) {
            return soon;
        }
        if (c.nodes().isEmpty() || c.nodes().size() > Member.MAX_NODES) {
            return Optional.of(
                    Rule.NODES_OF_APPLICATION.refuse(
                            c.member(), "most", Member.MAX_NODES, "found", c.nodes().size()));
        }
        var keys = new TreeSet<>(Set.of(key));
        for (var node : c.nodes().entrySet()) {
            if (taken(state, node.getKey())) {
                return Optional.of(Rule.NODE_NAME_TAKEN.refuse(node.getKey()));
            }
            if (known(state, node.getValue()) || !keys.add(node.getValue())) {
                return Optional.of(Rule.KEY_IN_USE.refuse(node.getKey()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict> tooSoon(
            AllianceState state, Application earlier, Instant now) {
        var wait = state.rules().governs().reapply();
        var from = earlier.ended().map(e -> e.plus(wait));
        var member = state.members().get(earlier.member());
        boolean expelled = member != null && member.status() == Member.Status.EXPELLED;
        boolean waits =
                (expelled || earlier.outcome() == AdmissionRule.Outcome.REJECTED)
                        && !wait.equals(Duration.ZERO)
                        && from.map(now::isBefore).orElse(false);
        return waits
                ? Optional.of(
                        Rule.TOO_SOON.refuse(
                                earlier.member(),
                                "ended",
                                earlier.ended().orElse(now),
                                "from",
                                from.orElse(now)))
                : Optional.empty();
    }

    /// A key of a member, past or present, or of an open application.
    static boolean known(AllianceState state, PublicKey key) {
        return state.parties().containsKey(key)
                || state.applications().values().stream()
                        .anyMatch(a ->
                                a.open() && (a.key().equals(key) || a.nodes().containsValue(key)));
    }

    /// The name of a node of any member, past or present, or of an open application.
    static boolean taken(AllianceState state, NodeId node) {
        return state.members().values().stream().anyMatch(m -> m.nodes().containsKey(node))
                || state.applications().values().stream()
                        .anyMatch(a -> a.open() && a.nodes().containsKey(node));
    }

    private static Verdict judgeScreening(Case in, MembershipClaim.Screen c) {
        var application = in.state().applications().get(c.applicant());
        if (application == null) {
            return Rule.NO_APPLICATION.refuse(c.applicant());
        }
        var member = in.organisation();
        if (member.isEmpty() || !in.state().screens(member.get())) {
            return Rule.MAY_SCREEN.refuse(c.applicant());
        }
        if (member.get().equals(c.applicant())) {
            return Rule.SCREEN_OWN.refuse(c.applicant());
        }
        if (!application.open()) {
            return Rule.APPLICATION_DECIDED.refuse(c.applicant());
        }
        if (application.poll().isPresent() && application.screening().isPresent()) {
            return Rule.SCREENING_OVER.refuse(c.applicant());
        }
        boolean forbidden =
                c.result() == Screening.Result.NOT_SCREENED
                        && in.state().rules().governs().screening() == Screening.Need.CLEAR;
        return forbidden ? Rule.SCREENING_NEEDED.refuse(c.applicant()) : in.accepted();
    }

    private static Verdict judgeComment(Case in, MembershipClaim.Comment c) {
        if (in.acting(Right.COMMENT).isEmpty()) {
            return in.lacks(Right.COMMENT);
        }
        if (c.applicant().isPresent() == c.proposal().isPresent()) {
            return Rule.ONE_SUBJECT.refuse("comment");
        }
        if (c.applicant().isPresent()) {
            var application = in.state().applications().get(c.applicant().get());
            if (application == null) {
                return Rule.NO_APPLICATION.refuse(c.applicant().get());
            }
            return application.open()
                    ? in.accepted()
                    : Rule.APPLICATION_DECIDED.refuse(c.applicant().get());
        }
        var proposal = in.state().proposals().get(c.proposal().get());
        if (proposal == null) {
            return Rule.NO_PROPOSAL.refuse(c.proposal().get());
        }
        return proposal.open()
                ? in.accepted()
                : Rule.PROPOSAL_DECIDED.refuse(proposal.id(), "outcome", proposal.outcome());
    }
}
