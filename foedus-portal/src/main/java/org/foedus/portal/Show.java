package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes numbers and times as the pages print them: the same everywhere, in UTC, with a narrow
/// space between thousands and before a unit.
final class Show {
    static final String NOTHING = "—";
    private static final char NARROW_SPACE = '\u202F';
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    private static final double HUGE = 1e9;
    private static final int SHORT_DIGEST = 12;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /// Beyond these a time is shown as these: the calendar ends before [Instant] does.
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Show() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', NARROW_SPACE);
    }

    /// `1 run`, `2 runs`.
    static String count(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    static String count(@Nullable Long number) {
        return number == null ? NOTHING : count(number.longValue());
    }

    /// A share of 1 as a percentage with one decimal.
    static String percent(@Nullable Double share) {
        return decimal(share, 100, "%.1f", NARROW_SPACE + "%");
    }

    static String loss(@Nullable Double loss) {
        return decimal(loss, 1, "%.4f", "");
    }

    private static String decimal(
            @Nullable Double value, double factor, String format, String unit) {
        if (value == null) {
            return NOTHING;
        }
        if (!Double.isFinite(value)) {
            return "not a number";
        }
        double shown = value * factor;
        return String.format(Locale.ROOT, Math.abs(shown) < HUGE ? format : "%.2e", shown) + unit;
    }

    /// Decimal units: `999 B`, `1.2 MB`.
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        var digits = unit == 0 ? "%.0f" : "%.1f";
        return String.format(Locale.ROOT, digits, value) + NARROW_SPACE + BYTE_UNITS[unit];
    }

    static String date(Instant time) {
        return DATE.format(within(time));
    }

    static String minute(Instant time) {
        return MINUTE.format(within(time));
    }

    static String second(Instant time) {
        return SECOND.format(within(time));
    }

    private static Instant within(Instant time) {
        if (time.isBefore(FIRST)) {
            return FIRST;
        }
        return time.isAfter(LAST) ? LAST : time;
    }

    /// `just now`, `4 min ago`, `3 h ago`, `9 days ago`; times ahead are `just now` too.
    static String ago(Instant time, Instant now) {
        var age = Duration.between(time, now);
        if (age.toMinutes() < 1) {
            return "just now";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + " min ago";
        }
        if (age.toDays() < 2) {
            return age.toHours() + " h ago";
        }
        return count(age.toDays()) + " days ago";
    }

    /// The first digits of a digest.
    static String digest(String hex) {
        return hex.length() <= SHORT_DIGEST ? hex : hex.substring(0, SHORT_DIGEST);
    }
}
