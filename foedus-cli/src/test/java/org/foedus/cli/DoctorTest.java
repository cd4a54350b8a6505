package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.hub.tls.TlsIdentity;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What `foedus doctor` says of a node whose hub does not answer as it should. The hub here is a
/// web server that states what the test wants.
class DoctorTest {
    private static final Sha256 ALLIANCE = Sha256.of(new byte[] {1});
    @TempDir Path folder;
    private Signer identity;
    private Path home;

    @BeforeEach
    void setUp() {
        identity = KeyFile.create(folder.resolve("identity.pem"));
        home = folder.resolve("node");
    }

    /// A node that knows the hub at `port`.
    private NodeHome node(int port, String proxy) {
        var settings = NodeSettings.of(new MemberId("italy"), new NodeId("italy-1"));
        var node =
                NodeHome.create(
                        home,
                        new NodeSettings(
                                settings.member(),
                                settings.node(),
                                settings.engine(),
                                1,
                                proxy.isEmpty() ? null : proxy,
                                settings.limits()));
        node.keep(new HubPin(List.of("127.0.0.1:" + port), identity.publicKey(), ALLIANCE));
        return node;
    }

    private TlsIdentity tls(String name) {
        return TlsIdentity.loadOrIssue(
                PrivateFolder.create(folder.resolve(name)),
                List.of("127.0.0.1"),
                Instant.now(),
                new SecureRandom());
    }

    /// Serves a statement of `tls`'s key, made at `at`, over the key of `shown`.
    private HttpsServer serve(TlsIdentity shown, TlsIdentity tls, Instant at, int api)
            throws IOException {
        var pins = new TreeSet<Sha256>();
        tls.pins().forEach(p -> pins.add(new Sha256(p)));
        var statement =
                new Api.Statement(
                        identity.publicKey(),
                        ALLIANCE,
                        "Test alliance",
                        pins,
                        List.of("127.0.0.1:1"),
                        at,
                        at.plus(Duration.ofHours(3)),
                        api,
                        "9.9.9");
        var answer =
                EnvelopeCodec.write(
                        Envelope.sign(
                                Envelope.HUB_STATEMENT, Bytes.of(Json.write(statement)), identity));
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(shown.sslContext()));
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private List<JsonNode> checks(int exitCode) {
        var spoken = Spoken.of("doctor", "--json", "--home", home.toString());
        assertThat(spoken.exitCode()).as(spoken.out()).isEqualTo(exitCode);
        return SmallAlliance.events(spoken.out());
    }

    private JsonNode check(String what, int exitCode) {
        return checks(exitCode).stream()
                .filter(c -> c.path("what").asString().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private void fails(String what, String code, String fix) {
        var check = check(what, 4);
        assertThat(check.path("verdict").asString()).isEqualTo("fail");
        assertThat(check.path("code").asString()).isEqualTo(code);
        assertThat(check.path("text").asString()).contains(fix);
    }

    @Test
    void aHubThatDoesNotRunIsUnreachable() {
        node(SmallAlliance.freePort(), "");
        fails("hub", "HUB_UNREACHABLE", "refused the connection; is the hub running");
    }

    @Test
    void aProxyThatDoesNotRunIsBlamedItself() {
        var proxy = "127.0.0.1:" + SmallAlliance.freePort();
        node(SmallAlliance.freePort(), proxy);
        fails("hub, by proxy", "HUB_UNREACHABLE", "the proxy " + proxy + " refused");
        assertThat(check("proxy", 4).path("text").asString()).isEqualTo("through " + proxy);
    }

    @Test
    void aProxyThatBreaksTlsOpenIsNamedWithTheFix() throws Exception {
        var hub = serve(tls("proxy"), tls("hub"), Instant.now(), Api.VERSION);
        node(hub.getAddress().getPort(), "");
        fails("tls", "TLS_INTERCEPTED", "exempted from inspection");
        hub.stop(0);
    }

    @Test
    void aClockThatIsAnHourOffIsNamed() throws Exception {
        var tls = tls("hub");
        var hub = serve(tls, tls, Instant.now().minus(Duration.ofHours(1)), Api.VERSION);
        node(hub.getAddress().getPort(), "");
        fails("clock", "CLOCK_SKEW", "is NTP running?");
        hub.stop(0);
    }

    @Test
    void aClockThatIsAMinuteOffIsWarnedOf() throws Exception {
        var tls = tls("hub");
        var hub = serve(tls, tls, Instant.now().minus(Duration.ofSeconds(60)), Api.VERSION);
        node(hub.getAddress().getPort(), "");
        assertThat(check("clock", 0).path("verdict").asString()).isEqualTo("warn");
        assertThat(check("version", 0).path("text").asString()).contains("9.9.9 at the hub");
        hub.stop(0);
    }

    @Test
    void aHubOfAnotherVersionOfTheApiIsNamed() throws Exception {
        var tls = tls("hub");
        var hub = serve(tls, tls, Instant.now(), Api.VERSION + 1);
        node(hub.getAddress().getPort(), "");
        fails("version", "WRONG_STATE", "install Foedus 9.9.9");
        hub.stop(0);
    }

    @Test
    void anotherHubIsNotTakenForOurs() throws Exception {
        var tls = tls("hub");
        var hub = serve(tls, tls, Instant.now(), Api.VERSION);
        identity = KeyFile.create(folder.resolve("other.pem"));
        node(hub.getAddress().getPort(), "");
        fails("hub key", "WRONG_HUB_KEY", "Nothing was sent to it");
        hub.stop(0);
    }

    @Test
    void badKeysAreFoundEachForItself() throws Exception {
        var node = node(SmallAlliance.freePort(), "");
        Files.writeString(node.organisationKeyFile(), "no key");
        Files.setPosixFilePermissions(
                node.nodeKeyFile(), PosixFilePermissions.fromString("rw-rw-rw-"));
        fails("organisation key", "KEY_CORRUPT", "Restore it");
        fails("node key", "KEY_EXPOSED", "chmod 600");
    }

    @Test
    void aHomeThatOthersMayEnterIsNamedAndTheRestIsStillLookedAt() throws Exception {
        node(SmallAlliance.freePort(), "");
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        fails("home", "KEY_EXPOSED", "chmod 700");
        assertThat(checks(4)).anyMatch(c -> c.path("what").asString().startsWith("engine"));
    }

    @Test
    void aHubsPortThatAnotherProgramHoldsIsNamed() throws Exception {
        int port = SmallAlliance.freePort();
        home = folder.resolve("hub-home");
        HubHome.create(
                home,
                new HubHome.Settings(List.of("127.0.0.1:" + port), "127.0.0.1", port, List.of()));
        assertThat(check("port", 4).path("verdict").asString()).isEqualTo("ok");
        try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            Thread.startVirtualThread(() -> hangUp(taken));
            fails("port", "PORT_IN_USE", "change bind and port in hub.json");
        }
    }

    /// Whatever comes is no hub's business.
    private static void hangUp(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                socket.accept().close();
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void anEmptyHomeIsNoFailure() {
        assertThat(check("home", 0).path("verdict").asString()).isEqualTo("warn");
    }
}
