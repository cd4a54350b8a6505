package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.cli.survival.RealAlliance.HUB;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.foedus.audit.Progress;
import org.foedus.cli.Processes;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Exporting;
import org.foedus.cli.alliance.Joining;
import org.foedus.core.alliance.MemberClass;
import org.foedus.hub.HubHome;
import org.foedus.link.keys.PrivateFile;
import org.foedus.node.home.HubPin;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub that shows two members two histories: its folder was copied, and both copies run.
class TwoHistoriesTest {
    private static final String COPY = "copy";
    @TempDir Path folder;

    private Processes.Ended foedus(String... arguments) throws Exception {
        return Processes.run(folder.resolve("io"), List.of(arguments));
    }

    @Test
    void twoHistoriesAreCaughtByTheMovedNodeAndByComparingCheckpointsAndAreExplained()
            throws Exception {
        try (var alliance = new RealAlliance(folder.resolve("alliance")).founded()) {
            proven(alliance.home("br").toString());
            alliance.stop(HUB);
            int port = copy(alliance.hubFolder, alliance.home(COPY));
            alliance.start(HUB);
            alliance.awaitHub();
            invite(alliance.hubFolder, 1);
            alliance.start(COPY);
            alliance.awaitPort(port);
            invite(alliance.home(COPY), 2);
            move(alliance, "cn", port);
            compared(alliance, shown(alliance, "br"), shown(alliance, "cn"));
            export(alliance.home(COPY), "there");

            move(alliance, "cn", alliance.port());
            alliance.start("cn");
            alliance.await(
                    "the moved node raises an alarm",
                    () -> alliance.said("cn").contains("hub-broke-rules"));
            assertThat(alliance.said("cn")).contains("kind=HISTORIES");
            assertThat(alliance.alive("cn")).isTrue();
            alliance.stop("cn");
            export(alliance.hubFolder, "here");
            explained(alliance);
        }
    }

    /// An honest hub's proofs hold, and what is past the end is refused.
    private void proven(String home) throws Exception {
        var inclusion = foedus("proof", "inclusion", "3", "--home", home);
        assertThat(inclusion.code()).as(inclusion.err()).isZero();
        assertThat(inclusion.out()).contains("entry   3", "proof   ", "holds ");
        var consistency = foedus("proof", "consistency", "2", "9", "--json", "--home", home);
        assertThat(consistency.code()).as(consistency.err()).isZero();
        assertThat(consistency.out()).contains("\"from\":2", "\"to\":9", "\"holds\":true");
        var late = foedus("proof", "consistency", "2", "999", "--home", home);
        assertThat(late.code()).isEqualTo(1);
        assertThat(late.err()).contains("BAD_REQUEST: TO: expected 0 to ");
    }

    /// Copies a stopped hub, to listen on another port.
    private static int copy(Path hub, Path target) throws IOException {
        try (var files = Files.walk(hub)) {
            for (var file : files.toList()) {
                Files.copy(
                        file,
                        target.resolve(hub.relativize(file).toString()),
                        StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        var home = HubHome.open(target);
        int port = freePort();
        var settings =
                new HubHome.Settings(
                        List.of("127.0.0.1:" + port), "127.0.0.1", port, home.settings().tlsPins());
        PrivateFile.write(target.resolve("hub.json"), Json.write(settings));
        return port;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void invite(Path hub, int times) {
        try (var by = Access.operator(HubHome.open(hub))) {
            for (int i = 0; i < times; i++) {
                Joining.invite(by, Optional.empty(), MemberClass.OBSERVER, Duration.ofHours(1));
            }
        }
    }

    private static void move(RealAlliance alliance, String member, int port) {
        var home = alliance.node(member);
        var pin = home.hub();
        home.keep(new HubPin(List.of("127.0.0.1:" + port), pin.identity(), pin.alliance()));
    }

    private Path shown(RealAlliance alliance, String member) throws Exception {
        var ended = foedus("checkpoint", "show", "--home", alliance.home(member).toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        return Files.writeString(folder.resolve(member + ".checkpoint"), ended.out());
    }

    private void compared(RealAlliance alliance, Path mine, Path theirs) throws Exception {
        var home = alliance.home("cn").toString();
        var fork = foedus("checkpoint", "compare", mine.toString(), "--home", home);
        assertThat(fork.code()).as(fork.out() + fork.err()).isEqualTo(1);
        assertThat(fork.out()).contains("FORK", "signed two histories", "proves it", "Next:");
        var same = foedus("checkpoint", "compare", theirs.toString(), "--home", home);
        assertThat(same.code()).isZero();
        assertThat(same.out()).startsWith("same ");
        var newer =
                foedus(
                        "checkpoint",
                        "compare",
                        theirs.toString(),
                        "--json",
                        "--home",
                        alliance.home("br").toString());
        assertThat(newer.code()).isZero();
        assertThat(newer.out()).contains("\"result\":\"newer\"");
    }

    private void export(Path hub, String name) {
        try (var by = Access.operator(HubHome.open(hub))) {
            Exporting.export(by, folder.resolve(name), false, "test", Progress.none());
        }
    }

    private void explained(RealAlliance alliance) throws Exception {
        var here = folder.resolve("here").toString();
        var ledger = alliance.home("cn").resolve("ledger");
        var checkpoint =
                foedus("verify", here, "--checkpoint", folder.resolve("cn.checkpoint").toString());
        assertThat(checkpoint.code()).isEqualTo(1);
        try (var files = Files.list(ledger)) {
            var evidence =
                    files.filter(f -> f.getFileName().toString().startsWith("fork-"))
                            .sorted()
                            .toList();
            assertThat(evidence).as("met twice, one alarm").isNotEmpty();
            for (var file : evidence) {
                var ended = foedus("verify", here, "--checkpoint", file.toString());
                assertThat(ended.code()).isEqualTo(1);
                assertThat(ended.out()).contains("FORK, proven by the evidence alone");
            }
        }
        var against = foedus("verify", here, "--against", folder.resolve("there").toString());
        assertThat(against.code()).isEqualTo(1);
        assertThat(against.out())
                .contains("FORK: from this entry on", "invite/1", "The hub signed both");
    }
}
