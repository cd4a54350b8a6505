package org.foedus.portal.state;

import java.util.Optional;
import java.util.stream.Collectors;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.portal.Said;

/// Claims about members, votes, partnerships and mandates in one line each.
final class GovernanceText {
    private GovernanceText() {}

    static Said of(MembershipClaim claim) {
        return switch (claim) {
            case MembershipClaim.Screen c ->
                    Said.of(
                            "entry.screen",
                            "who",
                            c.applicant().value(),
                            "result",
                            c.result(),
                            "method",
                            c.method());
            case MembershipClaim.Comment c ->
                    Said.of("entry.comment", "what", subject(c.applicant(), c.proposal()));
            case MembershipClaim.DelegateNode c ->
                    Said.of("entry.key.node", "node", c.node().value());
            case MembershipClaim.DelegatePerson c -> Said.of("entry.key.person", "name", c.name());
            case MembershipClaim.RotateKey c -> Said.of("entry.key.rotated", "until", c.overlap());
            case MembershipClaim.NameGuardian c ->
                    c.key().isPresent()
                            ? Said.of("entry.guardian", "key", c.key().get().hex().substring(0, 8))
                            : Said.of("entry.guardian.none");
            case MembershipClaim.RevokeKey c ->
                    Said.of(
                            "entry.key.revoked",
                            "key",
                            c.key().hex().substring(0, 8),
                            "why",
                            c.reason());
        };
    }

    static Said of(VotingClaim claim) {
        return switch (claim) {
            case VotingClaim.Propose c ->
                    Said.of("entry.proposal", "proposal", c.proposal().value(), "title", c.title());
            case VotingClaim.Ballot c ->
                    Said.of("entry.vote", "what", c.proposal().value(), "choice", c.choice());
            case VotingClaim.Recuse c ->
                    Said.of(
                            "entry.recused",
                            "what",
                            subject(c.applicant(), c.proposal()),
                            "why",
                            c.reason());
            case VotingClaim.StopProposal c ->
                    Said.of(
                            "entry.proposal.stopped",
                            "proposal",
                            c.proposal().value(),
                            "why",
                            c.reason());
            case VotingClaim.WithdrawProposal c ->
                    Said.of(
                            "entry.proposal.withdrawn",
                            "proposal",
                            c.proposal().value(),
                            "why",
                            c.reason());
        };
    }

    static Said of(PartnershipClaim claim) {
        return switch (claim) {
            case PartnershipClaim.OfferPartnership c ->
                    Said.of(
                            "entry.partnership.offered",
                            "partnership",
                            c.partnership().value(),
                            "members",
                            c.members().stream()
                                    .map(Object::toString)
                                    .collect(Collectors.joining(", ")));
            case PartnershipClaim.SignPartnership c ->
                    Said.of("entry.partnership.signed", "partnership", c.partnership().value());
            case PartnershipClaim.LeavePartnership c ->
                    Said.of(
                            "entry.partnership.left",
                            "partnership",
                            c.partnership().value(),
                            "why",
                            c.reason());
            case PartnershipClaim.FoundProgramme c ->
                    Said.of(
                            "entry.programme",
                            "programme",
                            c.programme().value(),
                            "title",
                            c.title());
            case PartnershipClaim.AddDeliverable c ->
                    Said.of(
                            "entry.deliverable",
                            "programme",
                            c.programme().value(),
                            "sort",
                            c.sort(),
                            "title",
                            c.title());
        };
    }

    static Said of(MandateClaim claim) {
        var mandate = claim.mandate().value();
        return switch (claim) {
            case MandateClaim.AcknowledgeMandate _ ->
                    Said.of("entry.mandate.acknowledged", "mandate", mandate);
            case MandateClaim.Report c -> reported(c);
            case MandateClaim.CheckReport c ->
                    Said.of(
                            "entry.mandate.checked",
                            "mandate",
                            mandate,
                            "report",
                            c.report(),
                            "finding",
                            c.finding());
            case MandateClaim.AskExtension c ->
                    Said.of(
                            "entry.mandate.asked",
                            "mandate",
                            mandate,
                            "until",
                            c.until(),
                            "why",
                            c.reason());
            case MandateClaim.AnswerExtension c ->
                    c.granted()
                            ? Said.of("entry.mandate.granted", "mandate", mandate)
                            : Said.of("entry.mandate.refused", "mandate", mandate);
            case MandateClaim.CancelMandate c ->
                    Said.of("entry.mandate.cancelled", "mandate", mandate, "why", c.reason());
        };
    }

    private static Said reported(MandateClaim.Report claim) {
        var mandate = claim.mandate().value();
        return claim.task().isPresent()
                ? Said.of(
                        "entry.mandate.task",
                        "mandate",
                        mandate,
                        "task",
                        claim.task().get(),
                        "progress",
                        claim.progress())
                : Said.of(
                        "entry.mandate.reported", "mandate", mandate, "progress", claim.progress());
    }

    static Said of(CommuniqueClaim claim) {
        return switch (claim) {
            case CommuniqueClaim.PublishCommunique c ->
                    Said.of(
                            "entry.communique",
                            "communique",
                            c.communique().toString(),
                            "title",
                            Optional.ofNullable(c.texts().get(c.language()))
                                    .map(Communique.Text::title)
                                    .orElse(""));
            case CommuniqueClaim.WithdrawCommunique c ->
                    Said.of(
                            "entry.communique.withdrawn",
                            "communique",
                            c.communique().toString(),
                            "why",
                            c.reason());
        };
    }

    private static String subject(Optional<?> applicant, Optional<?> proposal) {
        return applicant
                .<Object>map(a -> a)
                .or(() -> proposal.map(p -> p))
                .map(Object::toString)
                .orElse("");
    }
}
