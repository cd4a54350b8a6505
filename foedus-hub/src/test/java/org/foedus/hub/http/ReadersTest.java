package org.foedus.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.Troubles;
import org.foedus.hub.alliance.FlakyLedger;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.session.Sessions;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.Json;
import org.foedus.store.folder.FolderBlobs;
import org.foedus.store.memory.MemoryLedger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A hub whose disk stands still, and one whose timer meets errors of the machine.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadersTest {
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");

    @TempDir Path folder;
    private final AtomicInteger errors = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final FlakyLedger ledger = new FlakyLedger(new MemoryLedger());
    private Switchboard board;
    private Sessions sessions;
    private Signer key;
    private HubRuntime runtime;

    @BeforeEach
    void open() {
        key = KeyFile.create(folder.resolve("hub.pem"));
        var logic = new HubLogic(ledger, key, InstantSource.fixed(NOON));
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        logic.found(
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:1"),
                Sha256.of(new byte[] {1}));
        sessions = new Sessions(key.publicKey(), new SecureRandom());
        var blobs = FolderBlobs.open(folder.resolve("blobs"));
        runtime =
                new HubRuntime(
                        logic, new RoundFold(blobs), HubRuntime.Surroundings.real(this::look));
        board = Switchboard.of(runtime, sessions, key, blobs, new TreeSet<>(), "test");
    }

    @AfterEach
    void close() {
        ledger.sync();
        runtime.close();
    }

    /// The clock as the hub's shell sees it.
    private Instant look() {
        looks.incrementAndGet();
        if (errors.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
            throw new OutOfMemoryError("as the test wants it");
        }
        return NOON;
    }

    private String token() {
        var challenge = sessions.challenge(key.publicKey(), NOON);
        var login = new Api.Login(challenge.audience(), challenge.nonce(), challenge.expires());
        var envelope = Envelope.sign(Envelope.LOGIN, Bytes.of(Json.write(login)), key);
        return sessions.signIn(envelope, true, NOON).token();
    }

    private Claim.Invite invite(long sequence) {
        return new Claim.Invite(
                new Claim.Header(runtime.state().allianceId(), sequence, NOON),
                Sha256.of(("secret " + sequence).getBytes(StandardCharsets.UTF_8)),
                NOON.plusSeconds(3600),
                Optional.empty(),
                MemberClass.FULL);
    }

    private Api.ClaimAnswer submit(Claim claim) {
        return runtime.submit(ClaimCodec.sign(claim, key), claim, List.of(), Optional::empty);
    }

    private Asking get(String path) {
        var asking = new Asking(token(), path);
        board.serve(board.find("GET", path).orElseThrow().route(), asking);
        return asking;
    }

    @Test
    void whoeverReadsIsAnsweredWhileAnAppendWaitsForTheDisk() throws InterruptedException {
        submit(invite(1));
        ledger.stall();
        var writer = CompletableFuture.supplyAsync(() -> submit(invite(2)));
        ledger.awaitAppend();

        var expected =
                new TreeMap<>(
                        Map.of(
                                "/healthz",
                                200,
                                "/metrics",
                                200,
                                "/en/members",
                                200,
                                "/api/v1/hub",
                                200,
                                "/api/v1/ledger/entries",
                                200,
                                "/api/v1/ledger/checkpoint",
                                200,
                                "/api/v1/members",
                                200,
                                "/api/v1/recovery",
                                200,
                                "/api/v1/blobs/sha256/" + "0".repeat(64),
                                404));
        var answered = new TreeMap<String, Integer>();
        expected.keySet().forEach(path -> answered.put(path, get(path).status()));

        assertThat(answered).isEqualTo(expected);
        assertThat(get("/healthz").text()).contains("\"entries\":3");
        assertThat(runtime.await(Duration.ZERO, s -> Optional.of(s.size()).filter(n -> n > 3)))
                .as("nothing is shown before it is durable")
                .isEmpty();
        assertThat(submit(invite(1)).outcome()).isEqualTo("repeated");
        assertThat(writer).isNotDone();

        ledger.sync();
        assertThat(writer.join().outcome()).isEqualTo("accepted");
        assertThat(get("/healthz").text()).contains("\"entries\":4");
    }

    @Test
    void whoWaitsForAnEntryHearsOfItOnceItIsDurable() throws InterruptedException {
        ledger.stall();
        var writer = CompletableFuture.supplyAsync(() -> submit(invite(1)));
        ledger.awaitAppend();
        var heard =
                CompletableFuture.supplyAsync(() ->
                        runtime.await(
                                Duration.ofSeconds(100),
                                s -> Optional.of(s.size()).filter(n -> n > 2)));
        assertThat(heard).isNotDone();
        ledger.sync();
        assertThat(heard.join()).contains(3L);
        writer.join();
    }

    @Test
    void theTimerSurvivesAnErrorOfTheMachineAndTheHubSaysSo() {
        runtime.start();
        errors.set(1_000_000);
        while (runtime.troubles().failing().isEmpty()) {
            runtime.hurry();
            Thread.onSpinWait();
        }
        errors.set(0);
        assertThat(runtime.troubles().total()).isGreaterThanOrEqualTo(Troubles.MANY);
        assertThat(get("/metrics").text()).contains("foedus_internal_failures");

        int before = looks.get();
        while (looks.get() < before + 10 || runtime.troubles().failing().isPresent()) {
            runtime.hurry();
            Thread.onSpinWait();
        }
        assertThat(get("/healthz").text()).contains("\"ok\"");
    }

    @Test
    void aHubWhoseOwnWorkFailsAgainAndAgainIsSaidToBeFailing() {
        for (int i = 0; i < Troubles.MANY; i++) {
            assertThat(get("/healthz").status()).isEqualTo(200);
            runtime.troubles().failed("fold", new OutOfMemoryError("as the test wants it"));
        }
        assertThat(get("/healthz").status()).isEqualTo(503);
        assertThat(get("/healthz").text()).contains("failing");
        runtime.troubles().done("fold");
        assertThat(get("/healthz").status()).isEqualTo(200);
    }
}
