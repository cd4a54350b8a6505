package org.foedus.portal.act;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;
import org.foedus.core.mandate.Instruction;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.OwnPage;
import org.foedus.protocol.form.PartnershipForm;
import org.foedus.protocol.json.Json;

/// The claims that open something new, and what goes beside them.
public final class Opening {
    private static final String NEWS = "news";

    private Opening() {}

    /// A communiqué in one language; its name comes from its title.
    static Claim communique(Draft draft, Claim.Header header, AllianceState state) {
        var title = draft.said(Ask.TITLE);
        var stem = FreeName.stem(title);
        var id =
                FreeName.of(
                        stem.isEmpty() ? NEWS : stem,
                        n -> state.communiques().containsKey(new CommuniqueId(n)));
        var language = draft.said(Ask.LANGUAGE).toLowerCase(Locale.ROOT);
        var texts = new TreeMap<String, Communique.Text>();
        texts.put(language, new Communique.Text(title, draft.said(Ask.BODY)));
        return new CommuniqueClaim.PublishCommunique(
                header,
                new CommuniqueId(id),
                language,
                texts,
                draft.one(Ask.VOICE, Communique.Voice.class),
                Optional.empty(),
                draft.one(Ask.AUDIENCE, Communique.Audience.class));
    }

    public static Claim mandate(Claim.Header header, Instruction mandate) {
        return new Claim.PublishMandate(
                header,
                mandate.id(),
                mandate.title(),
                mandate.text(),
                mandate.lead(),
                mandate.due(),
                mandate.tasks(),
                mandate.terms());
    }

    /// @param closed digest of the body with the terms, where only the partners may read them
    public static Claim partnership(
            Claim.Header header, PartnershipForm.Offer offer, Optional<Sha256> closed) {
        return new PartnershipClaim.OfferPartnership(
                header,
                offer.id(),
                offer.members(),
                offer.until(),
                offer.results(),
                closed.isPresent() ? Optional.empty() : Optional.of(offer.terms()),
                closed);
    }

    /// Terms for the partners alone.
    public static Body closed(PartnershipForm.Offer offer, Bytes salt) {
        var readers = new TreeSet<String>();
        offer.members().forEach(m -> readers.add("subject:" + m));
        return Body.of(salt, Bytes.of(Json.write(offer.terms())), readers);
    }

    /// What is new once a claim is in the ledger.
    static Optional<OwnPage.Made> made(Claim claim) {
        if (claim instanceof CommuniqueClaim.PublishCommunique c) {
            return made(Act.Where.COMMUNIQUE, c.communique().value());
        }
        if (claim instanceof VotingClaim.Propose c) {
            return made(Act.Where.DECISION, c.proposal().value());
        }
        if (claim instanceof Claim.PublishMandate c) {
            return made(Act.Where.MANDATE, c.mandate().value());
        }
        return claim instanceof PartnershipClaim.OfferPartnership c
                ? made(Act.Where.PARTNERSHIP, c.partnership().value())
                : Optional.empty();
    }

    private static Optional<OwnPage.Made> made(Act.Where where, String id) {
        return Optional.of(new OwnPage.Made(where, id));
    }
}
