package org.foedus.node.agent;

import java.util.List;
import java.util.Optional;
import org.foedus.core.entry.Entry;
import org.jspecify.annotations.Nullable;

/// What a node looks for among new entries, however many there are: the newest of each kind.
final class News {
    private boolean any;
    private Entry.@Nullable Recovered recovered;
    private Entry.@Nullable HubAddresses moved;

    void add(List<Entry> entries) {
        for (var entry : entries) {
            any = true;
            if (entry instanceof Entry.Recovered found) {
                recovered = found;
            } else if (entry instanceof Entry.HubAddresses found) {
                moved = found;
            }
        }
    }

    /// Whether there was an entry at all.
    boolean any() {
        return any;
    }

    Optional<Entry.Recovered> recovered() {
        return Optional.ofNullable(recovered);
    }

    Optional<Entry.HubAddresses> moved() {
        return Optional.ofNullable(moved);
    }
}
