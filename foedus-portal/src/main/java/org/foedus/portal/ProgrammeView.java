package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.partnership.Programme;
import org.foedus.portal.MemberView.Ref;
import org.foedus.portal.RunView.Link;
import org.jspecify.annotations.Nullable;

/// A programme as the pages show it; `partnership` is null where it is the whole alliance's.
public record ProgrammeView(
        String id,
        String title,
        Ref lead,
        @Nullable Link partnership,
        Programme.Status status,
        int mandates,
        int deliverables) {

    public record Full(
            ProgrammeView programme,
            String goal,
            Instant at,
            List<MandateView> mandates,
            List<RunView> runs,
            List<Deliverable> deliverables) {
        public Full {
            mandates = List.copyOf(mandates);
            runs = List.copyOf(runs);
            deliverables = List.copyOf(deliverables);
        }
    }

    /// Something that came of it; `sha256` is null where it has no bytes.
    public record Deliverable(
            Programme.Sort sort,
            String title,
            String reference,
            @Nullable String sha256,
            Ref by,
            Instant at) {}
}
