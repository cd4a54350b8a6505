package org.foedus.core.alliance;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.Report;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Programme;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;

/// The part of [Rules] about free texts. A text that the fold could not take must not get into the
/// ledger, and one that fills an entry must not get into another.
final class ClaimTexts {
    private static final int MAX_BY = 100;

    private ClaimTexts() {}

    /// Empty if every text of the claim has the form and the length that it may have.
    static Optional<Verdict> judge(Claim claim) {
        try {
            check(claim);
            return Optional.empty();
        } catch (FoedusException e) {
            var refusal = Rule.TEXT.refuse("text", "detail", e.reason());
            return Optional.of(new Verdict.Rejected(e.code(), e.reason(), refusal.refusal()));
        }
    }

    private static void check(Claim claim) {
        switch (claim) {
            case Claim.Apply c -> {
                Names.text("legal name", c.legalName(), Member.MAX_LEGAL_NAME);
                Names.country(c.country());
            }
            case Claim.PublishMandate c -> {
                Names.text("title", c.title(), Mandate.MAX_TITLE);
                Names.text("text", c.text(), Mandate.MAX_TEXT);
                Mandate.checkTasks(c.tasks());
            }
            case Claim.Consent c -> {
                Names.shortText("by", c.by(), MAX_BY);
                reason(c.reason());
            }
            case Claim.StopRun c -> reason(c.reason());
            case Claim.WorkDeclined c -> reason(c.reason());
            case Claim.Leave c -> reason(c.reason());
            case Claim.Invite _,
                    Claim.Vote _,
                    Claim.StartRun _,
                    Claim.WorkDone _,
                    Claim.ConfirmRecovery _ -> {}
            case MembershipClaim c -> check(c);
            case VotingClaim c -> check(c);
            case PartnershipClaim c -> check(c);
            case MandateClaim c -> check(c);
        }
    }

    private static void check(MembershipClaim claim) {
        switch (claim) {
            case MembershipClaim.Screen c -> Names.text("method", c.method(), Screening.MAX_METHOD);
            case MembershipClaim.DelegatePerson c -> Names.check("name", c.name());
            case MembershipClaim.RevokeKey c -> reason(c.reason());
            case MembershipClaim.Comment _,
                    MembershipClaim.DelegateNode _,
                    MembershipClaim.RotateKey _ -> {}
        }
    }

    private static void check(VotingClaim claim) {
        switch (claim) {
            case VotingClaim.Propose c -> {
                Names.text("title", c.title(), Proposal.MAX_TITLE);
                Names.text("text", c.text(), Proposal.MAX_TEXT);
                if (c.matter() instanceof Matter.Federate f) {
                    Names.text("alliance", f.alliance(), Charter.MAX_NAME);
                }
            }
            case VotingClaim.Recuse c -> reason(c.reason());
            case VotingClaim.WithdrawProposal c -> reason(c.reason());
            case VotingClaim.Ballot _ -> {}
        }
    }

    private static void check(PartnershipClaim claim) {
        switch (claim) {
            case PartnershipClaim.LeavePartnership c -> reason(c.reason());
            case PartnershipClaim.FoundProgramme c -> {
                Names.text("title", c.title(), Programme.MAX_TITLE);
                Names.text("goal", c.goal(), Programme.MAX_GOAL);
            }
            case PartnershipClaim.AddDeliverable c -> {
                Names.text("title", c.title(), Programme.MAX_TITLE);
                Names.shortText("reference", c.reference(), Programme.MAX_REFERENCE);
            }
            case PartnershipClaim.OfferPartnership _, PartnershipClaim.SignPartnership _ -> {}
        }
    }

    private static void check(MandateClaim claim) {
        switch (claim) {
            case MandateClaim.Report c -> {
                Names.text("report", c.text(), Report.MAX_TEXT);
                if (c.evidence().size() > Report.MAX_EVIDENCE) {
                    throw new FoedusException(
                            ErrorCode.BAD_REQUEST,
                            "evidence: expected at most " + Report.MAX_EVIDENCE);
                }
            }
            case MandateClaim.CheckReport c -> reason(c.reason());
            case MandateClaim.AskExtension c -> reason(c.reason());
            case MandateClaim.AnswerExtension c -> reason(c.reason());
            case MandateClaim.CancelMandate c -> reason(c.reason());
            case MandateClaim.AcknowledgeMandate _ -> {}
        }
    }

    private static void reason(String reason) {
        Names.shortText("reason", reason, Claim.MAX_REASON);
    }
}
