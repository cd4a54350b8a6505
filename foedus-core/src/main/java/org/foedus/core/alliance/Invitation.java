package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;

/// An invitation as the ledger knows it: by the hash of its secret.
///
/// @param by the member that made it; the operator if none
public record Invitation(
        Optional<MemberId> by,
        Instant expires,
        Optional<MemberId> hint,
        MemberClass memberClass,
        Optional<MemberId> usedBy) {
    /// Most invitations of one member that are open: what an application brings stays in the state
    /// until it is decided.
    public static final int MAX_OPEN = 100;

    Invitation used(MemberId applicant) {
        return new Invitation(by, expires, hint, memberClass, Optional.of(applicant));
    }

    /// Whether something may still come of it: an application, or the vote on one.
    boolean open(AllianceState state, Instant now) {
        return usedBy.map(state.applications()::get)
                .map(Application::open)
                .orElse(!now.isAfter(expires));
    }
}
