package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.foedus.core.error.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A hub that is killed, lost, brought back from yesterday's backup and made whole by its members'
/// nodes; all of it by commands, with real processes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CareTest {
    static final List<String> COMMANDS =
            List.of(
                    "backup",
                    "restore",
                    "recovery show",
                    "recovery offer",
                    "recovery go-on",
                    "recovery confirm",
                    "hub check",
                    "hub address set",
                    "hub retention",
                    "node hub");
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String PLAN =
            """
            mandate: clothes-2027
            purpose: A test of care
            model: {architecture: mlp}
            dataset: fashion-mnist
            rounds: 3
            training: {steps: 2}
            cohort: {min: 2, max: 2, reveals_updates: accepted}
            round: {quorum: 2, grace: 60s, deadline: 10m}
            evaluation: {node: brazil-1, dataset: held-out}
            auditors: [brazil]
            """;

    private Path folder;
    private Path backup;
    private SmallAlliance alliance;
    private int lost;

    @BeforeAll
    void found(@TempDir Path empty) throws Exception {
        folder = empty;
        backup = folder.resolve("yesterday");
        alliance = new SmallAlliance(folder);
        alliance.found();
    }

    @AfterAll
    void close() throws Exception {
        alliance.close();
    }

    private void refused(ErrorCode code, String who, String line, String... more) {
        var answered = alliance.tell(who, line, more);
        assertThat(answered.exitCode()).as(line).isEqualTo(code.type().exitCode());
        assertThat(answered.last().path("code").asString()).as(line).isEqualTo(code.name());
    }

    private JsonNode until(String who, String line, Predicate<JsonNode> wanted) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (true) {
            var answered = alliance.tell(who, line);
            var first = answered.events().stream().findFirst();
            if (answered.exitCode() == 0 && first.filter(wanted).isPresent()) {
                return first.get();
            }
            assertThat(System.nanoTime()).as(line + " " + answered.events()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private void lose() throws Exception {
        alliance.kill("hub", "hub start");
        Files.move(alliance.home("hub"), folder.resolve("lost-" + ++lost));
    }

    private void startHub() throws Exception {
        alliance.await(alliance.launch("hub", "hub start"), "started");
    }

    @Test
    @Order(1)
    void aBackupOfARunningHubIsProvenAndHoldsTheKeyForItsOwnerAlone() throws Exception {
        var written = alliance.done("hub", "backup", backup.toString()).last();
        assertThat(written.path("entries").asLong()).isGreaterThan(10);
        assertThat(written.path("holds_key").asBoolean()).isTrue();
        assertThat(alliance.done("hub", "verify", backup.toString()).last().path("ok").asBoolean())
                .isTrue();
        var key = backup.resolve("hub").resolve("keys").resolve("identity.pem");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        refused(ErrorCode.ALREADY_EXISTS, "hub", "backup", backup.toString());
        alliance.done("hub", "hub check");
    }

    @Test
    @Order(2)
    void aDamagedAForeignOrAKeylessBackupIsRefusedAndNothingIsWritten() throws Exception {
        var keyless = folder.resolve("keyless");
        alliance.done("hub", "backup", keyless.toString(), "--without-keys");
        refused(ErrorCode.NOT_FOUND, "new", "restore", keyless.toString());
        refused(ErrorCode.ALREADY_EXISTS, "hub", "restore", backup.toString());
        refused(ErrorCode.ALREADY_EXISTS, "brazil", "restore", backup.toString());
        var file = keyless.resolve("entries.jsonl");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        refused(ErrorCode.VERIFICATION_FAILED, "new", "restore", keyless.toString());
        Files.delete(keyless.resolve("SHA256SUMS"));
        refused(ErrorCode.VERIFICATION_FAILED, "new", "restore", keyless.toString());
        assertThat(alliance.home("new")).doesNotExist();

        var other = List.of("--charter", SmallAlliance.example("charter"), "--port", "1");
        alliance.done("other", "hub init", other.toArray(String[]::new));
        refused(ErrorCode.WRONG_ALLIANCE, "other", "restore", backup.toString());
        refused(
                ErrorCode.WRONG_HUB_KEY,
                "new",
                "restore",
                backup.toString(),
                "--keys",
                alliance.home("other").resolve("keys").toString());
        assertThat(alliance.home("new")).doesNotExist();
    }

    @Test
    @Order(3)
    void aLostHubIsMadeWholeFromYesterdaysBackupAndTheNodesAndTheRunGoesOn() throws Exception {
        var plan = alliance.write("plan.yaml", PLAN);
        alliance.done("brazil", "run start", plan.toString(), "--run", "care-1");
        alliance.done("brazil", "node approve care-1 --reveals-updates");
        alliance.done("china", "node approve care-1 --reveals-updates");
        until("india", "model list", v -> v.path("type").asString().equals("model"));
        lose();

        alliance.done("hub", "restore", backup.toString());
        startHub();
        refused(ErrorCode.RECOVERING, "brazil", "members");
        until("hub", "recovery show", s -> s.path("awaited").size() <= 1);
        alliance.done("india", "recovery offer");
        until("hub", "recovery show", s -> !s.path("recovering").asBoolean());
        var recovered = alliance.done("hub", "recovery show").last();
        assertThat(recovered.path("settled").asBoolean()).isTrue();
        assertThat(recovered.path("missing")).isEmpty();
        until("india", "run list", r -> r.path("status").asString().equals("finished"));
    }

    @Test
    @Order(4)
    void whatNobodyGivesBackIsNamedAndTheMembersConfirmIt() throws Exception {
        var findings = alliance.tell("hub", "hub check");
        assertThat(findings.exitCode()).as("updates of closed rounds are gone").isEqualTo(1);
        assertThat(findings.events().getFirst().path("next").asString()).isNotEmpty();
        lose();
        alliance.done("hub", "restore", backup.toString());
        startHub();
        until("hub", "recovery show", s -> s.path("awaited").size() <= 1);
        alliance.done("hub", "recovery go-on");
        alliance.done("brazil", "recovery confirm");
        var settled = alliance.done("china", "recovery confirm").last();
        assertThat(settled.path("settled").asBoolean()).isTrue();
        assertThat(alliance.done("india", "members").events()).isNotEmpty();
    }

    @Test
    @Order(5)
    void aHubMovesAndKeepsUpdatesAsLongAsItIsTold() throws Exception {
        var address = "127.0.0.1:" + alliance.port;
        alliance.done("hub", "hub address set", "localhost:" + alliance.port, address);
        alliance.done("india", "node hub", address);
        refused(ErrorCode.HUB_UNREACHABLE, "india", "node hub", "127.0.0.1:1");
        refused(ErrorCode.BAD_REQUEST, "hub", "hub retention", "--keep-updates", "a while");
        alliance.done("hub", "hub retention", "--keep-updates", "0s");
        until("brazil", "run list", _ -> pinned("localhost:" + alliance.port));
        alliance.kill("hub", "hub start");
        startHub();
        until("hub", "hub retention", _ -> noUpdates());
        var proof = folder.resolve("proof");
        alliance.done("hub", "export", proof.toString(), "--with-updates");
        alliance.done("hub", "verify", proof.toString());
        var not = Spoken.of("verify", proof.toString()).out();
        assertThat(not).contains("were dropped, as entry");
    }

    private boolean pinned(String address) {
        try {
            return Files.readString(alliance.home("brazil").resolve("hub")).contains(address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private boolean noUpdates() {
        return alliance.done("hub", "hub retention").events().stream()
                .allMatch(e -> e.path("rounds_with_updates").asInt(0) == 0);
    }

    @Test
    @Order(6)
    void everyJsonFieldIsTheOneThatTheHelpNames() {
        var heard = alliance.heard();
        for (var name : COMMANDS) {
            var command = "foedus " + name;
            var said = heard.getOrDefault(command, Collections.emptySortedSet());
            assertThat(said).as(command).isNotEmpty();
            var promise = SmallAlliance.promise(command);
            assertThat(promise.all()).as(command).containsAll(said);
            assertThat(said).as(command).containsAll(promise.dueIn(said));
        }
    }
}
