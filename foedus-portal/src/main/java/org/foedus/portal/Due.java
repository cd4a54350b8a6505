package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How near a due date is, in words and in colour.
record Due(Tone tone, String words) {
    /// From here on a due date is soon.
    static final Duration SOON = Duration.ofDays(7);

    /// What to say of a mandate's due date; null where there is nothing to say: no date, or no
    /// longer open.
    static @Nullable Due of(MandateView mandate, Instant now) {
        var due = mandate.due();
        if (due == null || mandate.state() != MandateView.State.OPEN) {
            return null;
        }
        var left = Duration.between(now, due);
        if (left.isNegative()) {
            return new Due(Tone.BAD, "Overdue by " + span(left.negated()));
        }
        return left.compareTo(SOON) <= 0
                ? new Due(Tone.WARN, "Due in " + span(left))
                : new Due(Tone.PLAIN, "Due in " + span(left));
    }

    private static String span(Duration time) {
        if (time.toHours() < 1) {
            return "less than an hour";
        }
        return time.toDays() < 2
                ? Show.count(time.toHours(), "hour")
                : Show.count(time.toDays(), "day");
    }
}
