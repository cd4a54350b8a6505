package org.foedus.core.alliance;

import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.communique.Communique;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;

/// The part of [Rules] about communiqués: each member speaks for itself, the lead also for the
/// alliance.
final class CommuniqueRules {
    private CommuniqueRules() {}

    static Verdict judge(Case in, CommuniqueClaim claim) {
        var member = in.acting(Right.NEWS);
        if (member.isEmpty()) {
            return in.lacks(Right.NEWS);
        }
        return switch (claim) {
            case CommuniqueClaim.PublishCommunique c -> judgePublish(in, member.get(), c);
            case CommuniqueClaim.WithdrawCommunique c -> judgeWithdrawal(in, member.get(), c);
        };
    }

    private static Verdict judgePublish(
            Case in, MemberId member, CommuniqueClaim.PublishCommunique c) {
        if (in.state().communiques().containsKey(c.communique())) {
            return Rule.COMMUNIQUE_EXISTS.refuse(c.communique());
        }
        var lead = in.state().rules().lead();
        if (c.voice() == Communique.Voice.ALLIANCE && !member.equals(lead)) {
            return Rule.ALLIANCE_VOICE.refuse(c.communique(), "lead", lead);
        }
        if (c.about().isPresent() && !known(in.state(), c.about().get())) {
            return Rule.COMMUNIQUE_ABOUT.refuse(c.about().get().id());
        }
        return in.accepted();
    }

    private static boolean known(AllianceState state, Communique.About about) {
        try {
            return switch (about.kind()) {
                case MANDATE -> state.mandates().containsKey(new MandateId(about.id()));
                case RUN -> state.runs().containsKey(new RunId(about.id()));
                case PROPOSAL -> state.proposals().containsKey(new ProposalId(about.id()));
                case PARTNERSHIP -> state.partnerships().containsKey(new PartnershipId(about.id()));
            };
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BAD_NAME) {
                return false;
            }
            throw e;
        }
    }

    private static Verdict judgeWithdrawal(
            Case in, MemberId member, CommuniqueClaim.WithdrawCommunique c) {
        var communique = in.state().communiques().get(c.communique());
        if (communique == null) {
            return Rule.NO_COMMUNIQUE.refuse(c.communique());
        }
        boolean speaks =
                member.equals(communique.by())
                        || communique.voice() == Communique.Voice.ALLIANCE
                                && Succession.holds(in.state(), member, in.state().rules().lead());
        if (!speaks) {
            return Rule.COMMUNIQUE_OF_OTHER.refuse(c.communique(), "publisher", communique.by());
        }
        return communique.status() == Communique.Status.PUBLISHED
                ? in.accepted()
                : Rule.COMMUNIQUE_WITHDRAWN.refuse(c.communique());
    }
}
