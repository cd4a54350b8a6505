package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.START;
import static org.foedus.core.Story.apply;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.invite;
import static org.foedus.core.Story.mandate;
import static org.foedus.core.Story.train;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.Keys;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each reason for which a claim is not accepted, once.
final class RulesTest {
    private static final Signer STRANGER = Keys.key(99);
    private static final Story.Cast PERU =
            new Story.Cast(
                    new MemberId("peru"), "PE", new NodeId("peru-1"), Keys.key(60), Keys.key(61));

    private static void rejected(Verdict verdict, ErrorCode code, String... words) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        r -> {
                            assertThat(r.code()).as(r.reason()).isEqualTo(code);
                            for (var word : words) {
                                assertThat(r.reason()).contains(word);
                            }
                        });
    }

    private static void accepted(Verdict verdict) {
        assertThat(verdict).isEqualTo(new Verdict.Accepted());
    }

    private static Claim vote(Claim.Header header, Choice choice) {
        return new Claim.Vote(header, PERU.id(), choice);
    }

    /// Peru has applied.
    private static Story applied() {
        return Story.settled()
                .claim(HUB, h -> invite(h, "for peru", MemberClass.FULL))
                .claim(PERU.key(), h -> apply(h, "for peru", PERU));
    }

    /// The first round is open for everyone.
    private static Story opened() {
        return Story.running(Story.plan()).open(1, BRAZIL, CHINA, INDIA, ITALY);
    }

    // ---- the header

    @Test
    void aClaimOfAnotherAllianceIsRefused() {
        var story = applied();
        rejected(
                story.judge(
                        CHINA.key(),
                        h -> vote(new Claim.Header(digest("other"), 9, h.at()), Choice.YES)),
                ErrorCode.WRONG_ALLIANCE);
    }

    @Test
    void aSignatureThatDoesNotFitIsRefused() {
        var story = applied();
        var claim = vote(story.header(CHINA.key()), Choice.YES);
        var good = Story.envelope(CHINA.key(), claim);
        var other = Story.envelope(INDIA.key(), claim);
        var forged = new Envelope(Envelope.CLAIM, good.payload(), good.key(), other.signature());
        rejected(Rules.judge(story.state(), forged, claim, story.now()), ErrorCode.BAD_SIGNATURE);
        var login = Envelope.sign(Envelope.LOGIN, good.payload(), CHINA.key());
        rejected(Rules.judge(story.state(), login, claim, story.now()), ErrorCode.BAD_SIGNATURE);
    }

    @Test
    void aRetryGetsTheSameAnswer() {
        var story = applied();
        var claim = vote(story.header(CHINA.key()), Choice.YES);
        long index = story.state().size();
        story.claim(CHINA.key(), _ -> claim);
        assertThat(story.later(Duration.ofDays(1)).judge(CHINA.key(), claim))
                .isEqualTo(new Verdict.Repeated(index));
    }

    @Test
    void aVoteReplayedAfterAChangeOfMindLoses() {
        var story = applied();
        var first = vote(story.header(CHINA.key()), Choice.YES);
        story.claim(CHINA.key(), _ -> first);
        story.claim(CHINA.key(), h -> vote(h, Choice.NO));
        rejected(story.judge(CHINA.key(), first), ErrorCode.BAD_SEQUENCE, "above 3");
    }

    @Test
    void anotherClaimOfTheSameSequenceIsRefused() {
        var story = applied();
        var header = story.header(CHINA.key());
        story.claim(CHINA.key(), h -> vote(h, Choice.YES));
        rejected(story.judge(CHINA.key(), vote(header, Choice.NO)), ErrorCode.BAD_SEQUENCE);
    }

    @ParameterizedTest
    @ValueSource(longs = {-601, 601})
    void aSkewedClockIsNamed(long seconds) {
        rejected(
                applied()
                        .later(Duration.ofSeconds(1))
                        .judge(
                                CHINA.key(),
                                h ->
                                        vote(
                                                new Claim.Header(
                                                        h.alliance(),
                                                        h.sequence(),
                                                        h.at().plusSeconds(seconds)),
                                                Choice.YES)),
                ErrorCode.CLOCK_SKEW,
                "set the clock");
    }

    /// A hub that was ahead and was set right gives claims the time of the entry before.
    @ParameterizedTest
    @CsvSource({"-3600, 0, true", "-86401, 0, false", "601, 0, false", "-3600, 1, false"})
    void onlyWhereAnEntryBearsTheTimeBeforeItMayItsClaimBeOlder(
            long signed, long entry, boolean legal) {
        var story = applied();
        var at = story.state().at();
        var last = story.state().lastClaims().get(CHINA.key().publicKey());
        var header =
                new Claim.Header(
                        story.state().allianceId(),
                        last == null ? 1 : last.sequence() + 1,
                        at.plusSeconds(signed));
        var claim = vote(header, Choice.YES);
        var verdict =
                Rules.judge(
                        story.state(),
                        Story.envelope(CHINA.key(), claim),
                        claim,
                        at.plusSeconds(entry));
        assertThat(verdict instanceof Verdict.Accepted).isEqualTo(legal);
    }

    @Test
    void anUnknownKeyIsRefused() {
        rejected(applied().judge(STRANGER, h -> vote(h, Choice.YES)), ErrorCode.NOT_ALLOWED);
    }

    // ---- invitations and applications

    @Test
    void onlyTheOperatorAndFullMembersInvite() {
        var story = Story.settled();
        accepted(story.judge(HUB, h -> invite(h, "s", MemberClass.FULL)));
        accepted(story.judge(CHINA.key(), h -> invite(h, "s", MemberClass.FULL)));
        rejected(
                story.judge(ITALY.key(), h -> invite(h, "s", MemberClass.FULL)),
                ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(CHINA.node(), h -> invite(h, "s", MemberClass.FULL)),
                ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(HUB, h -> invite(h, "secret of china", MemberClass.FULL)),
                ErrorCode.ALREADY_EXISTS);
        rejected(
                story.later(Duration.ofDays(8)).judge(HUB, h -> invite(h, "s", MemberClass.FULL)),
                ErrorCode.BAD_REQUEST,
                "expires");
    }

    @Test
    void anInvitationWorksOnceInItsTimeForWhomItIsMeant() {
        var story = Story.settled().claim(HUB, h -> invite(h, "open", MemberClass.FULL));
        story.claim(
                HUB,
                h ->
                        new Claim.Invite(
                                h,
                                digest("for chile"),
                                START.plus(Duration.ofDays(1)),
                                Optional.of(new MemberId("chile")),
                                MemberClass.FULL));
        rejected(story.judge(PERU.key(), h -> apply(h, "guessed", PERU)), ErrorCode.BAD_INVITATION);
        rejected(
                story.judge(PERU.key(), h -> apply(h, "secret of china", PERU)),
                ErrorCode.INVITATION_USED);
        rejected(
                story.judge(PERU.key(), h -> apply(h, "for chile", PERU)),
                ErrorCode.BAD_INVITATION,
                "chile");
        accepted(story.judge(PERU.key(), h -> apply(h, "open", PERU)));
        rejected(
                story.later(Duration.ofDays(8)).judge(PERU.key(), h -> apply(h, "open", PERU)),
                ErrorCode.INVITATION_EXPIRED);
    }

    private static Verdict judgeApplication(
            Story story,
            Signer key,
            MemberId id,
            NodeId node,
            PublicKey nodeKey,
            String name,
            String country) {
        story.claim(HUB, h -> invite(h, "second", MemberClass.FULL));
        return story.judge(
                key,
                h ->
                        new Claim.Apply(
                                h,
                                digest("second"),
                                id,
                                name,
                                country,
                                new TreeMap<>(Map.of(node, nodeKey)),
                                Optional.empty()));
    }

    private static Verdict judgeApplication(
            Signer key, MemberId id, NodeId node, PublicKey nodeKey) {
        return judgeApplication(applied(), key, id, node, nodeKey, "Name", "CL");
    }

    @Test
    void idsNodesAndKeysAreTakenByMembersAndByThoseWhoApplied() {
        var chile = new MemberId("chile");
        var node = new NodeId("chile-1");
        var nodeKey = Keys.key(71).publicKey();
        var key = Keys.key(70);
        accepted(judgeApplication(key, chile, node, nodeKey));
        rejected(judgeApplication(key, CHINA.id(), node, nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(key, PERU.id(), node, nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(CHINA.key(), chile, node, nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(PERU.key(), chile, node, nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(PERU.node(), chile, node, nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(key, chile, CHINA.nodeId(), nodeKey), ErrorCode.ALREADY_EXISTS);
        rejected(judgeApplication(key, chile, PERU.nodeId(), nodeKey), ErrorCode.ALREADY_EXISTS);
        for (var taken : List.of(CHINA.node(), CHINA.key(), PERU.node(), PERU.key(), HUB, key)) {
            rejected(
                    judgeApplication(key, chile, node, taken.publicKey()),
                    ErrorCode.ALREADY_EXISTS);
        }
    }

    @Test
    void twoNodesOfOneApplicationHaveTwoKeys() {
        var story = Story.settled().claim(HUB, h -> invite(h, "s", MemberClass.FULL));
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("peru-1"), PERU.node().publicKey());
        nodes.put(new NodeId("peru-2"), PERU.node().publicKey());
        rejected(judgeNodes(story, nodes), ErrorCode.ALREADY_EXISTS, "peru-2");
        rejected(judgeNodes(story, new TreeMap<>()), ErrorCode.BAD_REQUEST, "nodes");
    }

    private static Verdict judgeNodes(Story story, SortedMap<NodeId, PublicKey> nodes) {
        return story.judge(
                PERU.key(),
                h ->
                        new Claim.Apply(
                                h, digest("s"), PERU.id(), "Peru", "PE", nodes, Optional.empty()));
    }

    @Test
    void theNameAndTheCountryOfAnApplicantHaveAForm() {
        var node = new NodeId("chile-1");
        var nodeKey = Keys.key(71).publicKey();
        var chile = new MemberId("chile");
        for (var name : List.of("", "\u202e", "x".repeat(161))) {
            rejected(
                    judgeApplication(applied(), Keys.key(70), chile, node, nodeKey, name, "CL"),
                    ErrorCode.BAD_REQUEST,
                    "legal name");
        }
        rejected(
                judgeApplication(applied(), Keys.key(70), chile, node, nodeKey, "Name", "Chile"),
                ErrorCode.BAD_NAME,
                "country");
    }

    @Test
    void aMembersKeyAppliesForNobodyElse() {
        rejected(
                Story.settled().judge(CHINA.node(), h -> apply(h, "s", PERU)),
                ErrorCode.ALREADY_EXISTS);
    }

    // ---- votes, mandates, leaving

    @Test
    void fullMembersVoteWithTheirOrganisationKey() {
        var story = applied();
        accepted(story.judge(CHINA.key(), h -> vote(h, Choice.NO)));
        rejected(story.judge(CHINA.node(), h -> vote(h, Choice.YES)), ErrorCode.NOT_ALLOWED);
        rejected(story.judge(ITALY.key(), h -> vote(h, Choice.YES)), ErrorCode.NOT_ALLOWED);
        rejected(story.judge(HUB, h -> vote(h, Choice.YES)), ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(CHINA.key(), h -> new Claim.Vote(h, new MemberId("chile"), Choice.YES)),
                ErrorCode.NOT_FOUND);
        story.tell(at -> new Entry.Rejected(at, PERU.id(), "no"));
        rejected(story.judge(CHINA.key(), h -> vote(h, Choice.YES)), ErrorCode.WRONG_STATE);
    }

    @Test
    void whoJoinedAfterAnApplicationDoesNotVoteOnIt() {
        var story = applied();
        var chile =
                new Story.Cast(
                        new MemberId("chile"),
                        "CL",
                        new NodeId("chile-1"),
                        Keys.key(70),
                        Keys.key(71));
        story.join(chile, MemberClass.FULL);
        rejected(story.judge(chile.key(), h -> vote(h, Choice.YES)), ErrorCode.NOT_ALLOWED);
    }

    @Test
    void theCharterSaysWhoPublishesMandates() {
        var story = Story.settled();
        var other = new MandateId("other");
        accepted(story.judge(BRAZIL.key(), h -> mandate(h, other, CHINA.id())));
        rejected(
                story.judge(CHINA.key(), h -> mandate(h, other, CHINA.id())),
                ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(BRAZIL.node(), h -> mandate(h, other, CHINA.id())),
                ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(BRAZIL.key(), h -> mandate(h, CLOTHES, CHINA.id())),
                ErrorCode.ALREADY_EXISTS);
        rejected(
                story.judge(BRAZIL.key(), h -> mandate(h, other, PERU.id())),
                ErrorCode.NOT_FOUND,
                "lead");
        rejected(
                story.later(Duration.ofDays(91))
                        .judge(BRAZIL.key(), h -> mandate(h, other, CHINA.id())),
                ErrorCode.BAD_REQUEST,
                "due");
    }

    @Test
    void theTextsOfAMandateHaveALength() {
        var story = Story.settled();
        for (var texts :
                List.of(
                        List.of("", "text"),
                        List.of("t".repeat(201), "text"),
                        List.of("title", " "),
                        List.of("title", "t".repeat(8001)))) {
            rejected(
                    story.judge(
                            BRAZIL.key(),
                            h ->
                                    new Claim.PublishMandate(
                                            h,
                                            new MandateId("other"),
                                            texts.getFirst(),
                                            texts.getLast(),
                                            BRAZIL.id(),
                                            START.plusSeconds(60),
                                            List.of())),
                    ErrorCode.BAD_REQUEST);
        }
    }

    @Test
    void reasonsHaveALength() {
        var story = opened();
        var wordy = "x".repeat(501);
        rejected(
                story.judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, wordy)),
                ErrorCode.BAD_REQUEST,
                "reason");
        rejected(
                story.judge(
                        CHINA.node(),
                        h -> new Claim.WorkDeclined(h, train(1, CHINA.nodeId()), wordy)),
                ErrorCode.BAD_REQUEST);
        rejected(story.judge(CHINA.key(), h -> new Claim.Leave(h, wordy)), ErrorCode.BAD_REQUEST);
        rejected(
                story.judge(
                        CHINA.node(),
                        h ->
                                new Claim.Consent(
                                        h,
                                        RUN,
                                        story.run().planDigest(),
                                        Claim.Decision.WITHDRAWN,
                                        "owner",
                                        wordy)),
                ErrorCode.BAD_REQUEST);
        accepted(story.judge(CHINA.key(), h -> new Claim.Leave(h, "")));
    }

    @Test
    void theOrganisationKeyLeavesAndThenSpeaksForNobody() {
        var story = Story.settled();
        rejected(story.judge(CHINA.node(), h -> new Claim.Leave(h, "bye")), ErrorCode.NOT_ALLOWED);
        story.claim(CHINA.key(), h -> new Claim.Leave(h, "bye"));
        rejected(story.judge(CHINA.key(), h -> new Claim.Leave(h, "bye")), ErrorCode.NOT_ALLOWED);
        rejected(story.judge(CHINA.node(), h -> new Claim.Leave(h, "bye")), ErrorCode.NOT_ALLOWED);
    }

    @Test
    void aKeyOfAnEarlierMembershipStaysWithoutAVoice() {
        var story = Story.settled().claim(CHINA.key(), h -> new Claim.Leave(h, "bye"));
        var again =
                new Story.Cast(CHINA.id(), "CN", new NodeId("china-2"), Keys.key(80), Keys.key(81));
        story.claim(HUB, h -> invite(h, "again", MemberClass.FULL))
                .claim(again.key(), h -> apply(h, "again", again))
                .tell(at -> new Entry.Admitted(at, CHINA.id(), "vote"));
        accepted(story.judge(again.key(), h -> new Claim.Leave(h, "")));
        rejected(story.judge(CHINA.key(), h -> new Claim.Leave(h, "")), ErrorCode.NOT_ALLOWED);
        assertThat(story.state().party(CHINA.node().publicKey())).isEmpty();
    }

    // ---- runs
}
