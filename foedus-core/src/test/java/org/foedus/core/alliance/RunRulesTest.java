package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.MODEL_BYTES;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.consent;
import static org.foedus.core.Story.delta;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.done;
import static org.foedus.core.Story.mandate;
import static org.foedus.core.Story.start;
import static org.foedus.core.Story.train;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.Verdict;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each reason for which a claim is not accepted, once.
final class RunRulesTest {

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

    /// The first round is open for everyone.
    private static Story opened() {
        return Story.running(Story.plan()).open(1, BRAZIL, CHINA, INDIA, ITALY);
    }

    // ---- the header

    @Test
    void theLeadOfTheMandateStartsAndStopsRuns() {
        var story = Story.settled();
        accepted(story.judge(BRAZIL.key(), h -> start(h, Story.plan())));
        rejected(story.judge(CHINA.key(), h -> start(h, Story.plan())), ErrorCode.NOT_ALLOWED);
        rejected(story.judge(BRAZIL.node(), h -> start(h, Story.plan())), ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "")), ErrorCode.NOT_FOUND);
        story.claim(BRAZIL.key(), h -> start(h, Story.plan()));
        rejected(story.judge(BRAZIL.key(), h -> start(h, Story.plan())), ErrorCode.ALREADY_EXISTS);
        rejected(
                story.judge(CHINA.key(), h -> new Claim.StopRun(h, RUN, "")),
                ErrorCode.NOT_ALLOWED);
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough"));
        rejected(
                story.judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "")),
                ErrorCode.WRONG_STATE,
                "stopped");
    }

    @Test
    void aRunNeedsItsMandateItsEvaluatorAndItsAuditors() {
        var unsettled = Story.founded().join(BRAZIL, MemberClass.FULL);
        rejected(unsettled.judge(BRAZIL.key(), h -> start(h, Story.plan())), ErrorCode.NOT_FOUND);
        unsettled.claim(BRAZIL.key(), h -> mandate(h, CLOTHES, BRAZIL.id()));
        rejected(
                unsettled.judge(BRAZIL.key(), h -> start(h, Story.plan())),
                ErrorCode.BAD_PLAN,
                "auditors: china");
        var elsewhere =
                Story.settled()
                        .claim(
                                BRAZIL.key(),
                                h ->
                                        new MembershipClaim.RevokeKey(
                                                h, BRAZIL.node().publicKey(), "sold"));
        rejected(
                elsewhere.judge(BRAZIL.key(), h -> start(h, Story.plan())),
                ErrorCode.BAD_PLAN,
                "evaluation.node");
    }

    @Test
    void consentIsANodesAndNamesThePlan() {
        var story = Story.settled().claim(BRAZIL.key(), h -> start(h, Story.plan()));
        accepted(story.judge(CHINA.node(), h -> consent(h, Claim.Decision.GRANTED)));
        rejected(
                story.judge(CHINA.key(), h -> consent(h, Claim.Decision.GRANTED)),
                ErrorCode.NOT_ALLOWED);
        rejected(
                story.judge(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN)),
                ErrorCode.WRONG_STATE);
        rejected(
                story.judge(
                        CHINA.node(),
                        h ->
                                new Claim.Consent(
                                        h,
                                        RUN,
                                        digest("another plan"),
                                        Claim.Decision.GRANTED,
                                        "owner",
                                        "")),
                ErrorCode.DIGEST_MISMATCH);
        rejected(
                story.judge(
                        CHINA.node(),
                        h ->
                                new Claim.Consent(
                                        h,
                                        new RunId("other"),
                                        digest("p"),
                                        Claim.Decision.GRANTED,
                                        "owner",
                                        "")),
                ErrorCode.NOT_FOUND);
        story.claim(CHINA.node(), h -> consent(h, Claim.Decision.GRANTED));
        rejected(
                story.judge(CHINA.node(), h -> consent(h, Claim.Decision.GRANTED)),
                ErrorCode.WRONG_STATE);
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, ""));
        rejected(
                story.judge(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN)),
                ErrorCode.WRONG_STATE);
    }

    // ---- work

    private static Verdict judgeUpdate(Story story, Story.Cast cast) {
        return story.judge(cast.node(), h -> done(h, 1, cast.nodeId(), delta(MODEL_BYTES)));
    }

    @Test
    void anUpdateForSomeoneElsesWorkItemIsRefused() {
        var story = opened();
        accepted(judgeUpdate(story, CHINA));
        rejected(
                story.judge(CHINA.node(), h -> done(h, 1, INDIA.nodeId(), delta(MODEL_BYTES))),
                ErrorCode.WRONG_WORK_ITEM);
        rejected(
                story.judge(CHINA.key(), h -> done(h, 1, CHINA.nodeId(), delta(MODEL_BYTES))),
                ErrorCode.WRONG_WORK_ITEM);
        rejected(
                story.judge(CHINA.node(), h -> done(h, 2, CHINA.nodeId(), delta(MODEL_BYTES))),
                ErrorCode.NOT_FOUND);
        rejected(
                story.judge(
                        CHINA.node(), h -> new Claim.WorkDeclined(h, train(1, INDIA.nodeId()), "")),
                ErrorCode.WRONG_WORK_ITEM);
    }

    @Test
    void aSecondClaimForAWorkItemIsDiscarded() {
        var story = opened().update(1, CHINA);
        assertThat(judgeUpdate(story, CHINA))
                .isEqualTo(new Verdict.Discarded("the work item was answered already"));
    }

    @Test
    void aRetriedUpdateCountsOnce() {
        var story = opened();
        var claim = done(story.header(CHINA.node()), 1, CHINA.nodeId(), delta(MODEL_BYTES));
        story.claim(CHINA.node(), _ -> claim);
        assertThat(story.judge(CHINA.node(), claim)).isInstanceOf(Verdict.Repeated.class);
    }

    @Test
    void aLateUpdateIsDiscarded() {
        assertThat(judgeUpdate(opened().later(Duration.ofSeconds(601)), CHINA))
                .isInstanceOf(Verdict.Discarded.class);
        accepted(judgeUpdate(opened().later(Duration.ofMinutes(10)), CHINA));
        var closed = opened().update(1, BRAZIL).update(1, INDIA);
        var out = new TreeMap<>(Map.of(CHINA.nodeId(), "late", ITALY.nodeId(), "late"));
        closed.close(1, out, BRAZIL, INDIA);
        assertThat(judgeUpdate(closed, CHINA)).isInstanceOf(Verdict.Discarded.class);
        var stopped = opened().claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, ""));
        assertThat(judgeUpdate(stopped, CHINA))
                .isEqualTo(new Verdict.Discarded("the run is stopped"));
    }

    @Test
    void anUpdateWithoutConsentIsRefused() {
        var story = opened().claim(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN));
        rejected(judgeUpdate(story, CHINA), ErrorCode.NOT_ALLOWED);
    }

    private static Verdict judgeWork(
            SortedMap<String, Output> outputs, long examples, SortedMap<String, Double> metrics) {
        return opened().judge(
                        CHINA.node(),
                        h ->
                                new Claim.WorkDone(
                                        h,
                                        train(1, CHINA.nodeId()),
                                        outputs,
                                        examples,
                                        metrics,
                                        Optional.empty()));
    }

    @Test
    void anUpdateHasOneDeltaOfTheModelsSize() {
        var none = new TreeMap<String, Double>();
        var good = new TreeMap<>(Map.of("delta", delta(MODEL_BYTES)));
        accepted(judgeWork(good, 1, none));
        rejected(judgeWork(good, 0, none), ErrorCode.BAD_UPDATE, "examples");
        rejected(judgeWork(good, (1L << 40) + 1, none), ErrorCode.BAD_UPDATE, "examples");
        rejected(judgeWork(good, 1, new TreeMap<>(Map.of("loss", 1.0))), ErrorCode.BAD_UPDATE);
        rejected(judgeWork(new TreeMap<>(), 1, none), ErrorCode.BAD_UPDATE, "one output");
        var more = new TreeMap<>(good);
        more.put("more", delta(1));
        rejected(judgeWork(more, 1, none), ErrorCode.BAD_UPDATE, "one output");
        rejected(
                judgeWork(new TreeMap<>(Map.of("delta", delta(MODEL_BYTES - 4))), 1, none),
                ErrorCode.BAD_UPDATE,
                "as many bytes");
        var fp16 = new Output(digest("d"), digest("c"), MODEL_BYTES, Output.DELTA, "fp16");
        var trees = new Output(digest("d"), digest("c"), MODEL_BYTES, "text/plain", "fp32");
        for (var output : List.of(fp16, trees)) {
            rejected(
                    judgeWork(new TreeMap<>(Map.of("delta", output)), 1, none),
                    ErrorCode.BAD_UPDATE);
        }
    }

    private static Verdict judgeEvaluation(
            Duration after, SortedMap<String, Output> outputs, Map<String, Double> metrics) {
        return Story.running(Story.plan())
                .open(1, BRAZIL, CHINA)
                .update(1, BRAZIL)
                .update(1, CHINA)
                .close(1, new TreeMap<>(), BRAZIL, CHINA)
                .publish(1)
                .later(after)
                .judge(
                        BRAZIL.node(),
                        h ->
                                new Claim.WorkDone(
                                        h,
                                        WorkItemId.of(
                                                RUN, 1, WorkItem.Kind.EVALUATE, BRAZIL.nodeId()),
                                        outputs,
                                        2000,
                                        new TreeMap<>(metrics),
                                        Optional.empty()));
    }

    private static Verdict judgeEvaluation(Map<String, Double> metrics) {
        return judgeEvaluation(Duration.ZERO, new TreeMap<>(), metrics);
    }

    @Test
    void anEvaluationHasAnAccuracyAndAFiniteLoss() {
        var good = Map.of("accuracy", 1.0, "loss", 0.3);
        accepted(judgeEvaluation(good));
        for (var metrics :
                List.of(
                        Map.of("accuracy", 1.01, "loss", 0.3),
                        Map.of("accuracy", -0.1, "loss", 0.3),
                        Map.of("accuracy", Double.NaN, "loss", 0.3),
                        Map.of("accuracy", 0.5, "loss", Double.POSITIVE_INFINITY),
                        Map.of("accuracy", 0.5, "loss", Double.NaN),
                        Map.of("accuracy", 0.5),
                        Map.of("accuracy", 0.5, "loss", 0.3, "more", 1.0))) {
            rejected(judgeEvaluation(metrics), ErrorCode.BAD_UPDATE);
        }
        rejected(
                judgeEvaluation(
                        Duration.ZERO, new TreeMap<>(Map.of("delta", delta(MODEL_BYTES))), good),
                ErrorCode.BAD_UPDATE);
        assertThat(judgeEvaluation(Duration.ofSeconds(121), new TreeMap<>(), good))
                .isInstanceOf(Verdict.Discarded.class);
    }

    @ParameterizedTest
    @EnumSource(Claim.Decision.class)
    void aFarFutureOrPastTimeIsOnlySkew(Claim.Decision decision) {
        var story = Story.running(Story.plan());
        for (var at : List.of(Instant.MIN, Instant.MAX)) {
            rejected(
                    story.judge(
                            CHINA.node(),
                            h ->
                                    consent(
                                            new Claim.Header(h.alliance(), h.sequence(), at),
                                            decision)),
                    ErrorCode.CLOCK_SKEW);
        }
    }
}
