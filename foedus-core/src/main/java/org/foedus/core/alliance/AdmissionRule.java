package org.foedus.core.alliance;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// When an application is admitted, as fractions of those who may vote.
///
/// @param threshold more than this part of yes and no votes together must be yes, in [0, 1)
/// @param quorum at least this part of the electorate must have voted, in (0, 1]
public record AdmissionRule(double threshold, double quorum) {
    public AdmissionRule {
        if (!(threshold >= 0 && threshold < 1) || !(quorum > 0 && quorum <= 1)) {
            throw new FoedusException(
                    ErrorCode.BAD_CHARTER,
                    "admission: expected a threshold in [0, 1) and a quorum in (0, 1]");
        }
    }

    /// Decides as early as the ballots that are still out could not change the result. A tie at a
    /// threshold of one half rejects.
    public Outcome decide(int electorate, int yes, int no, int abstain) {
        int cast = yes + no + abstain;
        int out = electorate - cast;
        if (quorate(electorate, cast) && yes > threshold * (yes + no + out)) {
            return Outcome.ADMITTED;
        }
        boolean hopeful = yes + out > threshold * (yes + no + out);
        return hopeful && quorate(electorate, cast + out) ? Outcome.OPEN : Outcome.REJECTED;
    }

    private boolean quorate(int electorate, int cast) {
        return cast >= quorum * electorate;
    }

    /// How many of an electorate make a quorum: at least one, if there is anyone.
    public int quorumOf(int electorate) {
        int needed = Math.min(1, electorate);
        while (!quorate(electorate, needed)) {
            needed++;
        }
        return needed;
    }

    /// The state of a ballot.
    public enum Outcome {
        OPEN,
        ADMITTED,
        REJECTED
    }
}
