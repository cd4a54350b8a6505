package org.foedus.core.policy;

import java.time.ZonedDateTime;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.run.RunPlan;

/// A plan that asks for consent, where it comes from, and when it asks.
///
/// @param lead of the mandate
/// @param now by the node's clock, in the zone in which its owner's hours count
public record Request(RunPlan plan, MemberId lead, MemberId startedBy, ZonedDateTime now) {
    /// The partnership of the run; empty for a run of the whole alliance.
    public String partnership() {
        return "";
    }

    /// Optimizer steps of the whole run on one node.
    public long runSteps() {
        return (long) plan.rounds() * plan.training().steps();
    }
}
