package org.foedus.core.vote;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Which part of the yes and no votes must be yes: written `> 1/2` or `>= 2/3`.
///
/// A tie never passes a majority of a half or more.
public record Majority(Fraction part, boolean orEqual) {
    public static final Majority HALF = new Majority(Fraction.HALF, false);

    public static Majority parse(String text) {
        var bare = text.strip();
        if (bare.startsWith(">=")) {
            return new Majority(Fraction.parse(bare.substring(2).strip()), true);
        }
        if (bare.startsWith(">")) {
            return new Majority(Fraction.parse(bare.substring(1).strip()), false);
        }
        throw new FoedusException(
                ErrorCode.BAD_FORMAT, "expected a majority such as '> 1/2' or '>= 2/3'");
    }

    public boolean met(long yes, long no) {
        boolean tied = yes == no && Fraction.HALF.reachedBy(part.over(), part.under());
        return yes > 0
                && !tied
                && (orEqual ? part.reachedBy(yes, yes + no) : part.passedBy(yes, yes + no));
    }

    /// The one of the two that is harder to meet.
    public Majority stricter(Majority other) {
        int compared =
                Long.compare(part.over() * other.part.under(), other.part.over() * part.under());
        return compared > 0 || (compared == 0 && !orEqual) ? this : other;
    }

    @Override
    public String toString() {
        return (orEqual ? ">= " : "> ") + part;
    }
}
