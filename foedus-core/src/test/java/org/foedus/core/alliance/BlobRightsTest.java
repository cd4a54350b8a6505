package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.MODEL_BYTES;
import static org.foedus.core.Story.digest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.Story.Cast;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A right to read comes from what a blob is and how it came to be, never from what somebody uses
/// it for: every kind, put to every use, and who may read it then.
final class BlobRightsTest {
    private static final RunId OPEN = new RunId("open");
    private static final RunId PAIR = new RunId("of-the-pair");
    private static final RunId LATER = new RunId("later");
    private static final RunId LATER_PAIR = new RunId("later-of-the-pair");
    private static final RunId ATTACK = new RunId("attack");
    private static final List<Cast> EVERYBODY = List.of(BRAZIL, CHINA, INDIA, ITALY);

    /// What a blob may be. China is the auditor of every run but [#LATER], which has none.
    enum Kind {
        INITIAL_MODEL("brazil china india italy", true, true),
        PUBLISHED_MODEL("brazil china india italy", true, true),
        INITIAL_MODEL_OF_A_PARTNERSHIP("brazil china", false, true),
        PUBLISHED_MODEL_OF_A_PARTNERSHIP("brazil china", false, true),
        OPTIMIZER_STATE("china", false, false),
        OPTIMIZER_STATE_OF_A_PARTNERSHIP("china", false, false),
        UPDATE("china india", false, false),
        UPDATE_IN_A_PARTNERSHIP("brazil china", false, false),
        DELETED_UPDATE("", false, false),
        UNKNOWN("", true, true);

        private final String readers;
        private final boolean startsOpenRun;
        private final boolean startsRunOfThePair;

        Kind(String readers, boolean startsOpenRun, boolean startsRunOfThePair) {
            this.readers = readers;
            this.startsOpenRun = startsOpenRun;
            this.startsRunOfThePair = startsRunOfThePair;
        }

        Sha256 digest() {
            return Story.digest(name());
        }
    }

    /// What anybody may do with bytes whose digest it knows; the last three have to have them.
    enum Use {
        START_OF_AN_OPEN_RUN,
        START_OF_A_RUN_OF_THE_PAIR,
        ANOTHER_NODES_UPDATE,
        PUBLICATION,
        PUBLICATION_IN_THE_PAIR
    }

    record Row(Kind kind, Use use) {}

    static Stream<Row> everyKindInEveryUse() {
        return Stream.of(Kind.values())
                .flatMap(k -> Stream.of(Use.values()).map(u -> new Row(k, u)));
    }

    @ParameterizedTest
    @MethodSource
    void everyKindInEveryUse(Row row) {
        var story = everything();
        var kind = row.kind();
        assertThat(readers(story, kind.digest())).as("before").isEqualTo(named(kind.readers));
        var expected = named(kind.readers);
        switch (row.use()) {
            case START_OF_AN_OPEN_RUN -> {
                start(story, kind, kind.startsOpenRun, Optional.empty());
                expected.addAll(
                        kind == Kind.UNKNOWN ? named("brazil china india italy") : expected);
            }
            case START_OF_A_RUN_OF_THE_PAIR -> {
                start(story, kind, kind.startsRunOfThePair, Optional.of(Said.PAIR));
                expected.addAll(kind == Kind.UNKNOWN ? named("brazil china") : expected);
            }
            case ANOTHER_NODES_UPDATE -> {
                update(story, LATER, ITALY, kind.digest());
                expected.add("italy");
            }
            case PUBLICATION -> {
                publish(story, LATER, kind.digest(), digest("a state"));
                expected.addAll(named("brazil china india italy"));
            }
            case PUBLICATION_IN_THE_PAIR -> {
                publish(story, LATER_PAIR, kind.digest(), digest("a state"));
                expected.addAll(named("brazil china"));
            }
        }
        assertThat(readers(story, kind.digest())).as("after").isEqualTo(expected);
        assertThat(story.state().mayRead(new Party.Operator(), kind.digest()))
                .isEqualTo(story.state().blobs().containsKey(kind.digest()));
    }

