package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.NodeId;
import org.jspecify.annotations.Nullable;

/// Which nodes the hub has heard of lately: those with a long poll open, or closed a moment ago.
/// Thread-safe.
public final class Presence {
    /// How long a node counts as reachable after its last poll ended.
    public static final Duration LINGER = Duration.ofSeconds(20);

    private final SortedMap<NodeId, Integer> polls = new TreeMap<>();
    private final SortedMap<NodeId, Instant> seen = new TreeMap<>();

    /// True if it was not reachable before.
    public synchronized boolean arrived(NodeId node, Instant now) {
        boolean already = polls.containsKey(node) || lately(seen.get(node), now);
        polls.merge(node, 1, Integer::sum);
        seen.put(node, now);
        return !already;
    }

    private static boolean lately(@Nullable Instant at, Instant now) {
        return at != null && at.plus(LINGER).isAfter(now);
    }

    public synchronized void left(NodeId node, Instant now) {
        polls.merge(node, -1, (a, b) -> a + b <= 0 ? null : a + b);
        seen.put(node, now);
    }

    public synchronized SortedSet<NodeId> reachable(Instant now) {
        var reachable = new TreeSet<>(polls.keySet());
        seen.forEach((node, at) -> {
            if (lately(at, now)) {
                reachable.add(node);
            }
        });
        return reachable;
    }

    /// When each node was last heard of.
    public synchronized SortedMap<NodeId, Instant> lastSeen() {
        return new TreeMap<>(seen);
    }
}
