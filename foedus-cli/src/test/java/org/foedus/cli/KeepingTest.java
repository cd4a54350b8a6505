package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.DriverManager;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.foedus.audit.Progress;
import org.foedus.cli.alliance.Founding;
import org.foedus.cli.alliance.Keeping;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.form.CharterForm;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Backups and checks of a hub's folder that something happened to.
class KeepingTest {
    @TempDir Path folder;
    private HubHome home;

    @BeforeEach
    void found() throws Exception {
        var charter = Path.of(SmallAlliance.example("charter"));
        var read = CharterForm.read("charter.yaml", Files.readAllBytes(charter));
        var settings = new HubHome.Settings(List.of("127.0.0.1:1"), "127.0.0.1", 1, List.of());
        home = Founding.found(folder.resolve("hub"), read, settings).home();
        for (int i = 2; i < 6; i++) {
            Hub.move(home, List.of("127.0.0.1:" + i), InstantSource.system());
        }
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + home.database());
                var run = connection.createStatement()) {
            run.execute(statement);
        }
    }

    private List<String> problems() {
        return Keeping.check(home, Progress.none()).result().findings().stream()
                .map(f -> f.place() + " " + f.wrong() + " " + f.safe() + " " + f.next())
                .toList();
    }

    private void backupRefused() {
        assertThatThrownBy(() -> backUp("damaged")).isInstanceOf(FoedusException.class);
        assertThat(folder.resolve("damaged")).doesNotExist();
    }

    private Path backUp(String name) {
        var target = folder.resolve(name);
        Keeping.backUp(home, target, true, "test", Progress.none());
        return target;
    }

    @Test
    void aHubAsItShouldBeHasNoProblems() {
        assertThat(problems()).isEmpty();
    }

    @Test
    void aMissingEntryIsNamedAndNotBackedUp() throws Exception {
        sql("DELETE FROM entry WHERE idx = 3");
        assertThat(problems()).anyMatch(p -> p.contains("entry 3") && p.contains("foedus restore"));
        backupRefused();
    }

    @Test
    void aDoubledEntryIsNamedAndNotBackedUp() throws Exception {
        sql("UPDATE entry SET content = (SELECT content FROM entry WHERE idx = 2) WHERE idx = 3");
        assertThat(problems()).isNotEmpty();
        backupRefused();
    }

    @Test
    void anotherHubsKeyInTheFolderIsNamed() throws Exception {
        var identity = home.keys().resolve("identity.pem");
        Files.delete(identity);
        KeyFile.create(identity);
        assertThat(problems()).anyMatch(p -> p.contains("not signed by the hub's key"));
        assertThatThrownBy(() -> Hub.start(home, InstantSource.system(), new SecureRandom(), "t"))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.WRONG_HUB_KEY));
    }

    @Test
    void whatIsRestoredIsWhatWasBackedUp() throws Exception {
        var one = backUp("one");
        var again = folder.resolve("again");
        Keeping.restore(one, again, Optional.empty(), false, Progress.none());
        home = HubHome.open(again);
        assertThat(again.resolve("recovering")).exists();
        assertThat(problems()).isEmpty();
        var two = backUp("two");
        assertThat(Files.readString(two.resolve("SHA256SUMS")))
                .isEqualTo(Files.readString(one.resolve("SHA256SUMS")));
    }

    @Test
    void whatIsRestoredListensWhereItIsTold() throws Exception {
        var backup = backUp("one");
        var again = folder.resolve("again");

        var told =
                Spoken.of(
                        "restore",
                        backup.toString(),
                        "--home",
                        again.toString(),
                        "--port",
                        "9443",
                        "--bind",
                        "127.0.0.9");

        assertThat(told.exitCode()).as(told.err()).isZero();
        var settings = HubHome.open(again).settings();
        assertThat(settings.port()).isEqualTo(9443);
        assertThat(settings.bind()).isEqualTo("127.0.0.9");
        var refused =
                Spoken.of(
                        "restore",
                        backup.toString(),
                        "--home",
                        folder.resolve("third").toString(),
                        "--address",
                        "hub.example.org:1");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("foedus hub address");
    }

    @Test
    void aHubOfWhichOnlyTheKeyIsLeftWaitsForItsMembers() throws Exception {
        var settings = home.settings();
        var again = folder.resolve("again");
        Keeping.fromMembers(again, home.keys(), settings);
        var made = HubHome.open(again);
        assertThat(made.identity().publicKey()).isEqualTo(home.identity().publicKey());
        assertThat(Files.readString(again.resolve("recovering"))).contains("\"from\":0");
        assertThatThrownBy(() -> Keeping.fromMembers(again, home.keys(), settings))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        try (var ledger = made.openLedger()) {
            assertThat(ledger.size()).isZero();
        }
    }
}
