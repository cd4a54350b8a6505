package org.foedus.node.decision;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.round.WorkItemId;
import org.foedus.node.home.NodeLimits;
import org.foedus.protocol.api.Api;

/// Everything that a decision rests on.
///
/// @param state of the verified ledger; consents in it are the owner's and the policy's word
/// @param datasets names of data that is here
/// @param architectures that an engine here can train
/// @param zone in which the owner's hours count
/// @param work what the hub asks
/// @param answered items that this node answered and whose entry may not have come back yet
public record View(
        AllianceState state,
        NodeId node,
        NodePolicy policy,
        NodeLimits limits,
        SortedSet<String> datasets,
        SortedSet<String> architectures,
        ZoneId zone,
        Api.WorkList work,
        SortedSet<WorkItemId> answered,
        Instant now) {
    public View {
        datasets = Collections.unmodifiableSortedSet(new TreeSet<>(datasets));
        architectures = Collections.unmodifiableSortedSet(new TreeSet<>(architectures));
        answered = Collections.unmodifiableSortedSet(new TreeSet<>(answered));
    }
}
