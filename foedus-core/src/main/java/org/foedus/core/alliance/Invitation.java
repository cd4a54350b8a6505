package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;

/// An invitation as the ledger knows it: by the hash of its secret.
public record Invitation(
        Instant expires,
        Optional<MemberId> hint,
        MemberClass memberClass,
        Optional<MemberId> usedBy) {
    Invitation used(MemberId by) {
        return new Invitation(expires, hint, memberClass, Optional.of(by));
    }
}
