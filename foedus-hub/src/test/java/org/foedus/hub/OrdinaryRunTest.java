package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is normal fails no run.
class OrdinaryRunTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final List<String> NODES = List.of("br-1", "cn-1", "in-1");
    private static final RunId AGAIN = new RunId("run-2");

    @TempDir Path folder;
    private LiveAlliance alliance;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder);
        alliance.ofThree();
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    private Run until(RunId id, Predicate<Run> wanted) {
        return alliance.hub()
                .runtime()
                .await(SOON, l -> Optional.ofNullable(l.state().runs().get(id)).filter(wanted))
                .orElseThrow(() -> new AssertionError("still " + alliance.run()));
    }

    private void begin(int rounds) {
        alliance.startRun(rounds, LiveAlliance.ALL_THREE);
        for (var node : NODES) {
            alliance.as(node).work(Duration.ZERO);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(LiveAlliance.RUN, r -> r.round().isPresent());
    }

    private Sha256 published(RunId id, int versions) {
        return until(id, r -> r.published() == versions).model();
    }

    @Test
    void aModelThatChangesNoMoreIsPublishedAllTheSame() {
        begin(2);
        for (int round = 1; round <= 2; round++) {
            int number = round;
            until(LiveAlliance.RUN, r -> r.round().orElseThrow().number() == number);
            for (var node : NODES) {
                assertThat(alliance.train(node, round, LiveAlliance.constant(0)).outcome())
                        .isEqualTo("accepted");
            }
            assertThat(published(LiveAlliance.RUN, round)).isEqualTo(alliance.run().initialModel());
        }
        assertThat(alliance.run().failedInARow()).isZero();
    }

    /// The second run's updates have the same bytes as the first one's, each from its own node.
    @Test
    void theSamePlanStartedTwiceGivesTheSameModel() {
        begin(1);
        for (int i = 0; i < NODES.size(); i++) {
            alliance.train(NODES.get(i), 1, LiveAlliance.constant(1 + i));
        }
        var first = published(LiveAlliance.RUN, 1);
        startedAgain();
        for (int i = 0; i < NODES.size(); i++) {
            trainedAgain(NODES.get(i), LiveAlliance.constant(1 + i));
        }
        assertThat(published(AGAIN, 1)).isEqualTo(first);
    }

    private void startedAgain() {
        var plan = alliance.run().plan();
        var digest = alliance.run().planDigest();
        alliance.as("br").submit(h -> new Claim.StartRun(h, AGAIN, plan, digest), List.of());
        for (var node : NODES) {
            alliance.as(node).work(Duration.ZERO);
            alliance.as(node)
                    .submit(
                            h ->
                                    new Claim.Consent(
                                            h,
                                            AGAIN,
                                            digest,
                                            Claim.Decision.GRANTED,
                                            "owner",
                                            "",
                                            plan.cohort().revealsUpdates()),
                            List.of());
        }
        until(AGAIN, r -> r.round().isPresent());
    }

    private void trainedAgain(String node, float[] delta) {
        var id = WorkItemId.of(AGAIN, 1, WorkItem.Kind.TRAIN, new NodeId(node));
        var path = alliance.write(node + "-again", LiveAlliance.safetensors(delta));
        var client = alliance.as(node);
        client.upload(path, LiveAlliance.digest(path), LiveAlliance.size(path), id.value());
        var answer =
                client.submit(h -> LiveAlliance.done(h, id, LiveAlliance.output(path)), List.of());
        assertThat(answer.outcome()).isEqualTo("accepted");
    }

    private String asked() {
        return alliance.run().round().orElseThrow().work().values().stream()
                .map(w -> w.item().node().value())
                .collect(Collectors.joining(" "));
    }

    /// These train, and the round is published.
    private void answered(int round, String... nodes) {
        for (var node : nodes) {
            alliance.train(node, round, LiveAlliance.constant(1));
        }
        until(LiveAlliance.RUN, r -> r.rounds().get(round) instanceof RoundState.Published);
    }

    private void says(boolean able) {
        alliance.as("in-1").work(Duration.ZERO);
        alliance.as("in-1")
                .submit(
                        h ->
                                new Claim.Readiness(
                                        h, LiveAlliance.RUN, able, able ? "" : "no dataset data"),
                        List.of());
    }

    /// Two of three are enough for this plan.
    @Test
    void whoSaidThatItCantIsAskedAgainOnceItSaysThatItCan() {
        alliance.startRun(3, "");
        for (var node : NODES) {
            alliance.as(node).work(Duration.ZERO);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(LiveAlliance.RUN, r -> r.round().isPresent());
        var item = LiveAlliance.item(1, WorkItem.Kind.TRAIN, "in-1");
        var unable = Optional.of(new Claim.Unable(Optional.empty()));
        alliance.as("in-1")
                .submit(h -> new Claim.WorkDeclined(h, item, "no dataset data", unable), List.of());
        answered(1, "br-1", "cn-1");
        until(LiveAlliance.RUN, r -> r.round().orElseThrow().number() == 2);
        assertThat(asked()).isEqualTo("br-1 cn-1");
        says(true);
        answered(2, "br-1", "cn-1");
        until(LiveAlliance.RUN, r -> r.round().orElseThrow().number() == 3);
        assertThat(asked()).isEqualTo("br-1 cn-1 in-1");
    }

    /// Nobody is asked in vain, nothing fails, and who waits for whom is told.
    @Test
    void aRoundThatLacksNodesWaits() {
        begin(2);
        answered(1, "br-1", "cn-1", "in-1");
        until(LiveAlliance.RUN, r -> r.round().orElseThrow().number() == 2);
        var item = LiveAlliance.item(2, WorkItem.Kind.TRAIN, "in-1");
        var unable = Optional.of(new Claim.Unable(Optional.empty()));
        alliance.as("in-1")
                .submit(h -> new Claim.WorkDeclined(h, item, "no dataset data", unable), List.of());
        alliance.train("br-1", 2, LiveAlliance.constant(1));
        alliance.train("cn-1", 2, LiveAlliance.constant(1));
        var waiting = until(LiveAlliance.RUN, r -> r.failedInARow() == 1);
        assertThat(waiting.failedForGood()).isZero();
        assertThat(alliance.as("br").activity(LiveAlliance.RUN).waiting()).startsWith("waiting");
        says(true);
        until(LiveAlliance.RUN, r -> r.round().orElseThrow().number() == 3);
        answered(3, "br-1", "cn-1", "in-1");
    }
}
