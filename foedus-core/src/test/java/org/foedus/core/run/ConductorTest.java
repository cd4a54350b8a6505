package org.foedus.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Said.node;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.MODEL;
import static org.foedus.core.Story.MODEL_BYTES;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.consent;
import static org.foedus.core.Story.delta;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.done;
import static org.foedus.core.Story.pair;
import static org.foedus.core.Story.plan;
import static org.foedus.core.Story.start;
import static org.foedus.core.Story.train;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foedus.core.Keys;
import org.foedus.core.Story;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.entry.Entry;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.signature.Signer;
import org.junit.jupiter.api.Test;

final class ConductorTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final NodeId BRAZIL_2 = new NodeId("brazil-2");
    private static final Signer SECOND = Keys.key(90);
    private static final Duration SECOND_LIFE = Duration.ZERO;

    private static SortedSet<NodeId> nodes(Story.Cast... casts) {
        return Stream.of(casts)
                .map(Story.Cast::nodeId)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Move next(Story story, Story.Cast... reachable) {
        return next(story, nodes(reachable));
    }

    private static Move next(Story story, SortedSet<NodeId> reachable) {
        return Conductor.next(
                story.run(), story.state().nodes(story.run()), reachable, story.now());
    }

    private static Move next(Story story) {
        return next(story, BRAZIL, CHINA, INDIA, ITALY);
    }

    /// Started, with the consent of some.
    private static Story consented(Story.Cast... casts) {
        var story = Story.settled().claim(BRAZIL.key(), h -> start(h, plan()));
        for (var cast : casts) {
            story.claim(cast.node(), h -> consent(h, Claim.Decision.GRANTED));
        }
        return story;
    }

    private static Story opened() {
        return Story.running(plan()).open(1, BRAZIL, CHINA, INDIA, ITALY);
    }

    private static Story publishedOnce(Story story, int round) {
        return story.open(round, BRAZIL, CHINA)
                .update(round, BRAZIL)
                .update(round, CHINA)
                .close(round, new TreeMap<>(), BRAZIL, CHINA)
                .publish(round);
    }

    @Test
    void aFullCohortOpensAtOnce() {
        var story = Story.running(plan());
        assertThat(next(story))
                .isEqualTo(
                        new Move.Open(
                                1,
                                nodes(BRAZIL, CHINA, INDIA, ITALY),
                                story.now().plus(Duration.ofMinutes(10))));
    }

    @Test
    void underTheMinimumNothingOpensEver() {
        var story = consented(BRAZIL);
        assertThat(next(story)).isInstanceOf(Move.Wait.class);
        assertThat(next(story.later(Duration.ofDays(1))))
                .isEqualTo(
                        new Move.Wait(Optional.empty(), "waiting for members: 1 ready, 2 needed"));
        var unreachable = Story.running(plan()).later(Duration.ofDays(1));
        assertThat(next(unreachable, CHINA)).isInstanceOf(Move.Wait.class);
    }

    @Test
    void theFirstRoundHasPatienceWithThoseWhoHaveNotAnswered() {
        var story = consented(BRAZIL, CHINA);
        var patience = story.now().plusSeconds(30);
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Wait.class, w -> assertThat(w.until()).contains(patience));
        assertThat(next(story.later(Duration.ofSeconds(29)))).isInstanceOf(Move.Wait.class);
        assertThat(next(story.later(ONE_SECOND)))
                .isEqualTo(
                        new Move.Open(
                                1, nodes(BRAZIL, CHINA), story.now().plus(Duration.ofMinutes(10))));
    }

    @Test
    void whoHasRefusedIsNotWaitedFor() {
        var story = consented(BRAZIL, CHINA);
        story.claim(INDIA.node(), h -> consent(h, Claim.Decision.REFUSED));
        assertThat(next(story)).isInstanceOf(Move.Wait.class);
        story.claim(ITALY.node(), h -> consent(h, Claim.Decision.REFUSED));
        assertThat(next(story)).isInstanceOf(Move.Open.class);
    }

    @Test
    void aNodeThatIsAwayIsWaitedForOnlyBeforeTheFirstRound() {
        assertThat(next(Story.running(plan()), BRAZIL, CHINA)).isInstanceOf(Move.Wait.class);
        var begun = publishedOnce(Story.running(plan()), 1);
        assertThat(next(begun, BRAZIL, CHINA))
                .isInstanceOfSatisfying(
                        Move.Open.class,
                        o -> assertThat(o.cohort()).isEqualTo(nodes(BRAZIL, CHINA)));
    }

    @Test
    void theRoundClosesWhenEveryoneHasAnswered() {
        var story = opened().update(1, BRAZIL).update(1, CHINA).update(1, INDIA);
        assertThat(next(story))
                .isEqualTo(
                        new Move.Wait(
                                Optional.of(story.now().plus(Duration.ofMinutes(10))),
                                "waiting for updates"));
        story.claim(ITALY.node(), h -> new Claim.WorkDeclined(h, train(1, ITALY.nodeId()), "busy"));
        assertThat(next(story))
                .isEqualTo(
                        new Move.Close(
                                1,
                                nodes(BRAZIL, CHINA, INDIA),
                                new TreeMap<>(Map.of(ITALY.nodeId(), "declined: busy"))));
    }

    @Test
    void aNodeThatStopsIsWaitedForUntilTheDeadline() {
        var story = opened().update(1, BRAZIL).update(1, CHINA).update(1, INDIA);
        assertThat(next(story.later(Duration.ofSeconds(599)), BRAZIL))
                .isInstanceOf(Move.Wait.class);
        assertThat(next(story.later(ONE_SECOND), BRAZIL))
                .isEqualTo(
                        new Move.Close(
                                1,
                                nodes(BRAZIL, CHINA, INDIA),
                                new TreeMap<>(Map.of(ITALY.nodeId(), "no update in time"))));
    }

    @Test
    void afterTheQuorumTheOthersHaveTheGrace() {
        var hasty = plan(pair(4), 2);
        var story = Story.settled().claim(BRAZIL.key(), h -> start(h, hasty));
        for (var cast : new Story.Cast[] {BRAZIL, CHINA, INDIA}) {
            story.claim(cast.node(), h -> consent(h, hasty, Claim.Decision.GRANTED));
        }
        story.open(1, BRAZIL, CHINA, INDIA).update(1, BRAZIL);
        var second = story.later(Duration.ofMinutes(1)).update(1, CHINA).now();
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Wait.class,
                        w -> assertThat(w.until()).contains(second.plusSeconds(10)));
        assertThat(next(story.later(Duration.ofSeconds(10)))).isInstanceOf(Move.Close.class);
    }

    @Test
    void anUpdateWhoseConsentWasWithdrawnIsNotIncluded() {
        var story = opened();
        for (var cast : new Story.Cast[] {BRAZIL, CHINA, INDIA, ITALY}) {
            story.update(1, cast);
        }
        story.claim(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN));
        story.claim(INDIA.key(), h -> new Claim.Leave(h, ""));
        assertThat(next(story))
                .isEqualTo(
                        new Move.Close(
                                1,
                                nodes(BRAZIL, ITALY),
                                new TreeMap<>(
                                        Map.of(
                                                CHINA.nodeId(),
                                                "consent withdrawn",
                                                INDIA.nodeId(),
                                                "no longer a member's node"))));
    }

    @Test
    void whoWithdrewBeforeAnsweringIsNotWaitedFor() {
        var story = opened().update(1, BRAZIL).update(1, ITALY);
        story.claim(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN));
        assertThat(next(story)).isInstanceOf(Move.Wait.class);
        story.claim(INDIA.key(), h -> new Claim.Leave(h, ""));
        assertThat(next(story))
                .isEqualTo(
                        new Move.Close(
                                1,
                                nodes(BRAZIL, ITALY),
                                new TreeMap<>(
                                        Map.of(
                                                CHINA.nodeId(),
                                                "consent withdrawn",
                                                INDIA.nodeId(),
                                                "no longer a member's node"))));
    }

    @Test
    void aReasonInACloseIsShort() {
        var story = opened().update(1, BRAZIL).update(1, CHINA).update(1, INDIA);
        story.claim(
                ITALY.node(),
                h -> new Claim.WorkDeclined(h, train(1, ITALY.nodeId()), "x".repeat(500)));
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Close.class,
                        c ->
                                assertThat(c.excluded().values())
                                        .allMatch(r -> r.length() == 48 && r.endsWith("…")));
    }

    @Test
    void oneNodeAloneIsNeverTheAverage() {
        var story = opened().update(1, BRAZIL).later(Duration.ofMinutes(10));
        assertThat(next(story))
                .isEqualTo(new Move.FailRound(1, "members with updates: 1, needed: 2"));
    }

    /// A plan for three members, four nodes, with Brazil's second node as the fourth.
    private static Story crowd() {
        var three = plan(new RunPlan.Cohort(3, 4, Duration.ofSeconds(30)), 3);
        var story = Story.settled();
        story.claim(BRAZIL.key(), h -> node(h, "brazil-2", SECOND.publicKey(), SECOND_LIFE));
        story.claim(BRAZIL.key(), h -> start(h, three));
        for (var node : List.of(BRAZIL.node(), SECOND, CHINA.node(), INDIA.node())) {
            story.claim(node, h -> consent(h, three, Claim.Decision.GRANTED));
        }
        return story;
    }

    private static SortedSet<NodeId> withSecond(Story.Cast... casts) {
        var all = nodes(casts);
        all.add(BRAZIL_2);
        return all;
    }

    private static Story openedWithSecond(Story.Cast... casts) {
        return crowd().tell(at ->
                new Entry.RoundOpened(
                        at, RUN, 1, MODEL, withSecond(casts), at.plus(Duration.ofMinutes(10))));
    }

    @Test
    void twoNodesOfOneMemberAreOneMember() {
        var story = crowd().later(Duration.ofDays(1));
        assertThat(next(story, withSecond(BRAZIL, CHINA)))
                .isEqualTo(
                        new Move.Wait(Optional.empty(), "waiting for members: 2 ready, 3 needed"));
        assertThat(next(story, withSecond(BRAZIL, CHINA, INDIA))).isInstanceOf(Move.Open.class);
    }

    @Test
    void aRoundWithThreeUpdatesOfTwoMembersFails() {
        var story = openedWithSecond(BRAZIL, CHINA).update(1, BRAZIL).update(1, CHINA);
        story.claim(SECOND, h -> done(h, 1, BRAZIL_2, delta(MODEL_BYTES)));
        var move = next(story, withSecond(BRAZIL, CHINA));
        assertThat(move).isEqualTo(new Move.FailRound(1, "members with updates: 2, needed: 3"));
        var all = withSecond(BRAZIL, CHINA);
        var closed = new Entry.RoundClosed(story.now(), RUN, 1, all, new TreeMap<>());
        assertThat(DecisionRules.judge(story.state(), closed))
                .hasValue("included: expected nodes of 3 members or more, found of 2");
    }

    @Test
    void theGraceBeginsOnceMembersEnoughAreIn() {
        var story = openedWithSecond(BRAZIL, CHINA, INDIA).update(1, BRAZIL).update(1, CHINA);
        story.claim(SECOND, h -> done(h, 1, BRAZIL_2, delta(MODEL_BYTES)));
        var deadline = story.now().plus(Duration.ofMinutes(10));
        assertThat(next(story, withSecond(BRAZIL, CHINA, INDIA)))
                .isEqualTo(new Move.Wait(Optional.of(deadline), "waiting for updates"));
    }

    @Test
    void theDrawTakesANodeOfEachMemberBeforeASecondOfOne() {
        var three = plan(new RunPlan.Cohort(3, 3, Duration.ofSeconds(30)), 3);
        for (int draw = 0; draw < 20; draw++) {
            var story = Story.settled();
            for (int node = 0; node < 6; node++) {
                var name = "brazil-" + draw + "-" + node;
                var key = Keys.key(100 + node);
                story.claim(BRAZIL.key(), h -> node(h, name, key.publicKey(), SECOND_LIFE));
            }
            story.claim(BRAZIL.key(), h -> start(h, three));
            for (int node = 0; node < 6; node++) {
                story.claim(Keys.key(100 + node), h -> consent(h, three, Claim.Decision.GRANTED));
            }
            for (var cast : List.of(BRAZIL, CHINA, INDIA)) {
                story.claim(cast.node(), h -> consent(h, three, Claim.Decision.GRANTED));
            }
            var all = new TreeSet<>(story.state().nodes().keySet());
            assertThat(next(story, all))
                    .isInstanceOfSatisfying(
                            Move.Open.class,
                            o ->
                                    assertThat(o.cohort())
                                            .contains(CHINA.nodeId(), INDIA.nodeId())
                                            .hasSize(3));
        }
    }

    @Test
    void aClosedRoundIsFolded() {
        var story =
                Story.running(plan())
                        .open(1, BRAZIL, CHINA)
                        .update(1, BRAZIL)
                        .update(1, CHINA)
                        .close(1, new TreeMap<>(), BRAZIL, CHINA);
        assertThat(next(story)).isEqualTo(new Move.Fold(1));
    }

    @Test
    void failedRoundsInARowFailTheRun() {
        var story = publishedOnce(Story.running(plan()).open(1, BRAZIL, CHINA).fail(1), 2);
        story.open(3, BRAZIL, CHINA).fail(3);
        assertThat(next(story.later(Conductor.FIRST_PAUSE))).isInstanceOf(Move.Open.class);
        story.open(4, BRAZIL, CHINA).fail(4);
        assertThat(next(story)).isEqualTo(new Move.Fail("2 rounds in a row failed"));
    }

    /// All three versions are out; the last evaluation is open for two minutes.
    private static Story atTheEnd() {
        var story = Story.running(plan());
        for (int round = 1; round <= 3; round++) {
            publishedOnce(story, round);
        }
        return story;
    }

    @Test
    void theLastEvaluationIsWaitedForUntilItsDeadline() {
        var story = atTheEnd();
        assertThat(next(story))
                .isEqualTo(
                        new Move.Wait(
                                Optional.of(story.now().plusSeconds(120)),
                                "waiting for the last evaluation"));
        assertThat(next(story.later(Duration.ofMinutes(2)))).isEqualTo(new Move.Finish());
        var left = atTheEnd();
        for (var cast : List.of(CHINA, INDIA, BRAZIL)) {
            left.claim(cast.key(), h -> new Claim.Leave(h, ""));
        }
        assertThat(next(left)).isEqualTo(new Move.Finish());
        assertThat(next(atTheEnd().claim(BRAZIL.node(), ConductorTest::evaluated)))
                .isEqualTo(new Move.Finish());
    }

    @Test
    void anEvaluatorThatWithdrewIsNotWaitedFor() {
        var story = atTheEnd().claim(BRAZIL.node(), h -> consent(h, Claim.Decision.WITHDRAWN));
        assertThat(next(story)).isEqualTo(new Move.Finish());
    }

    private static Claim evaluated(Claim.Header header) {
        return new Claim.WorkDone(
                header,
                WorkItemId.of(RUN, 3, WorkItem.Kind.EVALUATE, BRAZIL.nodeId()),
                new TreeMap<>(),
                2000,
                new TreeMap<>(Map.of("accuracy", 0.8, "loss", 0.5)),
                Optional.empty());
    }

    @Test
    void aRunThatIsOverRests() {
        var story = atTheEnd().tell(at -> new Entry.RunFinished(at, RUN, digest("model 3")));
        assertThat(next(story)).isEqualTo(new Move.Rest());
    }

    @Test
    void theCohortIsDrawnByAHashThatAnyoneCanRecompute() {
        var small = plan(pair(2), 2);
        var story = Story.settled().claim(BRAZIL.key(), h -> start(h, small));
        for (var cast : new Story.Cast[] {BRAZIL, CHINA, INDIA, ITALY}) {
            story.claim(cast.node(), h -> consent(h, small, Claim.Decision.GRANTED));
        }
        var drawn =
                nodes(BRAZIL, CHINA, INDIA, ITALY).stream()
                        .sorted(
                                Comparator.comparing(
                                        n -> digest("run-1\n1\n" + MODEL.hex() + "\n" + n)))
                        .limit(2)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Open.class, o -> assertThat(o.cohort()).isEqualTo(drawn));
    }
}
