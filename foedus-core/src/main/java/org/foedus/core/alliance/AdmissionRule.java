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

    /// What came of an application.
    public enum Outcome {
        OPEN,
        ADMITTED,
        REJECTED,
        WITHDRAWN
    }
}
