package org.foedus.hub.care;

import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;

/// Which blobs the hub has to have, by the ledger's word, and their sizes.
public final class Needs {
    private Needs() {}

    /// What active runs can't go on without: the newest model, the optimizer's state, the updates
    /// of the open round.
    public static SortedMap<Sha256, Long> now(AllianceState state) {
        var needs = new TreeMap<Sha256, Long>();
        for (var run : state.runs().values()) {
            if (run.active()) {
                needs.put(run.model(), run.modelBytes());
                run.optimizerState().ifPresent(s -> needs.put(s, run.modelBytes()));
                run.round().ifPresent(r -> updates(run, r, needs));
            }
        }
        return needs;
    }

    /// That, and the newest model of every other run.
    public static SortedMap<Sha256, Long> served(AllianceState state) {
        var needs = now(state);
        state.runs().values().forEach(r -> needs.put(r.model(), r.modelBytes()));
        return needs;
    }

    private static void updates(Run run, RoundState round, SortedMap<Sha256, Long> needs) {
        switch (round) {
            case RoundState.Collecting _, RoundState.Folding _ -> {
                needs.put(round.base(), run.modelBytes());
                round.work().values().stream()
                        .flatMap(w -> w.done().stream())
                        .flatMap(d -> d.claim().outputs().values().stream())
                        .forEach(o -> needs.put(o.sha256(), o.bytes()));
            }
            case RoundState.Published _, RoundState.Failed _ -> {
                // its updates are kept for audits only
            }
        }
    }

    /// Everything that the ledger names and that was not dropped.
    public static SortedMap<Sha256, Long> ever(AllianceState state) {
        var needs = new TreeMap<Sha256, Long>();
        state.blobs()
                .forEach((digest, blob) -> {
                    var run = state.runs().get(blob.run());
                    if (run != null) {
                        needs.put(digest, run.modelBytes());
                    }
                });
        return needs;
    }
}
