package org.foedus.node.home;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Hours of the day in which a node works, such as 22:00-06:00; both may lie on different days.
///
/// @param from inclusive
/// @param to exclusive
public record Hours(LocalTime from, LocalTime to) {
    /// Reads `HH:MM-HH:MM`.
    public static Hours parse(String text) {
        var parts = text.split("-", -1);
        try {
            if (parts.length == 2) {
                var hours = new Hours(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
                if (!hours.from.equals(hours.to)) {
                    return hours;
                }
            }
        } catch (DateTimeException e) {
            // refused below, like everything else that is no such text
        }
        throw new FoedusException(
                ErrorCode.BAD_REQUEST, "expected two different times such as 22:00-06:00");
    }

    public boolean contains(LocalTime time) {
        boolean late = !time.isBefore(from);
        boolean early = time.isBefore(to);
        return from.isBefore(to) ? late && early : late || early;
    }

    /// When they begin next, after `now`.
    public Instant next(ZonedDateTime now) {
        var today = now.with(from);
        return (today.isAfter(now) ? today : now.plusDays(1).with(from)).toInstant();
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}
