package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;

/// An alliance on one PostgreSQL server and one folder of blobs, with two hubs as processes.
final class TwoHubs implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);

    private final Path folder;
    private final EmbeddedPostgres server;
    private final List<Process> started = new ArrayList<>();
    private final List<HubAddress> addresses;

    TwoHubs(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
        addresses = List.of(new HubAddress(HOST, freePort()), new HubAddress(HOST, freePort()));
        var charter = folder.resolve("charter.yaml");
        Files.writeString(
                charter,
                """
                name: Two hubs
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """);
        var password = folder.resolve("password");
        Files.createFile(
                password,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, "s3cret\n");
        done(
                List.of(
                        "hub",
                        "init",
                        "--charter=" + charter,
                        "--home=" + home(0),
                        "--address=" + addresses.get(0),
                        "--address=" + addresses.get(1),
                        "--bind=" + HOST,
                        "--port=" + addresses.get(0).port(),
                        "--database=" + url(),
                        "--database-user=postgres",
                        "--database-password-file=" + password,
                        "--blobs=" + folder.resolve("blobs")));
        done(
                List.of(
                        "hub",
                        "standby",
                        "--home=" + home(0),
                        "--to=" + home(1),
                        "--port=" + addresses.get(1).port()));
    }

    String url() {
        return "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        }
    }

    Path home(int hub) {
        return folder.resolve("hub-" + (char) ('a' + hub));
    }

    private void done(List<String> arguments) throws IOException, InterruptedException {
        var ended = run(arguments);
        assertThat(ended.code()).as(ended.err()).isZero();
    }

    Processes.Ended run(List<String> arguments) throws IOException, InterruptedException {
        return Processes.run(folder.resolve("io"), arguments);
    }

    /// Starts a hub; its lines are in `life(hub, life)`.
    Process start(int hub, int life) throws IOException {
        var process =
                Processes.start(
                        life(hub, life), List.of("hub", "start", "--json", "--home=" + home(hub)));
        started.add(process);
        return process;
    }

    private Path life(int hub, int life) {
        return folder.resolve("life-%d-%d".formatted(hub, life));
    }

    /// Waits until the hub has said this, so many times.
    void awaitSaid(int hub, int life, String event, int times)
            throws IOException, InterruptedException {
        var wanted = "\"type\":\"" + event + "\"";
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (count(said(hub, life), wanted) < times) {
            assertThat(System.nanoTime())
                    .as("%s: %s%n%s", event, said(hub, life), log(hub, life))
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private static int count(String text, String wanted) {
        return text.split(java.util.regex.Pattern.quote(wanted), -1).length - 1;
    }

    String said(int hub, int life) throws IOException {
        return Processes.text(life(hub, life).resolve("out"));
    }

    String log(int hub, int life) throws IOException {
        return Processes.text(life(hub, life).resolve("err"));
    }

    /// The operator, who knows both addresses.
    HubClient operator() {
        var identity = HubHome.open(home(0)).identity();
        var target =
                new HubTarget(
                        addresses,
                        identity.publicKey().fingerprint(),
                        null,
                        HubTarget.DEFAULT_CONNECT_TIMEOUT);
        var client = HubClient.of(target, InstantSource.system());
        client.signIn(identity);
        return client;
    }

    @Override
    public void close() throws IOException {
        for (var process : started) {
            process.destroyForcibly();
        }
        for (var process : started) {
            process.onExit().join();
        }
        server.close();
    }
}
