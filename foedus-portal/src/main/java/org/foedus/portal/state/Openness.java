package org.foedus.portal.state;

import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.entry.Entry;

/// What the public reads of the ledger: what the alliance decided, publishes and owes an account
/// of. Who wanted to join, what was said about it, and which node did what are the members'. That
/// an entry stands in the ledger, everybody may check.
final class Openness {
    private Openness() {}

    static boolean open(Entry entry) {
        return switch (entry) {
            case Entry.Founded _, Entry.HubAddresses _, Entry.Admitted _ -> true;
            case Entry.Decided _, Entry.RoundPublished _ -> true;
            case Entry.RunFinished _, Entry.RunFailed _, Entry.UpdatesDropped _ -> true;
            case Entry.VoteExtended e -> e.proposal().isPresent();
            case Entry.Rejected _, Entry.VoteOpened _ -> false;
            case Entry.WorkRefused _, Entry.RoundOpened _ -> false;
            case Entry.RoundClosed _, Entry.RoundFailed _ -> false;
            case Entry.Recovered _, Entry.BodyErased _ -> false;
            case Entry.Claimed e -> open(e.claim());
        };
    }

    private static boolean open(Claim claim) {
        return switch (claim) {
            case Claim.PublishMandate _, Claim.StartRun _, Claim.StopRun _ -> true;
            case Claim.ConfirmRecovery _, Claim.Leave _ -> true;
            case CommuniqueClaim.PublishCommunique c -> c.audience() == Communique.Audience.PUBLIC;
            case CommuniqueClaim.WithdrawCommunique _ -> false;
            case VotingClaim _, PartnershipClaim _, MandateClaim _ -> true;
            case Claim.Invite _, Claim.Apply _, Claim.Vote _ -> false;
            case Claim.Consent _, Claim.WorkDone _, Claim.WorkDeclined _ -> false;
            case Claim.Readiness _ -> false;
            case MembershipClaim _ -> false;
        };
    }
}
