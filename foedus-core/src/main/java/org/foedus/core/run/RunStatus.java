package org.foedus.core.run;

import java.time.Instant;

/// Where a run stands.
public sealed interface RunStatus {
    /// Rounds are opened, or awaited.
    record Active() implements RunStatus {}

    record Finished(Instant at) implements RunStatus {}

    record Stopped(String reason, Instant at) implements RunStatus {}

    record Failed(String reason, Instant at) implements RunStatus {}

    default String label() {
        return switch (this) {
            case Active _ -> "active";
            case Finished _ -> "finished";
            case Stopped _ -> "stopped";
            case Failed _ -> "failed";
        };
    }
}