    /// Judged, and then told all the same, as a hub would that lies.
    private static void start(
            Story story, Kind kind, boolean legal, Optional<PartnershipId> partnership) {
        var plan = plan(partnership, CHINA.id()).startingFrom(kind.digest(), MODEL_BYTES);
        var header = story.header(BRAZIL.key());
        var claim = new Claim.StartRun(header, ATTACK, plan, digest(plan.toString()));
        var verdict = story.judge(BRAZIL.key(), claim);
        if (legal) {
            assertThat(verdict).isEqualTo(new Verdict.Accepted());
        } else {
            var reasons = new TreeSet<String>();
            var refused = (Verdict.Rejected) verdict;
            reasons.add(refused.reason().replace(kind.digest().toString(), "…"));
            reasons.add(refusedAs(story, Kind.UPDATE, partnership));
            assertThat(reasons).as("one answer, whatever it is").hasSize(1);
        }
        story.tell(at -> new Entry.Claimed(at, Story.envelope(BRAZIL.key(), claim), claim));
    }

    private static String refusedAs(Story story, Kind kind, Optional<PartnershipId> partnership) {
        var plan = plan(partnership, CHINA.id()).startingFrom(kind.digest(), MODEL_BYTES);
        var verdict =
                story.judge(
                        BRAZIL.key(),
                        h -> new Claim.StartRun(h, ATTACK, plan, digest(plan.toString())));
        return ((Verdict.Rejected) verdict).reason().replace(kind.digest().toString(), "…");
    }

