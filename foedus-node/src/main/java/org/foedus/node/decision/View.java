package org.foedus.node.decision;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.Request;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.Looks;
import org.foedus.node.home.NodeLimits;
import org.foedus.protocol.api.Api;

/// Everything that a decision rests on.
///
/// @param state of the verified ledger; consents in it are the owner's and the policy's word
/// @param policy with the standing consents
/// @param datasets that are here, and who may use them
/// @param looks at them
/// @param architectures that an engine here can train
/// @param zone in which the owner's hours count
/// @param work what the hub asks
/// @param answered items that this node answered and whose entry may not have come back yet
public record View(
        AllianceState state,
        NodeId node,
        NodePolicy policy,
        NodeLimits limits,
        DatasetBook datasets,
        Looks looks,
        SortedSet<String> architectures,
        ZoneId zone,
        Api.WorkList work,
        SortedSet<WorkItemId> answered,
        Instant now) {
    public View {
        architectures = Collections.unmodifiableSortedSet(new TreeSet<>(architectures));
        answered = Collections.unmodifiableSortedSet(new TreeSet<>(answered));
    }

    Abilities abilities() {
        return new Abilities(node, limits, datasets, architectures, looks);
    }

    /// What the policy is asked about a run; empty where the ledger lacks its mandate.
    Optional<Request> request(Run run) {
        return Request.of(state, run, now.atZone(zone));
    }
}
