package org.foedus.hub.alliance;

import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// `claims` of `hub.json`: how much members may add to the ledger. Limits of this hub's service,
/// not rules of the ledger: no mirror judges by them. What is left out has its default.
///
/// Votes, consents and what ends something have limits of their own, so that nothing else that is
/// said takes their place: see [Intake].
///
/// @param perHour claims of one member in an hour: 600
/// @param perDay and in a day: 2400
/// @param mibPerDay MiB that they and their bodies have in a day: 16
/// @param mibPerDayInAll of all members together: 256; a member's own share it keeps
/// @param votesPerHour votes and consents of one key's holder in an hour: 240
/// @param votesPerDay and in a day: 2000
/// @param openProposals of one member at a time, and as many offers of partnerships: 32
/// @param openMandates that one member issued, at a time: 1000
public record ClaimLimits(
        Optional<Integer> perHour,
        Optional<Integer> perDay,
        Optional<Integer> mibPerDay,
        Optional<Integer> mibPerDayInAll,
        Optional<Integer> votesPerHour,
        Optional<Integer> votesPerDay,
        Optional<Integer> openProposals,
        Optional<Integer> openMandates) {
    public static final ClaimLimits DEFAULT =
            new ClaimLimits(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private static final int PER_HOUR = 600;
    private static final int PER_DAY = 2_400;
    private static final int MIB_PER_DAY = 16;
    private static final int MIB_PER_DAY_IN_ALL = 256;
    private static final int VOTES_PER_HOUR = 240;
    private static final int VOTES_PER_DAY = 2_000;
    private static final int OPEN_PROPOSALS = 32;
    private static final int OPEN_MANDATES = 1_000;
    private static final int MOST = 1_000_000;
    private static final long MIB = 1L << 20;

    public ClaimLimits {
        check("per_hour", perHour);
        check("per_day", perDay);
        check("mib_per_day", mibPerDay);
        check("mib_per_day_in_all", mibPerDayInAll);
        check("votes_per_hour", votesPerHour);
        check("votes_per_day", votesPerDay);
        check("open_proposals", openProposals);
        check("open_mandates", openMandates);
    }

    private static void check(String field, Optional<Integer> value) {
        if (value.filter(v -> v < 1 || v > MOST).isPresent()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "hub.json, claims." + field + ": expected 1 to " + MOST);
        }
    }

    int hourly() {
        return perHour.orElse(PER_HOUR);
    }

    int daily() {
        return perDay.orElse(PER_DAY);
    }

    long dailyBytes() {
        return mibPerDay.orElse(MIB_PER_DAY) * MIB;
    }

    long dailyBytesInAll() {
        return mibPerDayInAll.orElse(MIB_PER_DAY_IN_ALL) * MIB;
    }

    int hourlyVotes() {
        return votesPerHour.orElse(VOTES_PER_HOUR);
    }

    int dailyVotes() {
        return votesPerDay.orElse(VOTES_PER_DAY);
    }

    int proposals() {
        return openProposals.orElse(OPEN_PROPOSALS);
    }

    int mandates() {
        return openMandates.orElse(OPEN_MANDATES);
    }
}
