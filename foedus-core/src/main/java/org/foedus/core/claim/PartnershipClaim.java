package org.foedus.core.claim;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;

/// Claims about partnerships and programmes.
public sealed interface PartnershipClaim extends Claim {
    /// Offers a partnership, and signs it.
    ///
    /// @param members all of them, also who offers
    /// @param terms for everyone to read; or
    /// @param closedTerms digest of the body with the terms, which the members named may read
    record OfferPartnership(
            Header header,
            PartnershipId partnership,
            SortedSet<MemberId> members,
            Instant until,
            Partnership.Results results,
            Optional<Partnership.Terms> terms,
            Optional<Sha256> closedTerms)
            implements PartnershipClaim {
        public OfferPartnership {
            members = Collections.unmodifiableSortedSet(new TreeSet<>(members));
        }
    }

    /// @param offer SHA-256 of the exact bytes of the offer's claim
    record SignPartnership(Header header, PartnershipId partnership, Sha256 offer)
            implements PartnershipClaim {}

    /// Refuses an offer, or leaves an agreement.
    record LeavePartnership(Header header, PartnershipId partnership, String reason)
            implements PartnershipClaim {}

    record FoundProgramme(
            Header header,
            ProgrammeId programme,
            String title,
            String goal,
            Optional<PartnershipId> partnership)
            implements PartnershipClaim {}

    record AddDeliverable(
            Header header,
            ProgrammeId programme,
            Programme.Sort sort,
            String title,
            String reference,
            Optional<Sha256> sha256,
            Optional<MandateId> mandate)
            implements PartnershipClaim {}
}
