package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import org.foedus.core.mandate.Mark;
import org.jspecify.annotations.Nullable;

/// How near a due date is, in words and in colour.
record Due(Tone tone, String words) {
    /// What to say of a mandate's due date; null where it is no longer open.
    static @Nullable Due of(MandateView mandate, Instant now, Words words) {
        if (!mandate.status().open()) {
            return null;
        }
        var left = Duration.between(now, mandate.due());
        if (left.isNegative()) {
            return new Due(Tone.BAD, over(left.negated(), words));
        }
        var tone = mandate.marks().contains(Mark.DUE_SOON) ? Tone.WARN : Tone.PLAIN;
        return new Due(tone, ahead(left, words));
    }

    boolean late() {
        return tone == Tone.BAD;
    }

    /// `in 5 days`, for what is to come.
    static String ahead(Duration time, Words words) {
        if (time.toHours() < 1) {
            return words.of("due.in.less");
        }
        return time.toDays() < 2
                ? words.of("due.in.hours", "n", time.toHours())
                : words.of("due.in.days", "n", time.toDays());
    }

    private static String over(Duration time, Words words) {
        if (time.toHours() < 1) {
            return words.of("due.over.less");
        }
        return time.toDays() < 2
                ? words.of("due.over.hours", "n", time.toHours())
                : words.of("due.over.days", "n", time.toDays());
    }
}
