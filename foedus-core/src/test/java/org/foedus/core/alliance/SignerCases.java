package org.foedus.core.alliance;

import static org.foedus.core.Said.comment;
import static org.foedus.core.Said.node;
import static org.foedus.core.Said.person;
import static org.foedus.core.Said.propose;
import static org.foedus.core.Said.revoke;
import static org.foedus.core.Said.rotate;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.digest;

import java.time.Duration;
import java.util.TreeSet;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.entry.Entry;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;

/// Who signs, with which key, in which state of the ledger.
final class SignerCases {
    private static final Signer NEW = Keys.key(90);
    private static final Duration WEEK = Duration.ofDays(7);

    private SignerCases() {}

    static void in(Cases cases) {
        header(cases);
        standing(cases);
        keys(cases);
        rotation(cases);
        recovery(cases);
    }

    private static Claim bye(Claim.Header h) {
        return new Claim.Leave(h, "bye");
    }

    private static void header(Cases cases) {
        cases.refuses(
                Rule.SIGNATURE,
                () -> {
                    var story = Story.settled();
                    var claim = bye(story.header(CHINA.key()));
                    var signed = Story.envelope(CHINA.key(), claim);
                    var login = Envelope.sign(Envelope.LOGIN, signed.payload(), CHINA.key());
                    return ((org.foedus.core.claim.Verdict.Rejected)
                                    Rules.judge(story.state(), login, claim, story.now()))
                            .by("the hub");
                });
        cases.refuses(
                Rule.ALLIANCE,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> bye(new Claim.Header(digest("other"), 9, h.at()))));
        cases.refuses(
                Rule.SEQUENCE,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> bye(new Claim.Header(h.alliance(), 1, h.at()))));
        cases.refuses(
                Rule.CLOCK,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                bye(
                                                        new Claim.Header(
                                                                h.alliance(),
                                                                h.sequence(),
                                                                h.at().plusSeconds(3600)))));
        cases.refuses(
                Rule.TEXT,
                () -> Story.settled().judge(CHINA.key(), h -> new Claim.Leave(h, "x".repeat(501))));
    }

    private static Story suspended() {
        return Story.settled()
                .claim(BRAZIL.key(), h -> propose(h, new Matter.Suspend(CHINA.id())))
                .claim(BRAZIL.key(), h -> Said.ballot(h, Choice.YES))
                .claim(INDIA.key(), h -> Said.ballot(h, Choice.YES))
                .decide();
    }

    private static void standing(Cases cases) {
        cases.refuses(Rule.UNKNOWN_KEY, () -> Story.settled().judge(NEW, SignerCases::bye));
        cases.refuses(
                Rule.KEY_NO_LONGER_HOLDS,
                () ->
                        Story.settled()
                                .claim(CHINA.key(), h -> revoke(h, CHINA.node().publicKey()))
                                .judge(CHINA.node(), SignerCases::bye));
        cases.refuses(
                Rule.SUSPENDED, () -> suspended().judge(CHINA.key(), h -> comment(h, Said.ASKED)));
        cases.accepts(
                "a suspended member leaves",
                () -> suspended().judge(CHINA.key(), SignerCases::bye));
        cases.refuses(
                Rule.NO_LONGER_MEMBER,
                () ->
                        Story.settled()
                                .claim(CHINA.key(), SignerCases::bye)
                                .judge(CHINA.key(), SignerCases::bye));
        cases.refuses(
                Rule.ORGANISATION_KEY, () -> Story.settled().judge(CHINA.node(), SignerCases::bye));
        cases.refuses(
                Rule.PERSON_RIGHT,
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()))
                                .claim(
                                        CHINA.key(),
                                        h -> person(h, "li", NEW.publicKey(), Right.COMMENT))
                                .judge(NEW, h -> Said.ballot(h, Choice.YES)));
        cases.accepts(
                "a person comments for its organisation",
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()))
                                .claim(
                                        CHINA.key(),
                                        h -> person(h, "li", NEW.publicKey(), Right.COMMENT))
                                .judge(NEW, h -> comment(h, Said.ASKED)));
        cases.accepts(
                "a person votes for its organisation",
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()))
                                .claim(
                                        CHINA.key(),
                                        h -> person(h, "li", NEW.publicKey(), Right.VOTE))
                                .judge(NEW, h -> Said.ballot(h, Choice.YES)));
        cases.refuses(
                Rule.NODE_KEY,
                () ->
                        Story.running(Story.plan())
                                .judge(
                                        CHINA.key(),
                                        h -> Story.consent(h, Claim.Decision.WITHDRAWN)));
    }

    private static void keys(Cases cases) {
        cases.refuses(
                Rule.KEY_IN_USE,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> node(h, "china-2", INDIA.node().publicKey(), WEEK)));
        cases.refuses(
                Rule.NODE_NAME_TAKEN,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> node(h, "india-1", NEW.publicKey(), WEEK)));
        cases.refuses(
                Rule.OVERLAP,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h ->
                                                node(
                                                        h,
                                                        "china-1",
                                                        NEW.publicKey(),
                                                        Duration.ofDays(91))));
        cases.accepts(
                "another node",
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> node(h, "china-2", NEW.publicKey(), WEEK)));
        cases.accepts(
                "the old key of a node within the overlap",
                () ->
                        Story.running(Story.plan())
                                .claim(CHINA.key(), h -> node(h, "china-1", NEW.publicKey(), WEEK))
                                .judge(
                                        CHINA.node(),
                                        h -> Story.consent(h, Claim.Decision.WITHDRAWN)));
        cases.refuses(
                Rule.KEY_NO_LONGER_HOLDS,
                () ->
                        Story.running(Story.plan())
                                .claim(CHINA.key(), h -> node(h, "china-1", NEW.publicKey(), WEEK))
                                .later(WEEK)
                                .judge(
                                        CHINA.node(),
                                        h -> Story.consent(h, Claim.Decision.WITHDRAWN)));
        cases.accepts(
                "the new key of a node",
                () ->
                        Story.running(Story.plan())
                                .claim(CHINA.key(), h -> node(h, "china-1", NEW.publicKey(), WEEK))
                                .judge(NEW, h -> Story.consent(h, Claim.Decision.WITHDRAWN)));
        cases.refuses(
                Rule.TOO_MANY_KEYS,
                () -> {
                    var story = Story.settled();
                    for (int i = 2; i <= Member.MAX_NODES; i++) {
                        var key = Keys.key(100 + i).publicKey();
                        int number = i;
                        story.claim(CHINA.key(), h -> node(h, "china-" + number, key, WEEK));
                    }
                    return story.judge(
                            CHINA.key(), h -> node(h, "china-65", NEW.publicKey(), WEEK));
                });
        cases.refuses(
                Rule.NOT_ITS_KEY,
                () -> Story.settled().judge(CHINA.key(), h -> revoke(h, INDIA.node().publicKey())));
        cases.refuses(
                Rule.REVOKE_LAST,
                () -> Story.settled().judge(CHINA.key(), h -> revoke(h, CHINA.key().publicKey())));
        cases.accepts(
                "a node's key is revoked",
                () -> Story.settled().judge(CHINA.key(), h -> revoke(h, CHINA.node().publicKey())));
    }

    private static Claim rotated(Claim.Header h, Signer proven, Duration overlap) {
        return rotate(h, CHINA.id(), CHINA.key().publicKey(), NEW.publicKey(), proven, overlap);
    }

    private static void rotation(Cases cases) {
        cases.refuses(
                Rule.KEY_PROOF,
                () -> Story.settled().judge(CHINA.key(), h -> rotated(h, INDIA.key(), WEEK)));
        cases.accepts(
                "an organisation key is replaced",
                () -> Story.settled().judge(CHINA.key(), h -> rotated(h, NEW, WEEK)));
        cases.accepts(
                "the new organisation key leaves",
                () ->
                        Story.settled()
                                .claim(CHINA.key(), h -> rotated(h, NEW, WEEK))
                                .judge(NEW, SignerCases::bye));
        cases.refuses(
                Rule.KEY_NO_LONGER_HOLDS,
                () ->
                        Story.settled()
                                .claim(CHINA.key(), h -> rotated(h, NEW, WEEK))
                                .later(WEEK)
                                .judge(CHINA.key(), SignerCases::bye));
        cases.refuses(
                Rule.ORGANISATION_KEY,
                () ->
                        Story.settled()
                                .claim(CHINA.key(), h -> rotated(h, NEW, WEEK))
                                .judge(CHINA.key(), h -> rotated(h, Keys.key(91), WEEK)));
    }

    /// The hub lost its ledger, and not every mirror was heard.
    private static Story recovering() {
        var story = Story.settled();
        return story.tell(at ->
                new Entry.Recovered(
                        at,
                        2,
                        story.state().size(),
                        digest("root"),
                        new TreeSet<>(),
                        new TreeSet<>(story.state().nodes().keySet())));
    }

    private static Claim confirm(Claim.Header h, Story story) {
        return new Claim.ConfirmRecovery(h, story.state().recovery().orElseThrow().id());
    }

    private static void recovery(Cases cases) {
        cases.refuses(Rule.RECOVERY_FIRST, () -> recovering().judge(CHINA.key(), SignerCases::bye));
        cases.refuses(
                Rule.NO_RECOVERY,
                () ->
                        recovering()
                                .judge(
                                        CHINA.key(),
                                        h -> new Claim.ConfirmRecovery(h, digest("another"))));
        cases.refuses(
                Rule.MAY_CONFIRM,
                () -> {
                    var story = recovering();
                    return story.judge(ITALY.key(), h -> confirm(h, story));
                });
        cases.refuses(
                Rule.NOTHING_TO_CONFIRM,
                () -> {
                    var story = recovering();
                    story.claim(CHINA.key(), h -> confirm(h, story));
                    return story.judge(CHINA.key(), h -> confirm(h, story));
                });
        cases.accepts(
                "a recovery is confirmed",
                () -> {
                    var story = recovering();
                    return story.judge(CHINA.key(), h -> confirm(h, story));
                });
        cases.refuses(
                Rule.MAY_INVITE,
                () ->
                        Story.settled()
                                .judge(ITALY.key(), h -> Story.invite(h, "s", MemberClass.FULL)));
        cases.refuses(
                Rule.MAY_INVITE_FOUNDERS,
                () ->
                        Story.settled()
                                .judge(
                                        CHINA.key(),
                                        h -> Story.invite(h, "s", MemberClass.FOUNDING)));
        cases.accepts(
                "the operator invites a founding member",
                () -> Story.settled().judge(HUB, h -> Story.invite(h, "s", MemberClass.FOUNDING)));
        cases.accepts(
                "the operator invites",
                () -> Story.settled().judge(HUB, h -> Story.invite(h, "s", MemberClass.FULL)));
    }
}
