package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Body;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Run;
import org.foedus.hub.care.CareSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One node of the cohort spoils what it can; the others publish, and it is named.
class SpoilerTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final NodeId LIAR = new NodeId("in-1");

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

    private void begin(int rounds) {
        alliance.startRun(rounds, "round: {quorum: 3, grace: 5m, deadline: 10m}\n");
        for (var node : List.of("br-1", "cn-1", "in-1")) {
            alliance.as(node).work(Duration.ZERO);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(r -> r.round().isPresent());
    }

    private Run until(Predicate<Run> wanted) {
        return alliance.hub()
                .runtime()
                .await(
                        SOON,
                        l ->
                                Optional.ofNullable(l.state().runs().get(LiveAlliance.RUN))
                                        .filter(wanted))
                .orElseThrow(() -> new AssertionError("still " + alliance.run()));
    }

    private void sendMetrics(int round, String text) {
        var id = LiveAlliance.item(round, WorkItem.Kind.TRAIN, LIAR.value());
        var path =
                alliance.write(
                        "liar-" + round,
                        LiveAlliance.safetensors(LiveAlliance.constant(round + 0.25f)));
        var client = alliance.as(LIAR.value());
        client.upload(path, LiveAlliance.digest(path), LiveAlliance.size(path), id.value());
        var body =
                Body.of(
                        Bytes.of(new byte[Body.SALT_BYTES]),
                        Bytes.utf8(text + " ".repeat(round)),
                        new TreeSet<>(Set.of("operator")));
        var outputs = new TreeMap<String, Output>();
        outputs.put("delta", LiveAlliance.output(path));
        client.submit(
                h ->
                        new Claim.WorkDone(
                                h, id, outputs, 100, new TreeMap<>(), Optional.of(body.digest())),
                List.of(body));
    }

    private static RoundState round(Run run, int number) {
        return InvariantViolation.present(run.rounds().get(number), "no round " + number);
    }

    /// The first `number` rounds are published.
    private RoundState.Published published(int number) {
        var run = until(r -> r.published() == number);
        return (RoundState.Published) round(run, number);
    }

    private String refusal(int round) {
        return round(until(r -> r.rounds().containsKey(round)), round).work().values().stream()
                .filter(w -> w.item().node().equals(LIAR))
                .map(w -> w.answer() instanceof Work.Refused refused ? refused.reason() : "none")
                .findFirst()
                .orElseThrow();
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable body) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_UPDATE));
    }

    @Test
    void privateMetricsThatAreNoneAreRefusedAndEveryRoundIsPublished() {
        var lies =
                List.of(
                        "this is not JSON",
                        "[1, 2]",
                        "{\"train_loss\": 1e999}",
                        "{\"train_loss\": \"NaN\"}",
                        "{\"train_loss\": {\"a\": 1}}",
                        "{\"train loss\": 1}",
                        "{\"a\": 1} {\"b\": 2}");
        begin(lies.size());
        for (int round = 1; round <= lies.size(); round++) {
            int now = round;
            until(r -> r.rounds().containsKey(now));
            refused(() -> sendMetrics(now, lies.get(now - 1)));
            assertThat(refusal(round)).contains("BAD_UPDATE").contains("private_metrics");
            alliance.train("br-1", round, LiveAlliance.constant(round));
            alliance.train("cn-1", round, LiveAlliance.constant(round + 0.5f));
            var published = published(now);
            assertThat(published.included())
                    .containsExactly(new NodeId("br-1"), new NodeId("cn-1"));
            assertThat(published.excluded().get(LIAR)).contains("BAD_UPDATE");
        }
    }

    @Test
    void anUpdateOfHugeNumbersIsRefusedBeforeItCanLeaveTheRangeOfTheModel() {
        begin(1);
        refused(() -> alliance.train("in-1", 1, LiveAlliance.constant(Float.MAX_VALUE)));
        assertThat(refusal(1)).contains("BAD_UPDATE").contains("larger");
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        until(r -> r.published() == 1);
    }

    @Test
    void anUpdateWhoseBytesChangedOnTheDiskIsAskedForAgainAndNotFolded() throws IOException {
        begin(1);
        alliance.train("in-1", 1, LiveAlliance.constant(4));
        var path = folder.resolve("in-1-1.safetensors");
        damage(LiveAlliance.digest(path));
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        until(r -> r.round().orElseThrow() instanceof RoundState.Folding);
        var wanted = alliance.as("in-1").work(SOON).wanted();
        assertThat(wanted).hasSize(1);
        alliance.as("in-1")
                .upload(
                        path,
                        LiveAlliance.digest(path),
                        LiveAlliance.size(path),
                        org.foedus.protocol.api.Api.MEND);
        var published = published(1);
        assertThat(published.included()).contains(LIAR);
    }

    @Test
    void anUpdateThatIsLostForGoodIsExcludedByNameAndTheOthersAreFolded() throws IOException {
        alliance.stop();
        alliance.home.keep(
                alliance.home
                        .settings()
                        .withCare(
                                new CareSettings(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.of("0s"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())));
        alliance.begin();
        begin(2);
        alliance.train("in-1", 1, LiveAlliance.constant(4));
        Files.delete(blob(LiveAlliance.digest(folder.resolve("in-1-1.safetensors"))));
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        var published = published(1);
        assertThat(published.included()).containsExactly(new NodeId("br-1"), new NodeId("cn-1"));
        assertThat(published.excluded().get(LIAR)).contains("spoiled").contains("lost");
        alliance.mirrored("cn-1");
    }

    private Path blob(Sha256 digest) {
        var hex = digest.hex();
        return alliance.home
                .blobs()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    private void damage(Sha256 digest) throws IOException {
        var bytes = Files.readAllBytes(blob(digest));
        bytes[bytes.length - 1] ^= 1;
        Files.write(blob(digest), bytes);
    }
}
