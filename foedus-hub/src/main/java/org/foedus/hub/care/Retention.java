package org.foedus.hub.care;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.hub.HubRuntime;

/// Drops the updates of runs that ended long enough ago. The ledger says so before the bytes go, so
/// that whoever verifies it learns why a round can't be executed again.
public final class Retention {
    private static final Logger LOG = System.getLogger("org.foedus.hub.care");

    private Retention() {}

    /// Which rounds of which runs are due at `now`.
    ///
    /// @param kept after the end of a run
    public static SortedMap<RunId, SortedSet<Integer>> due(
            AllianceState state, Duration kept, Instant now) {
        var due = new TreeMap<RunId, SortedSet<Integer>>();
        for (var run : state.runs().values()) {
            if (!run.active() && !ended(run).plus(kept).isAfter(now)) {
                var rounds = rounds(state, run);
                if (!rounds.isEmpty()) {
                    due.put(run.id(), rounds);
                }
            }
        }
        return due;
    }

    /// Rounds of `run` with updates that were not dropped yet.
    public static SortedSet<Integer> rounds(AllianceState state, Run run) {
        var rounds = new TreeSet<Integer>();
        for (var round : run.rounds().values()) {
            if (state.keepsUpdates(round)) {
                rounds.add(round.number());
            }
        }
        return rounds;
    }

    /// When a run that is over ended.
    public static Instant ended(Run run) {
        return switch (run.status()) {
            case RunStatus.Active _ -> Instant.MAX;
            case RunStatus.Finished s -> s.at();
            case RunStatus.Stopped s -> s.at();
            case RunStatus.Failed s -> s.at();
        };
    }

    /// Says what is dropped, then deletes it; also what an earlier process only said.
    static void enforce(HubRuntime runtime, Blobs blobs, Duration kept) {
        var due = due(runtime.state(), kept, runtime.now());
        due.forEach((run, rounds) -> {
            runtime.change(l -> {
                l.dropping(run, rounds);
                return true;
            });
            LOG.log(Level.INFO, "updates.dropped run=" + run + " rounds=" + rounds);
        });
        for (var digest : runtime.state().dropped().keySet()) {
            blobs.delete(digest);
        }
    }
}
