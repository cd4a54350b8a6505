package org.foedus.node.agent;

import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.run.Run;

/// Under which consent something leaves this building.
///
/// @param consent `owner`, `rule <name>`, `standing <name>`, or `none`
/// @param plan to which it was given
record Under(String consent, Sha256 plan) {
    /// The consent to a run that is in force.
    static Under of(Run run, NodeId node) {
        var given = run.consents().get(node);
        return new Under(given == null ? "none" : named(given.by()), run.planDigest());
    }

    /// @param by as the claim names it
    static Under given(String by, Sha256 plan) {
        return new Under(named(by), plan);
    }

    private static String named(String by) {
        if (by.equals(Owner.OWNER)) {
            return by;
        }
        return StandingConsent.given(by) ? "standing " + StandingConsent.nameIn(by) : "rule " + by;
    }
}
