package org.foedus.core.alliance;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.Partnership;
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
                Names.plain("legal name", c.legalName(), Member.MAX_LEGAL_NAME);
                Names.country(c.country());
                c.declaration()
                        .ifPresent(d -> Names.plain("declaration", d, Claim.MAX_DECLARATION));
            }
            case Claim.PublishMandate c -> {
                Names.plain("title", c.title(), Mandate.MAX_TITLE);
                Names.plain("text", c.text(), Mandate.MAX_TEXT);
                Mandate.checkTasks(c.tasks());
                check(c.instruction());
            }
            case Claim.Consent c -> {
                Names.plainOrEmpty("by", c.by(), MAX_BY);
                reason(c.reason());
            }
            case Claim.StopRun c -> reason(c.reason());
            case Claim.WorkDeclined c -> reason(c.reason());
            case Claim.Readiness c -> reason(c.reason());
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
            case CommuniqueClaim.PublishCommunique c -> Communique.check(c.language(), c.texts());
            case CommuniqueClaim.WithdrawCommunique c -> reason(c.reason());
        }
    }

    private static void check(MembershipClaim claim) {
        switch (claim) {
            case MembershipClaim.Screen c ->
                    Names.plain("method", c.method(), Screening.MAX_METHOD);
            case MembershipClaim.DelegatePerson c -> Names.check("name", c.name());
            case MembershipClaim.RevokeKey c -> reason(c.reason());
            case MembershipClaim.Comment _,
                    MembershipClaim.DelegateNode _,
                    MembershipClaim.RotateKey _,
                    MembershipClaim.NameGuardian _ -> {}
        }
    }

    private static void check(VotingClaim claim) {
        switch (claim) {
            case VotingClaim.Propose c -> {
                Names.plain("title", c.title(), Proposal.MAX_TITLE);
                Names.plain("text", c.text(), Proposal.MAX_TEXT);
                if (c.matter() instanceof Matter.Federate f) {
                    Names.plain("alliance", f.alliance(), Charter.MAX_NAME);
                }
                if (c.matter() instanceof Matter.Issue issue) {
                    check(issue.instruction());
                }
            }
            case VotingClaim.Recuse c -> reason(c.reason());
            case VotingClaim.WithdrawProposal c -> reason(c.reason());
            case VotingClaim.StopProposal c -> reason(c.reason());
            case VotingClaim.Ballot _ -> {}
        }
    }

    private static void check(PartnershipClaim claim) {
        switch (claim) {
            case PartnershipClaim.LeavePartnership c -> reason(c.reason());
            case PartnershipClaim.FoundProgramme c -> {
                Names.plain("title", c.title(), Programme.MAX_TITLE);
                Names.plain("goal", c.goal(), Programme.MAX_GOAL);
            }
            case PartnershipClaim.AddDeliverable c -> {
                Names.plain("title", c.title(), Programme.MAX_TITLE);
                Names.plainOrEmpty("reference", c.reference(), Programme.MAX_REFERENCE);
            }
            case PartnershipClaim.OfferPartnership c -> c.terms().ifPresent(ClaimTexts::check);
            case PartnershipClaim.SignPartnership _ -> {}
        }
    }

    private static void check(MandateClaim claim) {
        switch (claim) {
            case MandateClaim.Report c -> {
                Names.plain("report", c.text(), Report.MAX_TEXT);
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

    private static void check(Partnership.Terms terms) {
        Names.plain("title", terms.title(), Partnership.Terms.MAX_TITLE);
        Names.plain("goals", terms.goals(), Partnership.Terms.MAX_TEXT);
        Names.plainOrEmpty("compute", terms.compute(), Partnership.Terms.MAX_TEXT);
    }

    private static void check(Instruction instruction) {
        Names.plain("title", instruction.title(), Mandate.MAX_TITLE);
        Names.plain("text", instruction.text(), Mandate.MAX_TEXT);
        instruction.tasks().forEach(t -> Names.plain("task", t.title(), Mandate.MAX_TITLE));
        instruction.terms().ifPresent(ClaimTexts::check);
    }

    private static void check(MandateTerms terms) {
        Names.plain("role", terms.role(), MandateTerms.MAX_ROLE);
        Names.plainOrEmpty("measure", terms.measure(), MandateTerms.MAX_MEASURE);
        terms.translations()
                .forEach((language, translation) -> {
                    Names.plain(language, translation.title(), Mandate.MAX_TITLE);
                    Names.plain(language, translation.text(), Mandate.MAX_TEXT);
                });
    }

    private static void reason(String reason) {
        Names.plainOrEmpty("reason", reason, Claim.MAX_REASON);
    }
}