    @Test
    void anUpdateThatARunStartedFromIsDeletedAllTheSame() {
        var story = everything();
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, OPEN, "enough"));
        start(story, Kind.UPDATE, false, Optional.empty());
        drop(story, OPEN, 1);
        assertThat(story.state().dropped()).containsKey(Kind.UPDATE.digest());
        assertThat(story.state().blobs()).doesNotContainKey(Kind.UPDATE.digest());
    }

    @Test
    void equalUpdatesAreEachTheirSendersAndAreDeletedWithTheLastOfThem() {
        var story = everything();
        update(story, LATER, ITALY, Kind.UPDATE.digest());
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, OPEN, "enough"));
        drop(story, OPEN, 1);
        assertThat(readers(story, Kind.UPDATE.digest()))
                .as("its first sender and auditor have it no more")
                .isEqualTo(named("italy"));
        assertThat(story.state().dropped()).doesNotContainKey(Kind.UPDATE.digest());
        assertThat(DecisionRules.judge(story.state(), dropping(story.now(), OPEN, 1)))
                .as("each round is dropped once")
                .isPresent();
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, LATER, "enough"));
        drop(story, LATER, 1);
        assertThat(story.state().dropped()).containsKey(Kind.UPDATE.digest());
        assertThat(readers(story, Kind.UPDATE.digest())).isEmpty();
    }

    @Test
    void anUpdateThatIsSentAgainAfterItsDeletionIsKept() {
        var story = everything();
        assertThat(story.state().dropped()).containsKey(Kind.DELETED_UPDATE.digest());
        update(story, LATER, ITALY, Kind.DELETED_UPDATE.digest());
        assertThat(story.state().dropped()).doesNotContainKey(Kind.DELETED_UPDATE.digest());
        assertThat(readers(story, Kind.DELETED_UPDATE.digest())).isEqualTo(named("italy"));
    }

    @Test
    void aPublishedModelWithTheBytesOfAnUpdateStays() {
        var story = everything();
        publish(story, LATER, Kind.UPDATE.digest(), digest("a state"));
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, OPEN, "enough"));
        drop(story, OPEN, 1);
        assertThat(story.state().dropped()).doesNotContainKey(Kind.UPDATE.digest());
        assertThat(readers(story, Kind.UPDATE.digest()))
                .isEqualTo(named("brazil china india italy"));
    }

    @Test
    void whoTakesOverTheNameOfANodeDoesNotReadWhatItSent() {
        var update = Kind.UPDATE.digest();
        var story = everything();
        assertThat(story.state().mayRead(new Party.Agent(ITALY.id(), INDIA.nodeId()), update))
                .isFalse();
    }

    // ---- the story

    /// One blob of each kind.
    private static Story everything() {
        var story = PartnershipCases.agreed();
        open(story, OPEN, plan(Optional.empty(), CHINA.id()), Kind.INITIAL_MODEL.digest(), INDIA);
        update(story, OPEN, INDIA, Kind.UPDATE.digest());
        publish(story, OPEN, Kind.PUBLISHED_MODEL.digest(), Kind.OPTIMIZER_STATE.digest());
        open(
                story,
                PAIR,
                plan(Optional.of(Said.PAIR), CHINA.id()),
                Kind.INITIAL_MODEL_OF_A_PARTNERSHIP.digest(),
                BRAZIL);
        update(story, PAIR, BRAZIL, Kind.UPDATE_IN_A_PARTNERSHIP.digest());
        publish(
                story,
                PAIR,
                Kind.PUBLISHED_MODEL_OF_A_PARTNERSHIP.digest(),
                Kind.OPTIMIZER_STATE_OF_A_PARTNERSHIP.digest());
        var over = new RunId("over");
        open(story, over, plan(Optional.empty(), CHINA.id()), Kind.INITIAL_MODEL.digest(), INDIA);
        update(story, over, INDIA, Kind.DELETED_UPDATE.digest());
        story.claim(BRAZIL.key(), h -> new Claim.StopRun(h, over, "enough"));
        drop(story, over, 1);
        open(story, LATER, plan(Optional.empty()), Kind.INITIAL_MODEL.digest(), ITALY);
        open(story, LATER_PAIR, plan(Optional.of(Said.PAIR)), Kind.INITIAL_MODEL.digest(), CHINA);
        return story;
    }

    private static RunPlan plan(Optional<PartnershipId> partnership, MemberId... auditors) {
        var p = Story.plan();
        return new RunPlan(
                p.mandate(),
                p.purpose(),
                p.model(),
                p.dataset(),
                p.rounds(),
                p.training(),
                p.aggregation(),
                p.serverOptimizer(),
                p.cohort(),
                p.round(),
                p.evaluation(),
                new TreeSet<>(List.of(auditors)),
                p.limits(),
                p.seed(),
                partnership);
    }

    private static void open(Story story, RunId run, RunPlan plan, Sha256 model, Cast node) {
        var started = plan.startingFrom(model, MODEL_BYTES);
        var digest = digest(plan.toString());
        story.claim(BRAZIL.key(), h -> new Claim.StartRun(h, run, started, digest));
        story.claim(
                node.node(),
                h ->
                        new Claim.Consent(
                                h,
                                run,
                                digest,
                                Claim.Decision.GRANTED,
                                "owner",
                                "",
                                plan.cohort().revealsUpdates()));
        story.tell(at ->
                new Entry.RoundOpened(
                        at,
                        run,
                        1,
                        model,
                        new TreeSet<>(List.of(node.nodeId())),
                        at.plusSeconds(600)));
    }

    private static void update(Story story, RunId run, Cast by, Sha256 digest) {
        var delta = new Output(digest, digest("chunks"), MODEL_BYTES, Output.DELTA, Output.FP32);
        story.claim(
                by.node(),
                h ->
                        new Claim.WorkDone(
                                h,
                                WorkItemId.of(run, 1, WorkItem.Kind.TRAIN, by.nodeId()),
                                new TreeMap<>(Map.of("delta", delta)),
                                100,
                                new TreeMap<>(),
                                Optional.empty()));
    }

    private static void publish(Story story, RunId run, Sha256 model, Sha256 optimizerState) {
        if (run.equals(LATER)) {
            update(story, run, ITALY, digest("something"));
        } else if (run.equals(LATER_PAIR)) {
            update(story, run, CHINA, digest("something"));
        }
        var nodes = new TreeSet<NodeId>();
        var round = story.state().runs().get(run);
        assertThat(round).isNotNull();
        round.round().orElseThrow().work().values().forEach(w -> nodes.add(w.item().node()));
        story.tell(at -> new Entry.RoundClosed(at, run, 1, nodes, new TreeMap<>()));
        story.tell(at ->
                new Entry.RoundPublished(
                        at,
                        run,
                        1,
                        model,
                        MODEL_BYTES,
                        Optional.of(optimizerState),
                        new TreeMap<>()));
    }

    private static void drop(Story story, RunId run, int round) {
        assertThat(DecisionRules.judge(story.state(), dropping(story.now(), run, round))).isEmpty();
        story.tell(at -> dropping(at, run, round));
    }

    private static Entry dropping(Instant at, RunId run, int round) {
        return new Entry.UpdatesDropped(at, run, new TreeSet<>(List.of(round)));
    }

    // ---- who may read

    private static SortedSet<String> named(String names) {
        return new TreeSet<>(
                names.isEmpty() ? List.<String>of() : new ArrayList<>(List.of(names.split(" "))));
    }

    /// By the organisation's key, which is as the node's.
    private static SortedSet<String> readers(Story story, Sha256 digest) {
        var readers = new TreeSet<String>();
        for (var cast : EVERYBODY) {
            boolean may = story.state().mayRead(new Party.Organisation(cast.id()), digest);
            assertThat(story.state().mayRead(new Party.Agent(cast.id(), cast.nodeId()), digest))
                    .isEqualTo(may);
            if (may) {
                readers.add(cast.id().value());
            }
        }
        return readers;
    }
}
