package org.foedus.core.vote;

import java.time.Duration;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// How one kind of proposal is decided.
///
/// @param majority of the yes and no votes
/// @param quorum the part of the electorate that must have voted; an abstention counts
/// @param period how long the vote is open
/// @param electors who may vote
/// @param minYes least number of organisations that must say yes; all of them where fewer may vote
public record VotingRule(
        Majority majority, Fraction quorum, Duration period, Electors electors, int minYes) {
    public static final Duration MIN_PERIOD = Duration.ofMinutes(1);
    public static final Duration MAX_PERIOD = Duration.ofDays(366);
    public static final int MAX_YES = 1000;

    /// Who may vote.
    public enum Electors {
        /// The members whose class votes.
        VOTERS,
        /// Those of them who founded the alliance.
        FOUNDERS,
        /// Those whose nodes consented to the run.
        PARTICIPANTS
    }

    public VotingRule {
        boolean inRange =
                period.compareTo(MIN_PERIOD) >= 0
                        && period.compareTo(MAX_PERIOD) <= 0
                        && minYes >= 1
                        && minYes <= MAX_YES;
        if (!inRange) {
            throw new FoedusException(
                    ErrorCode.BAD_CHARTER,
                    "a voting rule: expected a period from 1 minute to 366 days, and 1 to "
                            + MAX_YES
                            + " least yes votes");
        }
    }
}
