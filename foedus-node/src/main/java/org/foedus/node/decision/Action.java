package org.foedus.node.decision;

import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;

/// What a node is to do next.
public sealed interface Action {
    /// Say what the policy decided on a plan, or that what it decided holds no longer.
    ///
    /// @param by the rule, or the standing consent, that decided
    /// @param reason for everyone to read
    /// @param told to the owner alone
    /// @param revealsUpdates accepted, where the plan asks for it
    record GiveConsent(
            RunId run,
            Sha256 planDigest,
            Claim.Decision decision,
            String by,
            String reason,
            String told,
            Optional<RunPlan.Acceptance> revealsUpdates)
            implements Action {}

    /// The plan waits for the owner.
    record AskOwner(RunId run, String why) implements Action {}

    record Train(Run run, WorkItem item) implements Action {}

    record Evaluate(Run run, WorkItem item) implements Action {}

    /// Tell the hub that the item will not be done.
    ///
    /// @param reason for everyone to read
    /// @param told to the owner alone
    /// @param unable there where it could do no other of the run either
    record Decline(WorkItemId item, String reason, String told, Optional<Claim.Unable> unable)
            implements Action {
        Decline(WorkItemId item, String reason) {
            this(item, reason, reason, Optional.empty());
        }
    }

    /// Say that this node can train for a run again, or that it can't any more.
    ///
    /// @param reason for everyone to read
    /// @param told to the owner alone
    record SayReady(RunId run, boolean able, String reason, String told) implements Action {}

    /// Do nothing, and say nothing to the hub: the item is over, not known to the ledger, or not
    /// consented to.
    record Refrain(WorkItemId item, String reason) implements Action {}
}
