package org.foedus.portal;

import java.util.List;

/// Why an answer can't be signed.
public record Fault(Ask ask, Said why) {
    /// Those of one answer.
    static List<Fault> of(List<Fault> faults, Ask ask) {
        return faults.stream().filter(f -> f.ask == ask).toList();
    }
}
