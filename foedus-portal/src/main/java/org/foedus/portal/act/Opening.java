package org.foedus.portal.act;

import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.portal.Act;
import org.foedus.portal.Ask;
import org.foedus.portal.OwnPage;

/// The claims that open something new.
final class Opening {
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

    /// What is new once a claim is in the ledger.
    static Optional<OwnPage.Made> made(Claim claim) {
        return claim instanceof CommuniqueClaim.PublishCommunique c
                ? Optional.of(new OwnPage.Made(Act.Where.COMMUNIQUE, c.communique().value()))
                : Optional.empty();
    }
}
