package org.foedus.portal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why an answer can't be signed.
public record Fault(Ask ask, Said why) {
    static @Nullable Fault of(List<Fault> faults, Ask ask) {
        return faults.stream().filter(f -> f.ask == ask).findFirst().orElse(null);
    }
}
