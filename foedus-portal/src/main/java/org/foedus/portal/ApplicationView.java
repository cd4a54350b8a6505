package org.foedus.portal;

import java.time.Instant;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.Screening;
import org.foedus.core.alliance.Screening.Result;
import org.foedus.portal.MemberView.Ref;
import org.jspecify.annotations.Nullable;

/// An application as the pages show it.
///
/// @param screening the newest result on record, null for none
/// @param until when the comment period or the vote ends; null in other phases
public record ApplicationView(
        Ref applicant,
        MemberClass memberClass,
        Application.Phase phase,
        Instant at,
        @Nullable Result screening,
        @Nullable Instant until) {

    /// The whole application; `screened` and `poll` are null before.
    public record Story(
            ApplicationView application,
            @Nullable Screened screened,
            int remarks,
            @Nullable Instant commentUntil,
            @Nullable PollView poll,
            @Nullable Instant ended) {}

    /// Who looked, when and by what.
    public record Screened(Ref by, Instant at, Screening.Result result, String method) {}
}
