package org.foedus.core.mandate;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;

/// That a member reported under a mandate, without what it said.
///
/// @param number from 1, in the mandate
/// @param task the number of the task that it is about; the whole mandate if none
/// @param entry index of the entry that has its text and its evidence
public record Report(
        int number,
        MemberId by,
        Instant at,
        Optional<Integer> task,
        Progress progress,
        long entry,
        Optional<Check> check) {
    public static final int MAX_TEXT = 4000;
    public static final int MAX_EVIDENCE = 32;

    /// How far it is.
    public enum Progress {
        GOING_ON,
        BLOCKED,
        DONE
    }

    /// What someone other than the executor found.
    public record Check(MemberId by, Instant at, Finding finding, String reason) {}

    /// What a check finds.
    public enum Finding {
        VERIFIED,
        RETURNED,
        /// Of the whole mandate only.
        PARTLY,
        /// Of the whole mandate only.
        NOT_FULFILLED
    }

    Report checked(Check found) {
        return new Report(number, by, at, task, progress, entry, Optional.of(found));
    }
}
