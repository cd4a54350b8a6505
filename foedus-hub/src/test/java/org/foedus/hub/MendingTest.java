package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes that were lost or damaged come again from nodes, over TLS.
class MendingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    @TempDir Path folder;
    private LiveAlliance alliance;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder);
        alliance.ofThree().startRun(2, LiveAlliance.ALL_THREE);
        for (var node : List.of("br-1", "cn-1", "in-1")) {
            alliance.as(node).work(Duration.ZERO);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(r -> r.round().isPresent());
    }

    @AfterEach
    void close() {
        alliance.close();
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

    private Path blob(Sha256 digest) {
        var hex = digest.hex();
        return alliance.home
                .blobs()
                .resolve("blobs")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex);
    }

    private Path update(String node) {
        return folder.resolve(node + "-1.safetensors");
    }

    private static void damage(Path file) throws IOException {
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);
    }

    private List<Api.Wanted> wanted(String node) {
        return alliance.as(node).work(Duration.ZERO).wanted();
    }

    private void send(String node, Path file) {
        var digest = LiveAlliance.digest(file);
        alliance.as(node).upload(file, digest, LiveAlliance.size(file), Api.MEND);
    }

    @Test
    void anAcceptedUpdateThatWasLostIsFetchedAgainBeforeTheFold() throws IOException {
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        var lost = LiveAlliance.digest(update("br-1"));
        Files.delete(blob(lost));
        alliance.train("in-1", 1, LiveAlliance.constant(6));
        until(r -> r.round().orElseThrow() instanceof RoundState.Folding);

        assertThat(alliance.as("br-1").work(SOON).wanted())
                .extracting(Api.Wanted::sha256)
                .containsExactly(lost);
        assertThat(wanted("cn-1")).isEmpty();
        send("br-1", update("br-1"));
        until(r -> r.rounds().get(1) instanceof RoundState.Published);
        assertThat(alliance.hub().runtime().wanted().mended()).isPositive();
    }

    @Test
    void anUpdateThatAPowerFailureTorIsFoundAtTheStartAndMended() throws IOException {
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        var torn = LiveAlliance.digest(update("br-1"));
        alliance.stop();
        damage(blob(torn));
        alliance.begin();
        assertThat(wanted("br-1")).extracting(Api.Wanted::sha256).containsExactly(torn);
        assertThat(alliance.home.blobs().resolve("quarantine").resolve(torn.hex())).exists();
        send("br-1", update("br-1"));
        assertThat(wanted("br-1")).isEmpty();
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        alliance.train("in-1", 1, LiveAlliance.constant(6));
        until(r -> r.published() == 1);
    }

    @Test
    void aDamagedModelIsMendedByANodeThatHoldsIt() throws IOException {
        var model = alliance.run().model();
        alliance.stop();
        damage(blob(model));
        alliance.begin();
        var into = folder.resolve("fetched");
        assertThatThrownBy(() ->
                        alliance.impatient("cn-1")
                                .download(model, alliance.run().modelBytes(), into))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
        assertThat(wanted("cn-1")).extracting(Api.Wanted::sha256).containsExactly(model);
        send("cn-1", folder.resolve("initial.safetensors"));
        alliance.as("in-1").download(model, alliance.run().modelBytes(), into);
        assertThat(LiveAlliance.digest(into)).isEqualTo(model);
    }

    @Test
    void whatARunNeedsAndIsGoneIsAskedForWithoutARestart() throws IOException {
        Files.delete(blob(alliance.run().model()));
        assertThat(alliance.as("in-1").page("/healthz").status()).isEqualTo(200);
        var end = java.time.Instant.now().plus(SOON);
        while (alliance.hub().runtime().wanted().size() == 0) {
            assertThat(java.time.Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
        assertThat(wanted("cn-1")).hasSize(1);
    }

    @Test
    void nothingIsTakenThatIsNotWantedAndOtherBytesMendNothing() throws IOException {
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        assertThatThrownBy(() -> send("br-1", update("br-1")))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE));
        var lost = LiveAlliance.digest(update("br-1"));
        alliance.stop();
        Files.delete(blob(lost));
        alliance.begin();
        var other = alliance.write("other", LiveAlliance.safetensors(LiveAlliance.constant(7)));
        assertThatThrownBy(() ->
                        alliance.as("br-1").upload(other, lost, LiveAlliance.size(other), Api.MEND))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
        assertThat(wanted("br-1")).hasSize(1);
    }
}
