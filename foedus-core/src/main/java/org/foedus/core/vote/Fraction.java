package org.foedus.core.vote;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// A part of a whole, exactly: written `2/3`.
///
/// @param over from 0 to `under`
/// @param under from 1 to 10⁹
public record Fraction(long over, long under) {
    private static final long MAX = 1_000_000_000L;
    private static final Pattern FORM = Pattern.compile("(\\d{1,10})/(\\d{1,10})");

    public static final Fraction HALF = new Fraction(1, 2);

    public Fraction {
        if (under < 1 || under > MAX || over < 0 || over > under) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "a fraction from 0/1 to 1/1, found " + over + "/" + under);
        }
    }

    /// Reads `2/3`.
    public static Fraction parse(String text) {
        var found = FORM.matcher(text);
        if (!found.matches()) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, "expected a fraction such as 2/3");
        }
        return new Fraction(Long.parseLong(found.group(1)), Long.parseLong(found.group(2)));
    }

    /// The decimal that `value` is written as: 0.5 is 1/2, 0.75 is 3/4.
    public static Fraction of(double value) {
        var decimal = BigDecimal.valueOf(value).stripTrailingZeros();
        int digits = Math.clamp(decimal.scale(), 0, 9);
        long under = BigDecimal.TEN.pow(digits).longValueExact();
        long over = decimal.multiply(BigDecimal.valueOf(under)).longValue();
        long common = gcd(over, under);
        return new Fraction(over / common, under / common);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? Math.max(a, 1) : gcd(b, a % b);
    }

    /// Whether `part` is at least this part of `whole`.
    public boolean reachedBy(long part, long whole) {
        return part * under >= over * whole;
    }

    /// Whether `part` is more than this part of `whole`.
    public boolean passedBy(long part, long whole) {
        return part * under > over * whole;
    }

    /// This times `factor`; exact up to 10⁹, rounded down beyond.
    public Fraction times(Fraction factor) {
        long top = over * factor.over;
        long bottom = under * factor.under;
        long common = gcd(top, bottom);
        top /= common;
        bottom /= common;
        return bottom <= MAX
                ? new Fraction(top, bottom)
                : new Fraction(
                        BigInteger.valueOf(top)
                                .multiply(BigInteger.valueOf(MAX))
                                .divide(BigInteger.valueOf(bottom))
                                .longValueExact(),
                        MAX);
    }

    @Override
    public String toString() {
        return over + "/" + under;
    }
}
