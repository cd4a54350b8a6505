package org.foedus.portal.state;

import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;

/// One line about an entry, for people.
final class EntryText {
    private EntryText() {}

    static String of(Entry entry) {
        return switch (entry) {
            case Entry.Founded e -> "The alliance is founded: " + e.charter().name();
            case Entry.HubAddresses e -> "The hub is at " + String.join(", ", e.addresses());
            case Entry.Claimed e -> of(e.claim());
            case Entry.Admitted e -> e.member() + " is admitted (" + e.basis() + ")";
            case Entry.Rejected e -> e.member() + " is rejected (" + e.basis() + ")";
            case Entry.WorkRefused e -> e.work() + " is refused: " + e.code() + ", " + e.reason();
            case Entry.RoundOpened e ->
                    e.run()
                            + ": round "
                            + e.round()
                            + " opens with "
                            + e.cohort().size()
                            + " nodes";
            case Entry.RoundClosed e ->
                    e.run()
                            + ": round "
                            + e.round()
                            + " closes with "
                            + e.included().size()
                            + " updates, without "
                            + e.excluded().size();
            case Entry.RoundPublished e ->
                    e.run()
                            + ": round "
                            + e.round()
                            + " publishes model "
                            + e.model().shortHex()
                            + "…";
            case Entry.RoundFailed e -> e.run() + ": round " + e.round() + " fails: " + e.reason();
            case Entry.RunFinished e ->
                    e.run() + " is finished with model " + e.model().shortHex() + "…";
            case Entry.RunFailed e -> e.run() + " failed: " + e.reason();
            case Entry.UpdatesDropped e ->
                    e.run() + ": the updates of " + e.rounds().size() + " rounds are deleted";
            case Entry.Recovered e -> recovered(e);
            case Entry.VoteOpened e -> "The vote on " + e.applicant() + " opens";
            case Entry.VoteExtended e ->
                    "Too few voted on "
                            + e.applicant()
                                    .map(Object::toString)
                                    .or(() -> e.proposal().map(Object::toString))
                                    .orElse("")
                            + ": the vote goes on until "
                            + e.closes()
                            + " with a quorum of "
                            + e.quorum();
            case Entry.Decided e ->
                    "Proposal "
                            + e.proposal()
                            + " is "
                            + e.outcome().name().toLowerCase(java.util.Locale.ROOT)
                            + ": "
                            + e.basis();
            case Entry.BodyErased e -> "A body is erased: " + e.reason();
        };
    }

    private static String recovered(Entry.Recovered e) {
        return "The ledger is recovered from its members: "
                + e.from()
                + " entries became "
                + e.to()
                + (e.missing().isEmpty()
                        ? ", every node was heard"
                        : ", not heard: " + e.missing());
    }

    private static String of(Claim claim) {
        return switch (claim) {
            case Claim.Invite c ->
                    "An invitation"
                            + c.hint().map(h -> " for " + h).orElse("")
                            + ", until "
                            + c.expires();
            case Claim.Apply c -> c.legalName() + " (" + c.member() + ") applies";
            case Claim.Vote c -> "A vote on " + c.applicant() + ": " + c.choice();
            case Claim.PublishMandate c -> "Mandate " + c.mandate() + ": " + c.title();
            case Claim.StartRun c ->
                    "Run " + c.run() + " starts under mandate " + c.plan().mandate();
            case Claim.StopRun c -> "Run " + c.run() + " is stopped: " + c.reason();
            case Claim.Consent c -> "Consent to " + c.run() + ": " + c.decision() + " by " + c.by();
            case Claim.WorkDone c ->
                    c.work() + " is done on " + c.examples() + " examples" + accuracy(c);
            case Claim.WorkDeclined c -> c.work() + " is declined: " + c.reason();
            case Claim.ConfirmRecovery c ->
                    "A member confirms the recovery " + c.recovery().shortHex() + "…";
            case Claim.Leave c -> "A member leaves: " + c.reason();
            case MembershipClaim c -> GovernanceText.of(c);
            case VotingClaim c -> GovernanceText.of(c);
            case PartnershipClaim c -> GovernanceText.of(c);
            case MandateClaim c -> GovernanceText.of(c);
            case CommuniqueClaim c -> GovernanceText.of(c);
        };
    }

    private static String accuracy(Claim.WorkDone claim) {
        var accuracy = claim.metrics().get("accuracy");
        return accuracy == null
                ? ""
                : String.format(java.util.Locale.ROOT, ", accuracy %.1f %%", 100 * accuracy);
    }
}
