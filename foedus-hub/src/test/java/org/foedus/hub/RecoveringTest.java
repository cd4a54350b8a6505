package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.run.Run;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub that lost its ledger, or the end of it, and its members' mirrors, over TLS.
class RecoveringTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] NODES = {"br-1", "cn-1", "in-1"};

    @TempDir Path folder;
    private LiveAlliance alliance;
    private Path yesterday;

    /// A run with one accepted update; the database as it was before is kept, all mirrors are up to
    /// date.
    @BeforeEach
    void found() throws IOException {
        alliance = new LiveAlliance(folder);
        yesterday = folder.resolve("yesterday.db");
        alliance.ofThree();
        alliance.stop();
        Files.copy(alliance.home.database(), yesterday);
        alliance.begin();
        alliance.startRun(1, LiveAlliance.ALL_THREE);
        for (var node : NODES) {
            alliance.as(node).work(Duration.ZERO);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(r -> r.round().isPresent());
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.mirrored(NODES);
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    private Run until(java.util.function.Predicate<Run> wanted) {
        return alliance.hub()
                .runtime()
                .await(
                        SOON,
                        l ->
                                Optional.ofNullable(l.state().runs().get(LiveAlliance.RUN))
                                        .filter(wanted))
                .orElseThrow(() -> new AssertionError("still " + alliance.run()));
    }

    private AllianceState state() {
        return alliance.hub().runtime().read(l -> l.state());
    }

    private static void refused(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable body) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /// Puts yesterday's database back, as an operator in a hurry does.
    private void putBack() throws IOException {
        alliance.stop();
        var database = alliance.home.database();
        Files.copy(yesterday, database, StandardCopyOption.REPLACE_EXISTING);
        for (var companion : List.of("-wal", "-shm")) {
            Files.deleteIfExists(database.resolveSibling(database.getFileName() + companion));
        }
    }

    private boolean giveBack(String node) {
        try (var mirror = alliance.mirror(node)) {
            return mirror.giveBack(alliance.as(node));
        }
    }

    private void theRunGoesOn() {
        assertThat(state().recovering()).isFalse();
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        alliance.train("in-1", 1, LiveAlliance.constant(6));
        until(r -> r.published() == 1);
        alliance.mirrored(NODES);
    }

    @Test
    void aDatabaseThatWasPutBackIsMadeWholeFromTheMirrorsAndTheRunGoesOn() throws IOException {
        long before = state().size();
        putBack();
        alliance.begin();
        assertThat(state().size()).isLessThan(before);
        refused(ErrorCode.RECOVERING, () -> alliance.as("br").checkpoint());
        assertThat(alliance.stranger().page("/healthz").body().utf8()).contains("recovering");

        assertThat(giveBack("cn-1")).isTrue();
        assertThat(state().size()).isEqualTo(before);
        refused(ErrorCode.RECOVERING, () -> alliance.as("br").checkpoint());
        assertThat(giveBack("br-1")).isTrue();
        assertThat(giveBack("in-1")).isFalse();

        var recovery = state().recovery().orElseThrow();
        assertThat(recovery.index()).isEqualTo(before);
        assertThat(recovery.missing()).isEmpty();
        assertThat(recovery.heard()).hasSize(3);
        theRunGoesOn();
    }

    @Test
    void aHubThatDoesNotKnowIsShownByTheFirstMemberThatFollowsIt() throws IOException {
        long before = state().size();
        putBack();
        Files.delete(alliance.home.folder().resolve("signed"));
        alliance.begin();
        assertThat(alliance.hub().runtime().<Boolean>read(l -> l.recovering())).isFalse();
        try (var mirror = alliance.mirror("in-1")) {
            refused(ErrorCode.RECOVERING, () -> mirror.follow(alliance.as("in-1"), Duration.ZERO));
        }
        assertThat(state().size()).isEqualTo(before);
        alliance.restart();
        assertThat(alliance.hub().runtime().<Boolean>read(l -> l.recovering())).isTrue();
        for (var node : NODES) {
            giveBack(node);
        }
        theRunGoesOn();
    }

    @Test
    void aHubThatTakesTheDatabaseOverKnowsThatItIsNotWhole() throws IOException {
        putBack();
        alliance.begin();
        giveBack("cn-1");
        alliance.stop();
        for (var file : List.of("recovering", "signed")) {
            Files.deleteIfExists(alliance.home.folder().resolve(file));
        }
        alliance.begin();
        refused(ErrorCode.RECOVERING, () -> alliance.as("br").checkpoint());
        for (var node : NODES) {
            giveBack(node);
        }
        theRunGoesOn();
        alliance.restart();
        assertThat(alliance.hub().runtime().<Boolean>read(l -> l.recovering())).isFalse();
    }

    @Test
    void aHubThatLostAllButItsKeyIsGivenEverythingBack() throws IOException {
        long before = state().size();
        var id = state().allianceId();
        alliance.stop();
        for (var name : List.of("ledger.db", "ledger.db-wal", "ledger.db-shm", "signed")) {
            Files.deleteIfExists(alliance.home.folder().resolve(name));
        }
        refused(ErrorCode.WRONG_STATE, alliance::begin);
        new HubMark(alliance.home.folder()).set(0);
        alliance.begin();
        refused(ErrorCode.WRONG_STATE, () -> alliance.as("operator").goOn());

        assertThat(giveBack("br-1")).isTrue();
        assertThat(state().allianceId()).isEqualTo(id);
        assertThat(state().size()).isEqualTo(before);
        giveBack("cn-1");
        assertThat(giveBack("in-1")).isFalse();
        assertThat(state().recovery().orElseThrow().from()).isZero();
        theRunGoesOn();
    }

    @Test
    void withANodeMissingTheQuorumConfirmsAndTheLateMirrorKeepsItsTailAndGoesOn()
            throws IOException {
        long common = state().size();
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        alliance.mirrored("in-1");
        putBack();
        alliance.begin();
        giveBack("br-1");
        giveBack("cn-1");
        refused(ErrorCode.NOT_ALLOWED, () -> alliance.as("br").goOn());
        alliance.as("operator").goOn();

        var recovery = state().recovery().orElseThrow();
        assertThat(recovery.missing()).containsExactly(new NodeId("in-1"));
        assertThat(recovery.index()).isEqualTo(common);
        refused(
                ErrorCode.RECOVERING,
                () ->
                        alliance.impatient("cn")
                                .submit(h -> new Claim.Leave(h, "we do not wait"), List.of()));
        try (var late = alliance.mirror("in-1")) {
            refused(ErrorCode.RECOVERING, () -> late.follow(alliance.as("in-1"), Duration.ZERO));
            assertThat(late.size()).isEqualTo(common + 1);

            for (var member : List.of("br", "cn")) {
                alliance.as(member)
                        .submit(h -> new Claim.ConfirmRecovery(h, recovery.id()), List.of());
            }
            late.follow(alliance.as("in-1"), Duration.ZERO);
            assertThat(late.state().recovery().orElseThrow().settled()).isTrue();
        }
        assertThat(evidence("mirror-in-1")).contains("cut off", "claimed/1");
        theRunGoesOn();
    }

    private String evidence(String mirror) throws IOException {
        try (var files = Files.list(folder.resolve(mirror))) {
            var file =
                    files.filter(f -> f.getFileName().toString().startsWith("fork-"))
                            .findFirst()
                            .orElseThrow();
            return Files.readString(file);
        }
    }

    @Test
    void aMirrorThatLiesIsRefusedAndChangesNothing() throws IOException {
        putBack();
        alliance.begin();
        long here = state().size();
        var note = Files.readString(folder.resolve("mirror-br-1").resolve("checkpoint"));
        var lines = Files.readAllLines(folder.resolve("mirror-br-1").resolve("entries.jsonl"));
        long held = Checkpoint.parse(note).size();
        var liar = alliance.as("br-1");
        var forged = Bytes.utf8(lines.get((int) here).replace("A test", "A lie!"));
        refused(
                ErrorCode.VERIFICATION_FAILED,
                () -> liar.giveBack(new Api.GivenBack(note, here, List.of(forged), List.of())));
        var doubled = Bytes.utf8(lines.get((int) here - 1));
        assertThatThrownBy(() ->
                        liar.giveBack(new Api.GivenBack(note, here, List.of(doubled), List.of())))
                .isInstanceOf(FoedusException.class);
        var other = note.replace("\n" + held + "\n", "\n" + (held + 5) + "\n");
        refused(
                ErrorCode.BAD_SIGNATURE,
                () -> liar.show(new Api.Shown(Optional.of(other), here, List.of())));
        assertThat(state().size()).isEqualTo(here);
        for (var node : NODES) {
            giveBack(node);
        }
        theRunGoesOn();
    }

    @Test
    void aForeignMirrorIsRefusedByName(@TempDir Path elsewhere) throws IOException {
        putBack();
        alliance.begin();
        try (var foreign = new LiveAlliance(elsewhere)) {
            var note = foreign.as("operator").checkpoint();
            refused(
                    ErrorCode.BAD_SIGNATURE,
                    () -> alliance.as("br-1").show(new Api.Shown(Optional.of(note), 0, List.of())));
        }
    }

    @Test
    void aHubWithAnotherHistoryIsAForkAndLosesNothing() throws IOException {
        putBack();
        Files.delete(alliance.home.folder().resolve("signed"));
        alliance.begin();
        alliance.invite();
        try (var mirror = alliance.mirror("in-1")) {
            long held = mirror.size();
            refused(
                    ErrorCode.VERIFICATION_FAILED,
                    () -> mirror.follow(alliance.as("in-1"), Duration.ZERO));
            assertThat(mirror.size()).isEqualTo(held);
        }
        assertThat(evidence("mirror-in-1").getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }
}
