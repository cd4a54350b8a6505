package org.foedus.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.MODEL;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.consent;
import static org.foedus.core.Story.plan;
import static org.foedus.core.Story.start;
import static org.foedus.core.Story.train;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foedus.core.Story;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.junit.jupiter.api.Test;

/// Ready is who can: consented, reachable, and able as far as it said.
final class AbilityTest {
    private static final String NO_DATA = "this node has no dataset fashion-mnist";

    private static Move next(Story story) {
        var all = new TreeSet<>(story.state().nodes().keySet());
        return Conductor.next(story.run(), story.state().nodes(story.run()), all, story.now());
    }

    /// Started, with the consent of some.
    private static Story consented(Story.Cast... casts) {
        var story = Story.settled().claim(BRAZIL.key(), h -> start(h, plan()));
        for (var cast : casts) {
            story.claim(cast.node(), h -> consent(h, Claim.Decision.GRANTED));
        }
        return story;
    }

    private static Story says(Story story, Story.Cast cast, boolean able) {
        return story.claim(
                cast.node(), h -> new Claim.Readiness(h, RUN, able, able ? "" : NO_DATA));
    }

    private static Story declines(
            Story story, int round, Story.Cast cast, Optional<Claim.Unable> unable) {
        return story.claim(
                cast.node(),
                h -> new Claim.WorkDeclined(h, train(round, cast.nodeId()), NO_DATA, unable));
    }

    private static Optional<Claim.Unable> until(Instant when) {
        return Optional.of(new Claim.Unable(Optional.of(when)));
    }

    private static final Optional<Claim.Unable> UNTIL_TOLD =
            Optional.of(new Claim.Unable(Optional.empty()));

    private static Verdict says(Story story, Story.Cast cast, boolean able, String why) {
        return story.judge(cast.node(), h -> new Claim.Readiness(h, RUN, able, why));
    }

