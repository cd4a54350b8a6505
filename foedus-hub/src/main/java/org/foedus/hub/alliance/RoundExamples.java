package org.foedus.hub.alliance;

import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.round.RoundState;

/// The examples that each included node claimed.
public final class RoundExamples {
    private RoundExamples() {}

    public static SortedMap<NodeId, Long> of(RoundState.Folding round) {
        var examples = new TreeMap<NodeId, Long>();
        for (var work : round.work().values()) {
            if (round.included().contains(work.item().node())) {
                examples.put(work.item().node(), work.done().orElseThrow().claim().examples());
            }
        }
        return examples;
    }
}
