package org.foedus.core.run;

import java.time.Instant;
import java.util.Optional;

/// A node's word that it can't train for a run.
///
/// @param until it can again, where that comes by itself
public record Unable(String reason, Instant since, Optional<Instant> until) {
    /// Whether it has passed by itself.
    public boolean over(Instant now) {
        return until.filter(t -> !now.isBefore(t)).isPresent();
    }
}
