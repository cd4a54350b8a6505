package org.foedus.core.run;

import java.time.Instant;
import org.foedus.core.claim.Claim;

/// The last word of a node on a run's plan.
///
/// @param by the policy rule that decided, or `owner`
public record ConsentState(Claim.Decision decision, String by, String reason, Instant at) {
    public boolean granted() {
        return decision == Claim.Decision.GRANTED;
    }
}
