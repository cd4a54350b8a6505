package org.foedus.portal.state;

import java.util.Locale;
import java.util.Optional;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;

/// Claims about members, votes, partnerships and mandates in one line each.
final class GovernanceText {
    private GovernanceText() {}

    static String of(MembershipClaim claim) {
        return switch (claim) {
            case MembershipClaim.Screen c ->
                    c.applicant() + " is screened: " + word(c.result()) + ", by " + c.method();
            case MembershipClaim.Comment c ->
                    "A comment on " + subject(c.applicant(), c.proposal());
            case MembershipClaim.DelegateNode c -> "A key for node " + c.node();
            case MembershipClaim.DelegatePerson c ->
                    "A key for " + c.name() + ", who may sign " + word(c.rights());
            case MembershipClaim.RotateKey c ->
                    "A new organisation key, beside the old one until " + c.overlap();
            case MembershipClaim.RevokeKey c ->
                    "Key " + c.key().hex().substring(0, 8) + "… is revoked: " + c.reason();
        };
    }

    static String of(VotingClaim claim) {
        return switch (claim) {
            case VotingClaim.Propose c -> "Proposal " + c.proposal() + ": " + c.title();
            case VotingClaim.Ballot c -> "A vote on " + c.proposal() + ": " + word(c.choice());
            case VotingClaim.Recuse c ->
                    "A conflict of interest in "
                            + subject(c.applicant(), c.proposal())
                            + ": "
                            + c.reason();
            case VotingClaim.WithdrawProposal c ->
                    "Proposal " + c.proposal() + " is withdrawn: " + c.reason();
        };
    }

    static String of(PartnershipClaim claim) {
        return switch (claim) {
            case PartnershipClaim.OfferPartnership c ->
                    "Partnership " + c.partnership() + " is offered to " + c.members();
            case PartnershipClaim.SignPartnership c ->
                    "Partnership " + c.partnership() + " is signed";
            case PartnershipClaim.LeavePartnership c ->
                    "A member leaves partnership " + c.partnership() + ": " + c.reason();
            case PartnershipClaim.FoundProgramme c ->
                    "Programme " + c.programme() + ": " + c.title();
            case PartnershipClaim.AddDeliverable c ->
                    "Programme " + c.programme() + " has a " + word(c.sort()) + ": " + c.title();
        };
    }

    static String of(MandateClaim claim) {
        var mandate = "Mandate " + claim.mandate();
        return switch (claim) {
            case MandateClaim.AcknowledgeMandate _ -> mandate + " is acknowledged";
            case MandateClaim.Report c ->
                    mandate
                            + c.task().map(t -> ", task " + t).orElse("")
                            + " is reported: "
                            + word(c.progress());
            case MandateClaim.CheckReport c ->
                    mandate + ", report " + c.report() + ": " + word(c.finding());
            case MandateClaim.AskExtension c ->
                    mandate + ": an extension until " + c.until() + " is asked: " + c.reason();
            case MandateClaim.AnswerExtension c ->
                    mandate
                            + ": extension "
                            + c.extension()
                            + (c.granted() ? " is granted" : " is refused");
            case MandateClaim.CancelMandate c -> mandate + " is cancelled: " + c.reason();
        };
    }

    static String of(CommuniqueClaim claim) {
        return switch (claim) {
            case CommuniqueClaim.PublishCommunique c ->
                    "Communiqué "
                            + c.communique()
                            + ": "
                            + Optional.ofNullable(c.texts().get(c.language()))
                                    .map(Communique.Text::title)
                                    .orElse("");
            case CommuniqueClaim.WithdrawCommunique c ->
                    "Communiqué " + c.communique() + " is withdrawn: " + c.reason();
        };
    }

    private static String subject(Optional<?> applicant, Optional<?> proposal) {
        return applicant.isPresent()
                ? "the application of " + applicant.get()
                : proposal.map(p -> "proposal " + p).orElse("");
    }

    private static String word(Object value) {
        return value.toString().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
