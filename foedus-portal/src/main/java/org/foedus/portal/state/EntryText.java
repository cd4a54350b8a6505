package org.foedus.portal.state;

import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.run.RunId;
import org.foedus.portal.Said;

/// One line about an entry, for people, in the words of the pages.
final class EntryText {
    private EntryText() {}

    static Said of(Entry entry) {
        return switch (entry) {
            case Entry.Founded e -> Said.of("entry.founded", "name", e.charter().name());
            case Entry.HubAddresses e ->
                    Said.of("entry.addresses", "addresses", String.join(", ", e.addresses()));
            case Entry.Claimed e -> of(e.claim());
            case Entry.Admitted e -> of("entry.admitted", e.member(), e.basis());
            case Entry.Rejected e -> of("entry.rejected", e.member(), e.basis());
            case Entry.WorkRefused e ->
                    Said.of(
                            "entry.work.refused",
                            "work",
                            e.work().value(),
                            "why",
                            e.code() + ", " + e.reason());
            case Entry.RoundOpened e ->
                    Said.of(
                            "entry.round.opened",
                            "run",
                            e.run().value(),
                            "round",
                            e.round(),
                            "n",
                            e.cohort().size());
            case Entry.RoundClosed e ->
                    Said.of(
                            "entry.round.closed",
                            "run",
                            e.run().value(),
                            "round",
                            e.round(),
                            "n",
                            e.included().size(),
                            "out",
                            e.excluded().size());
            case Entry.RoundPublished e ->
                    Said.of(
                            "entry.round.published",
                            "run",
                            e.run().value(),
                            "round",
                            e.round(),
                            "model",
                            e.model().shortHex());
            case Entry.RoundFailed e ->
                    Said.of(
                            "entry.round.failed",
                            "run",
                            e.run().value(),
                            "round",
                            e.round(),
                            "why",
                            e.reason());
            case Entry.RunFinished e -> of("entry.run.finished", e.run(), e.model().shortHex());
            case Entry.RunFailed e -> of("entry.run.failed", e.run(), e.reason());
            case Entry.UpdatesDropped e ->
                    Said.of("entry.dropped", "run", e.run().value(), "n", e.rounds().size());
            case Entry.Recovered e ->
                    Said.of(
                            "entry.recovered",
                            "from",
                            e.from(),
                            "to",
                            e.to(),
                            "n",
                            e.missing().size());
            case Entry.VoteOpened e -> Said.of("entry.vote.opened", "who", e.applicant().value());
            case Entry.VoteExtended e ->
                    Said.of(
                            "entry.vote.extended",
                            "what",
                            e.applicant()
                                    .map(Object::toString)
                                    .or(() -> e.proposal().map(Object::toString))
                                    .orElse(""),
                            "until",
                            e.closes(),
                            "quorum",
                            e.quorum().toString());
            case Entry.Decided e ->
                    Said.of(
                            "entry.decided",
                            "proposal",
                            e.proposal().value(),
                            "outcome",
                            e.outcome(),
                            "why",
                            e.basis());
            case Entry.BodyErased e -> Said.of("entry.erased", "why", e.reason());
        };
    }

    private static Said of(String key, MemberId member, String basis) {
        return Said.of(key, "who", member.value(), "why", basis);
    }

    private static Said of(String key, RunId run, String what) {
        return Said.of(key, "run", run.value(), "what", what);
    }

    private static Said of(Claim claim) {
        return switch (claim) {
            case Claim.Invite c ->
                    Said.of(
                            "entry.invite",
                            "who",
                            c.hint().map(MemberId::value).orElse("—"),
                            "until",
                            c.expires());
            case Claim.Apply c ->
                    Said.of("entry.apply", "name", c.legalName(), "who", c.member().value());
            case Claim.Vote c ->
                    Said.of("entry.vote", "what", c.applicant().value(), "choice", c.choice());
            case Claim.PublishMandate c ->
                    Said.of("entry.mandate", "mandate", c.mandate().value(), "title", c.title());
            case Claim.StartRun c ->
                    Said.of(
                            "entry.run.started",
                            "run",
                            c.run().value(),
                            "mandate",
                            c.plan().mandate().value());
            case Claim.StopRun c -> of("entry.run.stopped", c.run(), c.reason());
            case Claim.Consent c ->
                    switch (c.decision()) {
                        case GRANTED -> of("entry.consent.granted", c.run(), c.by());
                        case REFUSED -> of("entry.consent.refused", c.run(), c.by());
                        case WITHDRAWN -> of("entry.consent.withdrawn", c.run(), c.by());
                    };
            case Claim.WorkDone c -> done(c);
            case Claim.WorkDeclined c ->
                    Said.of("entry.work.declined", "work", c.work().value(), "why", c.reason());
            case Claim.Readiness c ->
                    c.able()
                            ? Said.of("entry.able", "run", c.run().value())
                            : Said.of("entry.unable", "run", c.run().value(), "why", c.reason());
            case Claim.ConfirmRecovery c ->
                    Said.of("entry.confirmed", "recovery", c.recovery().shortHex());
            case Claim.Leave c -> Said.of("entry.leave", "why", c.reason());
            case MembershipClaim c -> GovernanceText.of(c);
            case VotingClaim c -> GovernanceText.of(c);
            case PartnershipClaim c -> GovernanceText.of(c);
            case MandateClaim c -> GovernanceText.of(c);
            case CommuniqueClaim c -> GovernanceText.of(c);
        };
    }

    private static Said done(Claim.WorkDone claim) {
        var work = claim.work().value();
        var accuracy = claim.metrics().get("accuracy");
        return accuracy == null
                ? Said.of("entry.work.done", "work", work, "n", claim.examples())
                : Said.of(
                        "entry.work.evaluated",
                        "work",
                        work,
                        "n",
                        claim.examples(),
                        "accuracy",
                        accuracy);
    }
}
