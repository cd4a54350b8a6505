package org.foedus.portal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.foedus.portal.MemberView.Ref;
import org.jspecify.annotations.Nullable;

/// A date of the calendar.
///
/// @param id of the mandate, proposal, applicant or partnership
/// @param who answers for it, null for votes
public record DueView(Instant at, What what, String id, Written title, @Nullable Ref who) {

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /// What is due.
    public enum What {
        MANDATE,
        TASK,
        VOTE,
        ADMISSION,
        PARTNERSHIP
    }

    /// The day, in UTC, within what a calendar can show.
    LocalDate day() {
        var earliest = LocalDate.EPOCH.atStartOfDay().toInstant(ZoneOffset.UTC);
        return LocalDate.ofInstant(
                at.isBefore(earliest) ? earliest : at.isAfter(LAST) ? LAST : at, ZoneOffset.UTC);
    }

    String address(Links links) {
        return switch (what) {
            case MANDATE, TASK -> links.mandate(id);
            case VOTE -> links.decision(id);
            case ADMISSION -> links.member(id);
            case PARTNERSHIP -> links.partnership(id);
        };
    }
}
