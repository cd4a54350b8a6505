package org.foedus.core.round;

import java.time.Instant;
import java.util.Locale;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;

/// What one node is asked to do in a round.
///
/// @param step versions published before it: where the learning-rate schedule stands
/// @param base the model to start from, or to evaluate
/// @param deadline after which its claim is discarded
public record WorkItem(
        WorkItemId id,
        NodeId node,
        int round,
        int step,
        Kind kind,
        Sha256 base,
        long baseBytes,
        Instant deadline) {

    /// What is asked.
    public enum Kind {
        TRAIN,
        EVALUATE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
