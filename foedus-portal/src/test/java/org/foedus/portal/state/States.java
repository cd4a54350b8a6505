package org.foedus.portal.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.pcollections.TreePMap;

/// States that no ledger made.
final class States {
    private States() {}

    static Charter charter(MemberId lead) {
        return new Charter(
                "Large", lead, new AdmissionRule(.5, .5), Charter.MandateIssuers.LEAD, List.of());
    }

    static AllianceState of(
            long size,
            Instant at,
            Optional<Charter> charter,
            TreePMap<MemberId, Member> members,
            TreePMap<MandateId, Mandate> mandates) {
        return of(size, at, charter, members, mandates, TreePMap.empty());
    }

    static AllianceState of(
            long size,
            Instant at,
            Optional<Charter> charter,
            TreePMap<MemberId, Member> members,
            TreePMap<MandateId, Mandate> mandates,
            TreePMap<ProposalId, Proposal> proposals) {
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
                proposals,
                e.partnerships(),
                e.programmes(),
                e.released(),
                e.communiques());
    }
}
