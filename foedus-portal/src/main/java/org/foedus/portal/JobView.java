package org.foedus.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this node did in a run.
///
/// @param examples that it trained on last, null if never
public record JobView(
        RunView run,
        RunView.Consent consent,
        List<Round> rounds,
        @Nullable Long examples,
        long bytesOut,
        long bytesIn) {
    public JobView {
        rounds = List.copyOf(rounds);
    }

    /// @param why it is not included, empty where it is
    public record Round(int number, RunView.PartKind part, String why) {}
}
