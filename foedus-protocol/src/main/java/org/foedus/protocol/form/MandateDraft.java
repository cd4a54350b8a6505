package org.foedus.protocol.form;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;

/// A mandate before it is published.
public record MandateDraft(
        MandateId id,
        String title,
        String text,
        MemberId lead,
        Instant due,
        List<Mandate.Task> tasks) {
    public MandateDraft {
        tasks = List.copyOf(tasks);
    }
}
