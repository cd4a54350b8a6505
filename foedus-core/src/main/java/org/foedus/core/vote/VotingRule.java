package org.foedus.core.vote;

import java.time.Duration;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// How one kind of proposal is decided.
///
/// @param majority of the yes and no votes
/// @param quorum the part of the electorate that must have voted; an abstention counts
/// @param period how long the vote is open
/// @param electors who may vote
/// @param minYes least number of organisations that must say yes; all that have a vote where they
///   are fewer
/// @param decide when it is decided; early where it is not said
public record VotingRule(
        Majority majority,
        Fraction quorum,
        Duration period,
        Electors electors,
        int minYes,
        Optional<Decide> decide) {
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

    /// When a vote is decided.
    public enum Decide {
        /// As soon as the votes that are still out can't change the result.
        EARLY,
        /// When its period is over, whatever was said before.
        AT_CLOSE
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

    public VotingRule(
            Majority majority, Fraction quorum, Duration period, Electors electors, int minYes) {
        this(majority, quorum, period, electors, minYes, Optional.empty());
    }

    public boolean atClose() {
        return decide.filter(d -> d == Decide.AT_CLOSE).isPresent();
    }

    /// The same, but nothing is decided before the close.
    public VotingRule toTheClose() {
        return new VotingRule(
                majority, quorum, period, electors, minYes, Optional.of(Decide.AT_CLOSE));
    }

    /// The same, but with at least this majority and this many that say yes.
    public VotingRule atLeast(Majority most, int yes) {
        return new VotingRule(
                majority.stricter(most), quorum, period, electors, Math.max(minYes, yes), decide);
    }
}
