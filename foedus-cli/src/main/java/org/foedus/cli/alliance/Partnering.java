package org.foedus.cli.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.partnership.Partnership;
import org.foedus.portal.act.Opening;
import org.foedus.protocol.form.PartnershipForm;
import org.foedus.protocol.json.Json;

/// Offering and signing partnerships, with open terms or with terms for the partners alone.
public final class Partnering {
    private Partnering() {}

    /// Offers and signs.
    ///
    /// @param closed whether the terms go into a body that only the members named may read
    public static void offer(Access by, PartnershipForm.Offer offer, boolean closed) {
        var body =
                closed
                        ? Optional.of(Opening.closed(offer, Writing.salt()))
                        : Optional.<Body>empty();
        by.submit(
                h -> Opening.partnership(h, offer, body.map(Body::digest)), body.stream().toList());
    }

    /// The terms; none where they are for others, or erased.
    public static Optional<Partnership.Terms> terms(Access by, Partnership partnership) {
        return by.texts()
                .terms(partnership)
                .or(() ->
                        partnership
                                .closedTerms()
                                .flatMap(d -> Writing.bytes(by, d))
                                .map(Bytes::array)
                                .map(json -> Json.read(json, Partnership.Terms.class)));
    }

    /// Signs the offer's exact bytes.
    ///
    /// @throws FoedusException `NOT_FOUND` if its members' hub does not give the closed terms:
    ///   nobody signs what it cannot read
    public static void sign(Access by, Partnership partnership) {
        var self = by.session().member();
        boolean asked = self.map(partnership::concerns).orElse(false);
        if (asked && terms(by, partnership).isEmpty()) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "the hub does not give the closed terms of "
                            + partnership.id()
                            + ": ask "
                            + partnership.offeredBy()
                            + " to offer it again");
        }
        by.submit(
                h -> new PartnershipClaim.SignPartnership(h, partnership.id(), partnership.offer()),
                List.of());
    }
}
