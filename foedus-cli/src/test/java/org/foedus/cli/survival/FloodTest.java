package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.foedus.cli.Processes;
import org.foedus.cli.alliance.Founding;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.form.CharterForm;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub as a process with the memory that the launcher gives it, and a thousand connections.
class FloodTest {
    private static final int SILENT = 500;
    private static final int WITH_BODIES = 500;
    private static final int BODY_BYTES = 60 * 1024;
    private static final String CHARTER =
            """
            name: Flooded
            lead: br
            admission: {threshold: 0.5, quorum: 0.5}
            mandates: lead
            founders: []
            """;

    @TempDir Path folder;
    private final Deque<Socket> flood = new ArrayDeque<>();
    private int starts;
    private final Deque<Process> processes = new ArrayDeque<>();

    @AfterEach
    void stop() throws IOException, InterruptedException {
        for (var socket : flood) {
            socket.close();
        }
        for (var process : processes) {
            process.destroyForcibly().waitFor(20, TimeUnit.SECONDS);
        }
    }

    private Path log() {
        return folder.resolve("log-" + starts);
    }

    private Process start(Path home, int port) throws IOException, InterruptedException {
        starts++;
        var command = Processes.command();
        Collections.replaceAll(command, "-Xmx512m", "-Xmx256m");
        command.addAll(List.of("hub", "start", "--home", home.toString()));
        var process =
                new ProcessBuilder(command)
                        .directory(Processes.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        processes.add(process);
        while (!listens(port)) {
            assertThat(process.isAlive()).as(Processes.text(log())).isTrue();
            Thread.sleep(100);
        }
        return process;
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aThousandConnectionsLeaveTheHubItsMemoryAndItsMembersAndItStartsAgain() throws Exception {
        int port = freePort();
        var home = folder.resolve("hub");
        Founding.found(
                home,
                CharterForm.read("charter.yaml", CHARTER.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:" + port),
                "127.0.0.1",
                port,
                List.of());
        var hub = start(home, port);
        var identity = HubHome.open(home).identity();
        var target =
                HubTarget.direct(
                        HubAddress.parse("127.0.0.1:" + port), identity.publicKey().fingerprint());
        try (var honest = HubClient.of(target, InstantSource.system());
                var late = HubClient.of(target, InstantSource.system());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            honest.signIn(identity);
            long size = honest.entries(0, Duration.ZERO).size();
            var poll = threads.submit(() -> honest.entries(size, Duration.ofMinutes(5)));
            flood(port);
            late.signIn(identity);
            assertThat(late.checkpoint()).contains("\n");
            late.addresses(List.of("127.0.0.1:" + port, "hub.example.org:1"));
            assertThat(poll.get()).hasSize(1);
            assertQuiet();
            hub.destroyForcibly();
            assertThat(hub.waitFor(20, TimeUnit.SECONDS)).isTrue();
            start(home, port);
            late.signIn(identity);
            assertThat(late.entries(0, Duration.ZERO)).hasSize((int) size + 1);
            assertQuiet();
        }
    }

    private void assertQuiet() throws IOException {
        assertThat(Processes.text(log())).doesNotContain("OutOfMemory", "\"trace\"", "SEVERE");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Connections that say nothing, and applications of which nearly all came. What the hub ends
    /// meanwhile, it ends.
    private void flood(int port) throws IOException, GeneralSecurityException {
        for (int i = 0; i < SILENT; i++) {
            flood.add(new Socket(InetAddress.getLoopbackAddress(), port));
        }
        var head =
                "POST /api/v1/applications HTTP/1.1\r\nHost: x\r\nContent-Length: "
                        + BODY_BYTES
                        + "\r\n\r\n";
        var most = (head + "x".repeat(BODY_BYTES - 1)).getBytes(StandardCharsets.US_ASCII);
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        int held = 0;
        for (int i = 0; i < WITH_BODIES; i++) {
            var plain = new Socket(InetAddress.getLoopbackAddress(), port);
            flood.add(plain);
            try {
                var socket =
                        context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
                socket.getOutputStream().write(most);
                held++;
            } catch (IOException e) {
                // It gave way to a newer one.
            }
        }
        assertThat(held).isPositive();
    }

    /// The hub is on this machine, and its pin is not what is tried here.
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
