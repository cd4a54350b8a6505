package org.foedus.portal;

import com.ibm.icu.number.LocalizedNumberFormatter;
import com.ibm.icu.number.Notation;
import com.ibm.icu.number.NumberFormatter;
import com.ibm.icu.number.Precision;
import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.text.SimpleDateFormat;
import com.ibm.icu.util.MeasureUnit;
import com.ibm.icu.util.NoUnit;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.foedus.protocol.message.Language;
import org.jspecify.annotations.Nullable;

/// Writes numbers and times as the pages print them in one language; times in UTC.
final class Show {
    static final String NOTHING = "—";
    private static final double HUGE = 1e9;
    private static final int SHORT_DIGEST = 12;
    private static final double MILLIS = 1000;
    private static final double SECONDS_OF_MINUTE = 60;
    private static final double SECONDS_OF_HOUR = 3600;
    private static final Map<Language, Show> ALL = new EnumMap<>(Language.class);

    private static final MeasureUnit[] BYTE_UNITS = {
        MeasureUnit.BYTE,
        MeasureUnit.KILOBYTE,
        MeasureUnit.MEGABYTE,
        MeasureUnit.GIGABYTE,
        MeasureUnit.TERABYTE,
        MeasureUnit.PETABYTE
    };

    /// Beyond these a time is shown as these: the calendar changes, or ends, before [Instant] does.
    private static final Instant FIRST = Instant.parse("1600-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private final LocalizedNumberFormatter whole;
    private final LocalizedNumberFormatter decimal;
    private final SimpleDateFormat date;
    private final SimpleDateFormat day;
    private final SimpleDateFormat month;
    private final SimpleDateFormat minute;
    private final SimpleDateFormat second;

    private Show(ULocale locale) {
        this.whole = NumberFormatter.withLocale(locale).precision(Precision.integer());
        this.decimal = NumberFormatter.withLocale(locale);
        this.date = format(locale, "yMMMd", "");
        this.day = format(locale, "MMMdEEE", "");
        this.month = format(locale, "yMMMM", "");
        this.minute = format(locale, "yMMMdHHmm", " 'UTC'");
        this.second = format(locale, "yMMMdHHmmss", " 'UTC'");
    }

    static Show in(Language language) {
        synchronized (ALL) {
            return ALL.computeIfAbsent(language, l -> new Show(locale(l)));
        }
    }

    /// English as it is written between countries: the day before the month.
    private static ULocale locale(Language language) {
        return language == Language.EN ? new ULocale("en-GB") : new ULocale(language.tag());
    }

    private static SimpleDateFormat format(ULocale locale, String skeleton, String after) {
        var pattern = DateTimePatternGenerator.getInstance(locale).getBestPattern(skeleton);
        var format = new SimpleDateFormat(pattern + after, locale);
        format.setTimeZone(TimeZone.GMT_ZONE);
        return format;
    }

    String count(long number) {
        return whole.format(number).toString();
    }

    String count(@Nullable Long number) {
        return number == null ? NOTHING : count(number.longValue());
    }

    /// A share of 1 as a percentage with one decimal.
    String percent(@Nullable Double share) {
        if (share == null || !Double.isFinite(share)) {
            return number(share, 1);
        }
        double shown = share * 100;
        return Math.abs(shown) < HUGE
                ? decimal.unit(NoUnit.PERCENT)
                        .precision(Precision.fixedFraction(1))
                        .format(shown)
                        .toString()
                : number(shown, 1) + "%";
    }

    String loss(@Nullable Double loss) {
        return number(loss, 4);
    }

    /// How long, in the largest of seconds, minutes and hours of which there are at least two.
    String time(@Nullable Duration time) {
        return time == null ? NOTHING : time(time.toMillis() / MILLIS);
    }

    String time(double seconds) {
        double hours = seconds / SECONDS_OF_HOUR;
        double minutes = seconds / SECONDS_OF_MINUTE;
        return hours >= 2
                ? time(hours, MeasureUnit.HOUR)
                : minutes >= 2
                        ? time(minutes, MeasureUnit.MINUTE)
                        : time(seconds, MeasureUnit.SECOND);
    }

    private String time(double value, MeasureUnit unit) {
        return decimal.unit(unit)
                .unitWidth(NumberFormatter.UnitWidth.SHORT)
                .precision(Precision.maxFraction(value < 10 ? 2 : value < 100 ? 1 : 0))
                .format(value)
                .toString();
    }

    /// A dash for what was not measured, `NaN` as such.
    private String number(@Nullable Double value, int digits) {
        if (value == null) {
            return NOTHING;
        }
        if (!Double.isFinite(value)) {
            return "NaN";
        }
        return Math.abs(value) < HUGE
                ? decimal.precision(Precision.fixedFraction(digits)).format(value).toString()
                : decimal.notation(Notation.scientific())
                        .precision(Precision.fixedFraction(2))
                        .format(value)
                        .toString();
    }

    /// Decimal units: `999 B`, `1.2 MB`. Bytes that somebody counted; a dash for none, as where
    /// nobody did.
    String moved(long bytes) {
        return bytes == 0 ? NOTHING : bytes(bytes);
    }

    String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return decimal.unit(BYTE_UNITS[unit])
                .unitWidth(NumberFormatter.UnitWidth.SHORT)
                .precision(Precision.fixedFraction(unit == 0 ? 0 : 1))
                .format(value)
                .toString();
    }

    String date(Instant time) {
        return write(date, time);
    }

    /// With the day of the week, without the year.
    String day(Instant time) {
        return write(day, time);
    }

    String month(Instant time) {
        return write(month, time);
    }

    String minute(Instant time) {
        return write(minute, time);
    }

    String second(Instant time) {
        return write(second, time);
    }

    /// Formats have state, so each use has its own.
    private static String write(SimpleDateFormat format, Instant time) {
        return format.clone().format((Object) within(time).toEpochMilli());
    }

    private static Instant within(Instant time) {
        if (time.isBefore(FIRST)) {
            return FIRST;
        }
        return time.isAfter(LAST) ? LAST : time;
    }

    /// The first digits of a digest.
    static String digest(String hex) {
        return hex.length() <= SHORT_DIGEST ? hex : hex.substring(0, SHORT_DIGEST);
    }
}
