package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.Partnership.Terms;
import org.foedus.portal.MemberView.Ref;
import org.jspecify.annotations.Nullable;

/// A partnership as the pages show it.
///
/// @param title null where only the partners know the terms
/// @param signed how many signed
public record PartnershipView(
        String id,
        @Nullable String title,
        List<Ref> members,
        Instant until,
        Partnership.Status status,
        int signed) {
    public PartnershipView {
        members = List.copyOf(members);
    }

    /// The whole partnership; `terms` are null where only the partners know them.
    public record Full(
            PartnershipView partnership,
            @Nullable Terms terms,
            Partnership.Results results,
            Ref offeredBy,
            Instant at,
            @Nullable Instant inForce,
            @Nullable Instant ended,
            List<Signature> signatures,
            List<ProgrammeView> programmes,
            List<RunView> runs) {
        public Full {
            signatures = List.copyOf(signatures);
            programmes = List.copyOf(programmes);
            runs = List.copyOf(runs);
        }

        String name() {
            var title = partnership.title();
            return title == null ? partnership.id() : title;
        }
    }

    /// A member that is named; `at` is null while it has not signed, or after it left.
    public record Signature(Ref member, @Nullable Instant at) {}
}
