package org.foedus.core.mandate;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;

/// A later due date, as it was asked for and answered.
///
/// @param number from 1, in the mandate
/// @param task the number of its task; the whole mandate if none
/// @param before the due date then
public record Extension(
        int number,
        MemberId by,
        Instant at,
        Optional<Integer> task,
        Instant before,
        Instant until,
        String reason,
        Optional<Answer> answer) {

    /// What was said to it.
    public record Answer(MemberId by, Instant at, boolean granted, String reason) {}

    public boolean granted() {
        return answer.map(Answer::granted).orElse(false);
    }

    Extension answered(Answer given) {
        return new Extension(number, by, at, task, before, until, reason, Optional.of(given));
    }
}
