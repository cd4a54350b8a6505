package org.foedus.core.alliance;

import static org.foedus.core.Said.PAIR;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;

import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.Communique.About;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.rule.Rule;

/// Communiqués.
final class CommuniqueCases {
    static final CommuniqueId NEWS = new CommuniqueId("news");

    private CommuniqueCases() {}

    static Claim says(Claim.Header h, Communique.Voice voice, Optional<About> about, String title) {
        var texts = new TreeMap<String, Communique.Text>();
        texts.put("en", new Communique.Text(title, "It begins.\n\nSoon."));
        texts.put("it", new Communique.Text("Notizie", "Si comincia."));
        return new CommuniqueClaim.PublishCommunique(
                h, NEWS, "en", texts, voice, about, Communique.Audience.PUBLIC);
    }

    private static Claim says(Claim.Header h, Communique.Voice voice) {
        return says(h, voice, Optional.empty(), "News");
    }

    static Claim own(Claim.Header h) {
        return says(h, Communique.Voice.MEMBER);
    }

    static Claim forAll(Claim.Header h) {
        return says(h, Communique.Voice.ALLIANCE);
    }

    static Claim back(Claim.Header h) {
        return new CommuniqueClaim.WithdrawCommunique(h, NEWS, "a mistake");
    }

    private static Claim about(Claim.Header h, About.Kind kind, String id) {
        return says(h, Communique.Voice.MEMBER, Optional.of(new About(kind, id)), "News");
    }

    static void in(Cases cases) {
        published(cases);
        withdrawn(cases);
    }

    private static void published(Cases cases) {
        cases.accepts(
                "an observer speaks for itself",
                () -> Story.settled().judge(ITALY.key(), CommuniqueCases::own));
        cases.accepts(
                "the lead speaks for the alliance",
                () -> Story.settled().judge(BRAZIL.key(), CommuniqueCases::forAll));
        cases.accepts(
                "a communiqué about a mandate",
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> about(h, About.Kind.MANDATE, CLOTHES.value())));
        cases.accepts(
                "a communiqué about a partnership",
                () ->
                        PartnershipCases.agreed()
                                .judge(
                                        CHINA.key(),
                                        h -> about(h, About.Kind.PARTNERSHIP, PAIR.value())));
        cases.accepts(
                "a person that may publishes",
                () -> spoken(Right.NEWS).judge(Keys.key(77), CommuniqueCases::own));
        cases.refuses(
                Rule.PERSON_RIGHT,
                () -> spoken(Right.COMMENT).judge(Keys.key(77), CommuniqueCases::own));
        cases.refuses(
                Rule.PERSON_RIGHT,
                () -> Story.settled().judge(BRAZIL.node(), CommuniqueCases::own));
        cases.refuses(
                Rule.COMMUNIQUE_EXISTS, () -> told().judge(CHINA.key(), CommuniqueCases::own));
        cases.refuses(
                Rule.ALLIANCE_VOICE,
                () -> Story.settled().judge(CHINA.key(), CommuniqueCases::forAll));
        for (var kind : About.Kind.values()) {
            cases.refuses(
                    Rule.COMMUNIQUE_ABOUT,
                    () -> Story.settled().judge(CHINA.key(), h -> about(h, kind, "none")));
        }
        cases.refuses(
                Rule.COMMUNIQUE_ABOUT,
                () -> Story.settled().judge(CHINA.key(), h -> about(h, About.Kind.RUN, "No name")));
        for (var title : new String[] {"", "<b>News</b>", "a\u202eb", "\ud800", "a\nb"}) {
            cases.refuses(
                    Rule.TEXT,
                    () ->
                            Story.settled()
                                    .judge(
                                            CHINA.key(),
                                            h ->
                                                    says(
                                                            h,
                                                            Communique.Voice.MEMBER,
                                                            Optional.empty(),
                                                            title)));
        }
        cases.refuses(
                Rule.TEXT,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                new CommuniqueClaim.PublishCommunique(
                                                        h,
                                                        NEWS,
                                                        "en",
                                                        new TreeMap<>(),
                                                        Communique.Voice.MEMBER,
                                                        Optional.empty(),
                                                        Communique.Audience.PUBLIC)));
    }

    private static void withdrawn(Cases cases) {
        cases.accepts(
                "a communiqué is taken back",
                () -> told().judge(CHINA.key(), CommuniqueCases::back));
        cases.refuses(
                Rule.NO_COMMUNIQUE,
                () -> Story.settled().judge(CHINA.key(), CommuniqueCases::back));
        cases.refuses(
                Rule.COMMUNIQUE_OF_OTHER, () -> told().judge(INDIA.key(), CommuniqueCases::back));
        cases.refuses(
                Rule.COMMUNIQUE_OF_OTHER, () -> told().judge(BRAZIL.key(), CommuniqueCases::back));
        cases.refuses(
                Rule.COMMUNIQUE_WITHDRAWN,
                () ->
                        told().claim(CHINA.key(), CommuniqueCases::back)
                                .judge(CHINA.key(), CommuniqueCases::back));
    }

    /// China has told something.
    static Story told() {
        return Story.settled().claim(CHINA.key(), CommuniqueCases::own);
    }

    private static Story spoken(Right right) {
        return Story.settled()
                .claim(BRAZIL.key(), h -> Said.person(h, "ana", Keys.key(77).publicKey(), right));
    }
}
