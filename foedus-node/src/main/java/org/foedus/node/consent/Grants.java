package org.foedus.node.consent;

import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.run.Run;

/// What was granted under a standing consent.
public final class Grants {
    private Grants() {}

    /// The active runs to which a node's consent was given under the standing one of that name.
    public static List<Run> under(AllianceState state, NodeId node, String name) {
        var by = StandingConsent.by(name);
        return state.runs().values().stream()
                .filter(r -> r.active() && r.consented(node))
                .filter(r ->
                        Optional.ofNullable(r.consents().get(node))
                                .filter(c -> c.by().equals(by))
                                .isPresent())
                .toList();
    }
}
