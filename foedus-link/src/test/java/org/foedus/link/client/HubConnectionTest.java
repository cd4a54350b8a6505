package org.foedus.link.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.foedus.link.tls.TestIdentity.NOW;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.ClientTls;
import org.foedus.link.tls.TestCertificate;
import org.foedus.link.tls.TestIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HubConnectionTest {
    private final Path folder;
    private final TestIdentity identity;
    private final TestCertificate certificate;
    private final TestHub hub;

    HubConnectionTest(@TempDir Path folder) throws Exception {
        this.folder = folder;
        identity = TestIdentity.in(folder, "hub.key");
        certificate = TestCertificate.issuedBy("the hub");
        hub = TestHub.start(certificate, identity.statement(NOW, certificate.pin()));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private HubConnection to(HubAddress address) {
        return to(HubTarget.direct(address, identity.fingerprint()), NOW);
    }

    private static HubConnection to(HubTarget target, Instant now) {
        return new HubConnection(
                target,
                TestIdentity::read,
                RetryPolicy.DEFAULT,
                length -> {},
                InstantSource.fixed(now));
    }

    private static FoedusException fails(HubConnection connection, Request request) {
        return catchThrowableOfType(FoedusException.class, () -> connection.send(request));
    }

    @Test
    void theRightIdentityIsSpokenTo() {
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        try (var connection = to(hub.address())) {
            assertThat(connection.send(Request.get("/ping")).body()).isEqualTo(Bytes.utf8("pong"));
            assertThat(connection.send(Request.get("/none")).status()).isEqualTo(404);
            assertThat(connection.hub().alliance()).isEqualTo("test-alliance");
        }
        assertThat(hub.seen).containsExactly("GET /api/v1/hub", "GET /ping");
    }

    @Test
    void anotherIdentityIsRefusedBeforeAnythingIsSentToIt() {
        var other = TestIdentity.in(folder, "other.key");
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        try (var connection = to(HubTarget.direct(hub.address(), other.fingerprint()), NOW)) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_HUB_KEY);
            assertThat(failure)
                    .hasMessageContaining(other.fingerprint().hex())
                    .hasMessageContaining(identity.fingerprint().hex());
        }
        assertThat(hub.seen).containsExactly("GET /api/v1/hub");
    }

    @Test
    void whoeverReplaysTheTrueStatementUnderAnotherCertificateIsNamed() throws Exception {
        var theirs = TestCertificate.issuedBy("Inspecting Proxy");
        try (var middle = TestHub.start(theirs, identity.statement(NOW, certificate.pin()));
                var connection = to(middle.address())) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.TLS_INTERCEPTED);
            assertThat(failure)
                    .hasMessageContaining("CN=Inspecting Proxy")
                    .hasMessageContaining("--tls-pin");
            assertThat(middle.seen).containsExactly("GET /api/v1/hub");
        }
    }

    @Test
    void whoeverStepsInBetweenLaterIsNamedToo() throws Exception {
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        var theirs = TestCertificate.issuedBy("Late Proxy");
        try (var connection = to(hub.address())) {
            assertThat(connection.send(Request.get("/ping")).status()).isEqualTo(200);
            int port = hub.port();
            hub.close();
            var replayed = identity.statement(NOW, certificate.pin());
            try (var middle = TestHub.start(theirs, replayed, port, "TLSv1.3")) {
                var failure = fails(connection, Request.get("/ping"));
                assertThat(failure.code()).isEqualTo(ErrorCode.TLS_INTERCEPTED);
                assertThat(failure).hasMessageContaining("CN=Late Proxy");
                assertThat(middle.seen).containsExactly("GET /api/v1/hub");
            }
        }
    }

    @Test
    void aRotatedCertificateIsAcceptedOnceTheHubHasStatedIt() throws Exception {
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        var next = TestCertificate.issuedBy("the renewed hub");
        try (var connection = to(hub.address())) {
            assertThat(connection.send(Request.get("/ping")).status()).isEqualTo(200);
            int port = hub.port();
            hub.close();
            var stated = identity.statement(NOW, next.pin());
            try (var renewed = TestHub.start(next, stated, port, "TLSv1.3")) {
                renewed.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
                assertThat(connection.send(Request.get("/ping")).status()).isEqualTo(200);
                assertThat(renewed.seen).containsExactly("GET /api/v1/hub", "GET /ping");
            }
        }
    }

    @Test
    void aStatementThatEndedIsFetchedAgain() {
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        var time = new Instant[] {NOW};
        try (var connection =
                new HubConnection(
                        HubTarget.direct(hub.address(), identity.fingerprint()),
                        TestIdentity::read,
                        RetryPolicy.DEFAULT,
                        length -> {},
                        () -> time[0])) {
            connection.send(Request.get("/ping"));
            time[0] = NOW.plus(Duration.ofHours(1));
            assertThat(fails(connection, Request.get("/ping")).code())
                    .isEqualTo(ErrorCode.CLOCK_SKEW);
        }
        assertThat(hub.seen).containsExactly("GET /api/v1/hub", "GET /ping", "GET /api/v1/hub");
    }

    @Test
    void redirectsAreNeverFollowed() {
        hub.on("/target", exchange -> TestHub.answer(exchange, 200, "stolen"));
        hub.on(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().add("location", "/target");
                    TestHub.answer(exchange, 307, "");
                });
        try (var connection = to(hub.address())) {
            var failure = fails(connection, Request.get("/moved"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure).hasMessageContaining("redirect (307 to /target)");
        }
        assertThat(hub.seen).doesNotContain("GET /target");
    }

    @Test
    void anAnswerOverItsBoundIsRefused() {
        hub.on("/big", exchange -> TestHub.answer(exchange, 200, new byte[10_001]));
        try (var connection = to(hub.address())) {
            var request = Request.get("/big");
            assertThat(connection.send(request.answerUpTo(10_001)).body().length())
                    .isEqualTo(10_001);
            assertThat(fails(connection, request.answerUpTo(10_000)).code())
                    .isEqualTo(ErrorCode.TOO_LARGE);
        }
    }

    @Test
    void anExpiredTokenIsRenewedOnceAndNeverForAnonymousRequests() {
        var renewals = new AtomicInteger();
        hub.on(
                "/mine",
                exchange -> {
                    var shown = exchange.getRequestHeaders().getFirst("authorization");
                    TestHub.answer(exchange, "Bearer 1".equals(shown) ? 200 : 401, "");
                });
        try (var connection = to(hub.address())) {
            connection.authorize(
                    new Authorization() {
                        @Override
                        public Optional<String> header() {
                            return Optional.of("Bearer " + renewals.get());
                        }

                        @Override
                        public boolean renew() {
                            renewals.incrementAndGet();
                            return true;
                        }
                    });
            var request = Request.get("/mine");
            assertThat(connection.send(request.anonymously()).status()).isEqualTo(401);
            assertThat(renewals).hasValue(0);
            assertThat(connection.send(request).status()).isEqualTo(200);
            assertThat(renewals).hasValue(1);
            renewals.set(5);
            assertThat(connection.send(request).status()).isEqualTo(401);
            assertThat(renewals).hasValue(6);
        }
    }

    @Test
    void clocksThatDifferAreNamed() {
        var target = HubTarget.direct(hub.address(), identity.fingerprint());
        try (var connection = to(target, NOW.plus(Duration.ofMinutes(6)))) {
            assertThat(fails(connection, Request.get("/ping")).code())
                    .isEqualTo(ErrorCode.CLOCK_SKEW);
        }
    }

    @Test
    void aServerOfTls12IsRefused() throws Exception {
        var stated = identity.statement(NOW, certificate.pin());
        try (var old = TestHub.start(certificate, stated, 0, "TLSv1.2");
                var connection = to(old.address())) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure).hasMessageContaining("does not speak TLS 1.3");
        }
    }

    @Test
    void aServerOfPlainHttpIsNamed() throws Exception {
        try (var plain = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var connection = to(new HubAddress("127.0.0.1", plain.getLocalPort()))) {
            Thread.startVirtualThread(() -> answerInPlainHttp(plain));
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure).hasMessageContaining("does not speak TLS (plain HTTP?)");
        }
    }

    private static void answerInPlainHttp(ServerSocket listener) {
        try (var socket = listener.accept()) {
            var answer = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            // The client hangs up when it has understood.
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // It hung up at once.
        }
    }

    @Test
    void aTlsServerThatIsNoHubIsNamedWithItsIssuer() throws Exception {
        var theirs = TestCertificate.issuedBy("Hotel");
        try (var portal = TestHub.start(theirs, new byte[] {'<'});
                var connection = to(portal.address())) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("no Foedus hub")
                    .hasMessageContaining("CN=Hotel");
        }
    }

    @Test
    void aRefusedConnectionIsNamedAndTheNextAddressIsTried() throws Exception {
        int closedPort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        var dead = new HubAddress("127.0.0.1", closedPort);
        try (var connection = to(dead)) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure).hasMessageContaining("refused the connection");
        }
        var both =
                new HubTarget(
                        List.of(dead, hub.address()),
                        identity.fingerprint(),
                        null,
                        HubTarget.DEFAULT_CONNECT_TIMEOUT);
        try (var connection = to(both, NOW)) {
            assertThat(connection.send(Request.get("/none")).status()).isEqualTo(404);
        }
    }

    @Test
    void aHubThatComesBackIsSpokenToAgain() throws Exception {
        int port = hub.port();
        try (var connection = to(hub.address())) {
            assertThat(connection.send(Request.get("/none")).status()).isEqualTo(404);
            hub.close();
            assertThat(fails(connection, Request.get("/none")).code())
                    .isEqualTo(ErrorCode.HUB_UNREACHABLE);
            var stated = identity.statement(NOW, certificate.pin());
            try (var back = TestHub.start(certificate, stated, port, "TLSv1.3")) {
                back.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
                assertThat(connection.send(Request.get("/ping")).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBrokenPostMayHaveHappenedAndABrokenGetMayBeAskedAgain() {
        hub.on("/break", exchange -> exchange.getRequestBody().readAllBytes());
        try (var connection = to(hub.address())) {
            assertThat(fails(connection, Request.postJson("/break", Bytes.utf8("{}"))).code())
                    .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
            assertThat(fails(connection, Request.get("/break")).code())
                    .isEqualTo(ErrorCode.HUB_UNREACHABLE);
        }
    }

    @Test
    void anAnswerThatNeverComesEndsInTime() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var link =
                        HttpLink.client(
                                HubTarget.direct(hub.address(), identity.fingerprint()),
                                ClientTls.forStatement())) {
            var never = new HubAddress("127.0.0.1", silent.getLocalPort());
            var request = HttpRequest.newBuilder(never.base()).build();
            var answer = link.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
            var failure =
                    catchThrowableOfType(
                            IOException.class,
                            () -> HttpLink.await(answer, Duration.ofMillis(100), new AtomicLong()));
            assertThat(new Unreachable(never, null).of(Request.get("/"), failure))
                    .hasMessageContaining("no whole answer came in time");
            link.shutdownNow();
        }
    }

    @Test
    void itsThreadsKeepNoProcessAlive() {
        try (var connection = to(hub.address())) {
            connection.send(Request.get("/none"));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("HttpClient-"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void aProxyIsTunnelledThroughAndItsRefusalIsNamed() throws Exception {
        hub.on("/ping", exchange -> TestHub.answer(exchange, 200, "pong"));
        try (var proxy = TestProxy.start("200 OK");
                var connection = through(proxy)) {
            assertThat(connection.send(Request.get("/ping")).status()).isEqualTo(200);
            assertThat(proxy.asked).contains("CONNECT " + hub.address() + " HTTP/1.1");
        }
        try (var proxy = TestProxy.start("403 Forbidden");
                var connection = through(proxy)) {
            var failure = fails(connection, Request.get("/ping"));
            assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
            assertThat(failure)
                    .hasMessageContaining("the proxy " + proxy.address())
                    .hasMessageContaining("403");
        }
        try (var proxy = TestProxy.start("407 Proxy Authentication Required");
                var connection = through(proxy)) {
            assertThat(fails(connection, Request.get("/ping"))).hasMessageContaining("407");
        }
    }

    private HubConnection through(TestProxy proxy) {
        return to(
                new HubTarget(
                        List.of(hub.address()),
                        identity.fingerprint(),
                        proxy.address(),
                        HubTarget.DEFAULT_CONNECT_TIMEOUT),
                NOW);
    }
}
