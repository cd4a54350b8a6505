package org.foedus.core.run;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.NodeId;

/// What a run does next.
public sealed interface Move {
    /// Nothing before `until`, or before something comes.
    record Wait(Optional<Instant> until, String why) implements Move {}

    record Open(int round, SortedSet<NodeId> cohort, Instant deadline) implements Move {}

    record Close(int round, SortedSet<NodeId> included, SortedMap<NodeId, String> excluded)
            implements Move {}

    /// Fold the closed round's included updates and publish.
    record Fold(int round) implements Move {}

    record FailRound(int round, String reason) implements Move {}

    record Finish() implements Move {}

    record Fail(String reason) implements Move {}

    /// The run is over.
    record Rest() implements Move {}
}
