package org.foedus.core.alliance;

import static org.foedus.core.Said.PAIR;
import static org.foedus.core.Said.WORK;
import static org.foedus.core.Said.deliverable;
import static org.foedus.core.Said.offer;
import static org.foedus.core.Said.part;
import static org.foedus.core.Said.programme;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.digest;
import static org.foedus.core.alliance.MembershipCases.PERU;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.rule.Rule;

/// Partnerships and programmes.
final class PartnershipCases {
    private static final Duration TERM = Duration.ofDays(30);

    private PartnershipCases() {}

    static void in(Cases cases) {
        offers(cases);
        signatures(cases);
        departures(cases);
        programmes(cases);
    }

    private static Claim pair(Claim.Header h) {
        return offer(h, PAIR, BRAZIL.id(), CHINA.id());
    }

    static Story offered() {
        return Story.settled().claim(BRAZIL.key(), PartnershipCases::pair);
    }

    private static Partnership pair(Story story) {
        var found = story.state().partnerships().get(PAIR);
        if (found == null) {
            throw new AssertionError("no partnership");
        }
        return found;
    }

    /// Brazil and China are partners.
    static Story agreed() {
        var story = offered();
        return story.claim(CHINA.key(), h -> Said.sign(h, pair(story)));
    }

    private static void offers(Cases cases) {
        cases.accepts(
                "a partnership is offered",
                () -> Story.settled().judge(BRAZIL.key(), PartnershipCases::pair));
        cases.refuses(
                Rule.PARTNERSHIP_EXISTS,
                () -> offered().judge(BRAZIL.key(), PartnershipCases::pair));
        cases.refuses(
                Rule.PARTNERS_COUNT,
                () -> Story.settled().judge(BRAZIL.key(), h -> offer(h, PAIR, BRAZIL.id())));
        cases.refuses(
                Rule.PARTNERS_COUNT,
                () -> Story.settled().judge(INDIA.key(), PartnershipCases::pair));
        cases.refuses(
                Rule.PARTNER_UNFIT,
                () ->
                        Story.settled()
                                .judge(BRAZIL.key(), h -> offer(h, PAIR, BRAZIL.id(), ITALY.id())));
        cases.refuses(
                Rule.PARTNER_UNFIT,
                () ->
                        Story.settled()
                                .judge(BRAZIL.key(), h -> offer(h, PAIR, BRAZIL.id(), PERU.id())));
        cases.refuses(
                Rule.TERMS_ONCE,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                terms(
                                                        h,
                                                        Optional.of(digest("closed")),
                                                        h.at().plus(TERM))));
        cases.refuses(
                Rule.DUE_PAST,
                () -> Story.settled().judge(BRAZIL.key(), h -> terms(h, Optional.empty(), h.at())));
        cases.refuses(
                Rule.PERSON_RIGHT,
                () -> Story.settled().judge(BRAZIL.node(), PartnershipCases::pair));
    }

    private static Claim terms(
            Claim.Header h, Optional<org.foedus.core.digest.Sha256> closed, Instant until) {
        return new PartnershipClaim.OfferPartnership(
                h,
                PAIR,
                new TreeSet<>(List.of(BRAZIL.id(), CHINA.id())),
                until,
                Partnership.Results.MEMBERS,
                Optional.of(new Partnership.Terms("T", "G", List.of(), List.of(), "")),
                closed);
    }

    private static void signatures(Cases cases) {
        cases.accepts(
                "a partner signs",
                () -> {
                    var story = offered();
                    return story.judge(CHINA.key(), h -> Said.sign(h, pair(story)));
                });
        cases.refuses(
                Rule.NO_PARTNERSHIP,
                () -> {
                    var found = pair(offered());
                    return Story.settled().judge(CHINA.key(), h -> Said.sign(h, found));
                });
        cases.refuses(
                Rule.NOT_A_PARTNER,
                () -> {
                    var story = offered();
                    return story.judge(INDIA.key(), h -> Said.sign(h, pair(story)));
                });
        cases.refuses(
                Rule.OTHER_OFFER,
                () ->
                        offered()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                new PartnershipClaim.SignPartnership(
                                                        h, PAIR, digest("another"))));
        cases.refuses(
                Rule.SIGNED_ALREADY,
                () -> {
                    var story = offered();
                    return story.judge(BRAZIL.key(), h -> Said.sign(h, pair(story)));
                });
        cases.refuses(
                Rule.PARTNERSHIP_OVER,
                () -> {
                    var story = offered().later(TERM);
                    return story.judge(CHINA.key(), h -> Said.sign(h, pair(story)));
                });
    }

    private static void departures(Cases cases) {
        cases.accepts(
                "an offer is refused", () -> offered().judge(CHINA.key(), h -> part(h, PAIR)));
        cases.accepts(
                "an agreement is left", () -> agreed().judge(CHINA.key(), h -> part(h, PAIR)));
        cases.refuses(
                Rule.NO_PARTNERSHIP, () -> Story.settled().judge(CHINA.key(), h -> part(h, PAIR)));
        cases.refuses(Rule.NOT_A_PARTNER, () -> agreed().judge(INDIA.key(), h -> part(h, PAIR)));
        cases.refuses(
                Rule.PARTNERSHIP_OVER,
                () ->
                        agreed().claim(CHINA.key(), h -> part(h, PAIR))
                                .judge(BRAZIL.key(), h -> part(h, PAIR)));
    }

    private static void programmes(Cases cases) {
        cases.accepts(
                "a programme of the alliance",
                () ->
                        Story.settled()
                                .judge(CHINA.key(), h -> programme(h, WORK, Optional.empty())));
        cases.accepts(
                "a programme of a partnership",
                () -> agreed().judge(CHINA.key(), h -> programme(h, WORK, Optional.of(PAIR))));
        cases.refuses(
                Rule.PROGRAMME_EXISTS,
                () -> founded().judge(CHINA.key(), h -> programme(h, WORK, Optional.empty())));
        cases.refuses(
                Rule.MAY_FOUND_PROGRAMME,
                () ->
                        Story.settled()
                                .judge(ITALY.key(), h -> programme(h, WORK, Optional.empty())));
        cases.refuses(
                Rule.MAY_FOUND_PROGRAMME,
                () -> agreed().judge(INDIA.key(), h -> programme(h, WORK, Optional.of(PAIR))));
        cases.refuses(
                Rule.NO_PARTNERSHIP,
                () ->
                        Story.settled()
                                .judge(CHINA.key(), h -> programme(h, WORK, Optional.of(PAIR))));
        cases.refuses(
                Rule.PARTNERSHIP_NOT_IN_FORCE,
                () -> offered().judge(BRAZIL.key(), h -> programme(h, WORK, Optional.of(PAIR))));
        cases.accepts(
                "a deliverable",
                () ->
                        founded()
                                .judge(
                                        CHINA.key(),
                                        h -> deliverable(h, WORK, Optional.of(CLOTHES))));
        cases.refuses(
                Rule.NO_PROGRAMME,
                () ->
                        Story.settled()
                                .judge(CHINA.key(), h -> deliverable(h, WORK, Optional.empty())));
        cases.refuses(
                Rule.NO_MANDATE,
                () ->
                        founded()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                deliverable(
                                                        h,
                                                        WORK,
                                                        Optional.of(new MandateId("none")))));
        cases.refuses(
                Rule.MAY_ADD_DELIVERABLE,
                () -> founded().judge(INDIA.key(), h -> deliverable(h, WORK, Optional.empty())));
        cases.accepts(
                "the lead of a programme's mandate adds a deliverable",
                () ->
                        founded()
                                .claim(
                                        BRAZIL.key(),
                                        h ->
                                                Said.publish(
                                                        h,
                                                        new MandateId("m-2"),
                                                        INDIA.id(),
                                                        List.of(),
                                                        Optional.of(
                                                                Said.terms(
                                                                        Optional.of(WORK),
                                                                        Optional.empty()))))
                                .judge(INDIA.key(), h -> deliverable(h, WORK, Optional.empty())));
    }

    /// China's programme.
    private static Story founded() {
        return Story.settled().claim(CHINA.key(), h -> programme(h, WORK, Optional.empty()));
    }
}
