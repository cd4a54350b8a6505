package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.digest.Sha256;

/// A decision on record of whether the law lets the alliance have an applicant.
///
/// @param by who decided
/// @param method by what: the service, the lists, the person
/// @param reasons digest of the body with the reasons, for screeners and subject
public record Screening(
        MemberId by, Instant at, Result result, String method, Optional<Sha256> reasons) {
    public static final int MAX_METHOD = 300;

    /// What was found.
    public enum Result {
        CLEAR,
        FLAGGED,
        /// Nobody looked: the honest answer where no screening service is at hand.
        NOT_SCREENED
    }

    /// What the charter wants on record before the vote.
    public enum Need {
        /// Nothing.
        OPTIONAL,
        /// Some decision, also that nobody looked.
        RECORDED,
        /// That it is clear.
        CLEAR
    }

    /// Whether the applicant may go on.
    public boolean satisfies(Need need) {
        return need != Need.CLEAR || result == Result.CLEAR;
    }
}