    private static void opensWith(Story story, Story.Cast... cohort) {
        var nodes =
                Stream.of(cohort)
                        .map(Story.Cast::nodeId)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Open.class, o -> assertThat(o.cohort()).isEqualTo(nodes));
    }

    private static void waits(Story story, int ready) {
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Wait.class,
                        w ->
                                assertThat(w.why())
                                        .isEqualTo(
                                                "waiting for members: "
                                                        + ready
                                                        + " ready, 2 needed"));
    }

    @Test
    void whoSaidThatItCantIsNoCandidateUntilItSaysThatItCan() {
        var story = says(consented(BRAZIL, CHINA, INDIA), BRAZIL, false);
        opensWith(story.later(Duration.ofMinutes(1)), CHINA, INDIA);
        says(story, CHINA, false);
        waits(story.later(Duration.ofDays(30)), 1);
        opensWith(says(story, BRAZIL, true), BRAZIL, INDIA);
    }

    @Test
    void noMirrorTakesARoundWithWhoCant() {
        var story = says(Story.running(plan()), BRAZIL, false);
        var all = new TreeSet<>(story.state().nodes().keySet());
        var opened =
                new Entry.RoundOpened(
                        story.now(), RUN, 1, MODEL, all, story.now().plusSeconds(600));
        assertThat(DecisionRules.judge(story.state(), opened))
                .hasValue("cohort: brazil-1: it said that it can't: " + NO_DATA);
    }

    @Test
    void whoDeclinedForGoodIsNotAskedAgainAtOnce() {
        var story = Story.running(plan()).open(1, BRAZIL, CHINA, INDIA, ITALY);
        declines(story, 1, BRAZIL, UNTIL_TOLD);
        story.update(1, CHINA).update(1, INDIA).update(1, ITALY);
        var excluded = new java.util.TreeMap<>(java.util.Map.of(BRAZIL.nodeId(), "declined"));
        story.close(1, excluded, CHINA, INDIA, ITALY).publish(1);
        opensWith(story.later(Duration.ofMinutes(1)), CHINA, INDIA, ITALY);
    }

    @Test
    void whoTriedAndFailedIsAskedAgain() {
        var story = Story.running(plan()).open(1, BRAZIL, CHINA);
        declines(story, 1, BRAZIL, Optional.empty()).update(1, CHINA).fail(1);
        opensWith(story.later(Duration.ofMinutes(1)), BRAZIL, CHINA, INDIA, ITALY);
    }

    @Test
    void outsideItsHoursANodeIsAwaitedUntilTheyBegin() {
        var story = consented(BRAZIL, CHINA).open(1, BRAZIL, CHINA).update(1, CHINA);
        var begin = story.now().plus(Duration.ofHours(8));
        declines(story, 1, BRAZIL, until(begin)).fail(1);
        assertThat(next(story.later(Duration.ofHours(7))))
                .isEqualTo(
                        new Move.Wait(
                                Optional.of(begin), "waiting for members: 1 ready, 2 needed"));
        opensWith(story.later(Duration.ofHours(1)), BRAZIL, CHINA);
    }

    /// With a limit of two failed rounds: three in which a node declined are none.
    @Test
    void whatWaitingHealsDoesNotFailTheRun() {
        var story = consented(BRAZIL, CHINA);
        for (int round = 1; round <= 3; round++) {
            story.open(round, BRAZIL, CHINA).update(round, CHINA);
            declines(story, round, BRAZIL, UNTIL_TOLD).fail(round);
            waits(story.later(Conductor.LONGEST_PAUSE), 1);
            says(story, BRAZIL, true);
        }
        assertThat(story.run().failedInARow()).isEqualTo(3);
        assertThat(story.run().failedForGood()).isZero();
        opensWith(story, BRAZIL, CHINA);
    }

    @Test
    void aConsentTakenBackDoesNotFailTheRun() {
        var story = consented(BRAZIL, CHINA).open(1, BRAZIL, CHINA);
        story.claim(BRAZIL.node(), h -> consent(h, Claim.Decision.WITHDRAWN)).fail(1);
        assertThat(story.run().failedForGood()).isZero();
    }

    /// An hour that is over excuses no later failure.
    @Test
    void whatPassedBeforeTheRoundIsNoExcuse() {
        var story = consented(BRAZIL, CHINA).open(1, BRAZIL, CHINA);
        declines(story, 1, BRAZIL, until(story.now().plusSeconds(60))).fail(1);
        story.later(Duration.ofMinutes(5)).open(2, BRAZIL, CHINA).later(Duration.ofMinutes(10));
        assertThat(story.fail(2).run().failedForGood()).isEqualTo(1);
    }

    @Test
    void anUpdateIsTheBestProofOfAbility() {
        var story = consented(BRAZIL, CHINA).open(1, BRAZIL, CHINA);
        declines(story, 1, BRAZIL, until(story.now().plusSeconds(60))).fail(1);
        story.later(Duration.ofMinutes(5)).open(2, BRAZIL, CHINA).update(2, BRAZIL);
        assertThat(story.run().unable()).isEmpty();
    }

    @Test
    void eachFurtherFailureIsFollowedByALongerPause() {
        var story = consented(BRAZIL, CHINA).open(1, BRAZIL, CHINA).fail(1);
        assertThat(next(story))
                .isEqualTo(
                        new Move.Wait(
                                Optional.of(story.now().plusSeconds(5)),
                                "waiting before it tries again: rounds that failed: 1"));
        opensWith(story.later(Duration.ofMinutes(1)), BRAZIL, CHINA);
        declines(story.open(2, BRAZIL, CHINA), 2, BRAZIL, until(story.now())).fail(2);
        assertThat(next(story))
                .isInstanceOfSatisfying(
                        Move.Wait.class,
                        w -> assertThat(w.until()).contains(story.now().plusSeconds(10)));
    }

    @Test
    void onlyWhoConsentedSaysWhatItCanAndOnlyWhatIsNew() {
        var story = consented(BRAZIL);
        assertThat(says(story, BRAZIL, true, "")).isInstanceOf(Verdict.Rejected.class);
        assertThat(says(story, CHINA, false, NO_DATA))
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        r -> assertThat(r.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
        assertThat(story.judge(BRAZIL.key(), h -> new Claim.Readiness(h, RUN, false, NO_DATA)))
                .isInstanceOf(Verdict.Rejected.class);
        says(story, BRAZIL, false);
        assertThat(says(story, BRAZIL, false, NO_DATA)).isInstanceOf(Verdict.Rejected.class);
        assertThat(says(story, BRAZIL, true, "")).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void forWhomARunWaitsIsSaid() {
        var story = consented(BRAZIL, CHINA, INDIA);
        story.claim(INDIA.node(), h -> consent(h, Claim.Decision.WITHDRAWN));
        says(story, BRAZIL, false);
        var absent =
                Conductor.absent(
                        story.run(),
                        story.state().nodes(story.run()),
                        new TreeSet<>(),
                        story.now());
        assertThat(absent)
                .hasToString(
                        "{brazil-1=Incapable[reason="
                                + NO_DATA
                                + ", until=Optional.empty], china-1=Unreachable[],"
                                + " india-1=Unwilling[decision=WITHDRAWN, reason=],"
                                + " italy-1=Unanswered[]}");
        assertThat(absent.values().stream().map(Absence::text))
                .containsExactly(
                        NO_DATA, "is not reachable", "withdrawn", "has not answered the plan");
    }
}
