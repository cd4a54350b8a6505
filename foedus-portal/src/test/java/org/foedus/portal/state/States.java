package org.foedus.portal.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.pcollections.TreePMap;

/// States that no ledger made.
final class States {
    private States() {}

    static AllianceState of(
            long size,
            Instant at,
            Optional<Charter> charter,
            TreePMap<MemberId, Member> members,
            TreePMap<MandateId, Mandate> mandates) {
        var e = AllianceState.empty();
        return new AllianceState(
                size,
                at,
                Optional.of(Sha256.of(new byte[0])),
                charter,
                List.of(),
                e.parties(),
                e.lastClaims(),
                members,
                e.invitations(),
                e.applications(),
                mandates,
                e.runs(),
                e.blobs(),
                e.dropped(),
                e.recovery(),
                1,
                e.proposals(),
                e.partnerships(),
                e.programmes(),
                e.released(),
                e.communiques());
    }
}
