package org.foedus.hub.alliance;

import java.time.Instant;
import org.foedus.core.run.RunId;

/// What the logic asks of its shell.
public sealed interface Effect {
    /// Fold a closed round outside the lock, then call [HubLogic#published] or
    /// [HubLogic#foldFailed].
    record Fold(RunId run, int round) implements Effect {}

    /// Tell somebody: a run can't move, and why. The others do.
    record Stuck(RunId run, Throwable why) implements Effect {}

    /// Call [HubLogic#advance] again at this time.
    record Wake(Instant at) implements Effect {}
}
