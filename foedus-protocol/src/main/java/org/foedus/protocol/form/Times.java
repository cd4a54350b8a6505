package org.foedus.protocol.form;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Times as people write them: `500ms`, `30s`, `10m`, `2h`, `7d`; `2027-03-31`; `in 30d`.
public final class Times {
    static final String EXPECTED = "a time such as 30s, 10m or 2h";
    static final String EXPECTED_UNIT = "a time with its unit (ms, s, m, h or d), such as 30s";
    public static final String EXPECTED_INSTANT =
            "a date such as 2027-03-31, a time in UTC such as 2027-03-31T12:00:00Z, or 'in 30d'";

    private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

    private Times() {}

    /// A whole number and its unit, nothing between them; empty if it is no such thing.
    public static Optional<Duration> parse(String text) {
        var match = TIME.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(match.group(1));
        return Optional.of(
                switch (match.group(2)) {
                    case "ms" -> Duration.ofMillis(number);
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                });
    }

    static Duration within(Duration time, Duration min, Duration max) {
        if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "expected a time from "
                            + print(min)
                            + " to "
                            + print(max)
                            + ", found "
                            + print(time));
        }
        return time;
    }

    /// In the largest unit that is exact, down to milliseconds.
    public static String print(Duration time) {
        long millis = time.toMillis();
        for (var unit : Unit.values()) {
            if (millis % unit.millis == 0 && millis >= unit.millis) {
                return millis / unit.millis + unit.label;
            }
        }
        return millis == 0 ? "0s" : millis + "ms";
    }

    private enum Unit {
        DAY(86_400_000, "d"),
        HOUR(3_600_000, "h"),
        MINUTE(60_000, "m"),
        SECOND(1000, "s");

        private final long millis;
        private final String label;

        Unit(long millis, String label) {
            this.millis = millis;
            this.label = label;
        }
    }

    /// A point in time. A date alone means its last second in UTC; `in 30d` counts from `now`.
    public static Optional<Instant> instant(String text, Instant now) {
        if (text.startsWith("in ")) {
            return parse(text.substring(3).strip())
                    .map(t -> now.plus(t).truncatedTo(ChronoUnit.SECONDS));
        }
        try {
            return Optional.of(
                    text.indexOf('T') < 0
                            ? LocalDate.parse(text)
                                    .atTime(LocalTime.of(23, 59, 59))
                                    .toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
