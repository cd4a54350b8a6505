package org.foedus.hub.http;

import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.run.RunId;

/// Tensor bytes moved since the hub started, by run and node; retries count. Thread-safe.
final class Traffic {
    private final SortedMap<RunId, SortedMap<NodeId, Long>> up = new TreeMap<>();
    private final SortedMap<RunId, SortedMap<NodeId, Long>> down = new TreeMap<>();

    synchronized void received(RunId run, NodeId node, long bytes) {
        add(up, run, node, bytes);
    }

    synchronized void sent(RunId run, NodeId node, long bytes) {
        add(down, run, node, bytes);
    }

    synchronized SortedMap<NodeId, Long> up(RunId run) {
        return new TreeMap<>(up.getOrDefault(run, new TreeMap<>()));
    }

    synchronized SortedMap<NodeId, Long> down(RunId run) {
        return new TreeMap<>(down.getOrDefault(run, new TreeMap<>()));
    }

    private static void add(
            SortedMap<RunId, SortedMap<NodeId, Long>> into, RunId run, NodeId node, long bytes) {
        into.computeIfAbsent(run, _ -> new TreeMap<>()).merge(node, bytes, Long::sum);
    }
}
