package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.RawCaller.Call;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// More connections than there are places for, from one machine, and a member that goes on.
class FullHouseTest {
    private static final int PLACES = 8;
    private static final int FLOOD = 64;

    @TempDir Path folder;
    private final Deque<RawSocket> flood = new ArrayDeque<>();
    private LiveAlliance alliance;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
    }

    @AfterEach
    void close() throws IOException {
        for (var socket : flood) {
            socket.close();
        }
        alliance.close();
    }

    private void limits(String handshakeWait, String requestWait, Optional<Integer> perKey) {
        alliance.stop();
        var limits =
                new LimitSettings(
                        Optional.of(PLACES),
                        Optional.of(PLACES),
                        Optional.of(PLACES),
                        Optional.empty(),
                        perKey,
                        Optional.of(handshakeWait),
                        Optional.of(requestWait),
                        Optional.of(100_000),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        alliance.home.keep(alliance.home.settings().withLimits(limits));
        assertThat(alliance.home.settings().limitsOrDefault()).isEqualTo(limits);
        alliance.begin();
    }

    private void memberGoesOn() {
        assertThat(alliance.as("br").checkpoint()).contains("\n");
    }

    private String metrics() throws IOException {
        return RawSocket.ask(
                alliance.address(),
                "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private long metric(String name) throws IOException {
        return metrics()
                .lines()
                .filter(l -> l.startsWith(name + " "))
                .map(l -> (long) Double.parseDouble(l.substring(l.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name));
    }

    @Test
    void silentConnectionsGiveWayAndAMemberGoesOn() throws IOException {
        limits("5m", "5m", Optional.empty());
        for (int i = 0; i < FLOOD; i++) {
            flood.add(RawSocket.silent(alliance.address()));
        }
        memberGoesOn();
        System.gc(); // A registry forgets what it does not hold itself.
        assertThat(metric("foedus_limit_used{limit=\"connections_handshake\"}"))
                .isLessThanOrEqualTo(PLACES);
        assertThat(metric("foedus_limit_most{limit=\"connections_handshake\"}")).isEqualTo(PLACES);
        assertThat(metric("foedus_limit_refused_total{limit=\"connections_handshake\"}"))
                .isGreaterThanOrEqualTo(FLOOD - PLACES);
    }

    @Test
    void connectionsWithoutARequestGiveWayAndALongPollIsAnswered() throws Exception {
        limits("5m", "5m", Optional.empty());
        var member = alliance.as("br");
        long size = alliance.hub().runtime().read(l -> l.state().size());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var poll = threads.submit(() -> member.entries(size, Duration.ofMinutes(2)));
            for (int i = 0; i < FLOOD; i++) {
                flood.add(RawSocket.tls(alliance.address()).send("GET /healthz HTT"));
            }
            memberGoesOn();
            assertThat(metric("foedus_limit_used{limit=\"connections_stranger\"}"))
                    .isLessThanOrEqualTo(PLACES);
            alliance.invite();
            assertThat(poll.get()).isNotEmpty();
        }
    }

    @Test
    void whoIsSilentOrSlowIsEndedInTime() throws IOException {
        limits("200ms", "200ms", Optional.empty());
        var silent = RawSocket.silent(alliance.address());
        assertThat(silent.rest()).isEmpty();
        var noHead = RawSocket.tls(alliance.address()).send("GET /healthz HTTP/1.1\r\nHo");
        assertThat(noHead.rest()).isEmpty();
        var noBody =
                RawSocket.tls(alliance.address())
                        .send(
                                "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length:"
                                        + " 1000\r\n\r\n{");
        assertThat(noBody.rest()).doesNotContain("200 OK");
        flood.addAll(List.of(silent, noHead, noBody));
        assertThat(metric("foedus_connections_expired_total{stage=\"handshake\"}")).isPositive();
        assertThat(metric("foedus_connections_expired_total{stage=\"stranger\"}"))
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void aBodyIsAsLongAsItsRouteNeedsAndItsCallerIsKnownFirst() throws IOException {
        limits("5m", "200ms", Optional.empty());
        var large = "Content-Length: " + (Api.MAX_SIGN_IN_BYTES + 1) + "\r\n\r\n";
        for (var route : List.of("/session/challenge", "/session")) {
            assertThat(status("POST " + Api.PREFIX + route, large)).isEqualTo(413);
        }
        assertThat(
                        status(
                                "POST /api/v1/applications",
                                "Content-Length: " + (Api.MAX_APPLICATION_BYTES + 1) + "\r\n\r\n"))
                .isEqualTo(413);
        for (var route : List.of("claims", "uploads", "recovery/entries", "hub/addresses")) {
            // The head alone: the answer must not wait for a body.
            assertThat(status("POST /api/v1/" + route, "Content-Length: 1000\r\n\r\n"))
                    .as(route)
                    .isEqualTo(401);
        }
    }

    private int status(String request, String rest) throws IOException {
        var answer =
                RawSocket.ask(
                        alliance.address(),
                        request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + rest);
        return Integer.parseInt(answer.substring(9, 12));
    }

    @Test
    void guessesOfInvitationsAreCountedAndTheRightSecretIsAlwaysHeard() {
        var codes = new TreeSet<String>();
        try (var caller = new RawCaller("https://" + alliance.address())) {
            for (int i = 0; i < 40; i++) {
                var secret = SecretBytes.random(new SecureRandom(), Invitation.SECRET_BYTES);
                codes.add(apply(caller, secret).json().path("code").asString());
            }
            assertThat(codes).containsExactly("BAD_INVITATION", "TOO_MANY");
            assertThat(apply(caller, alliance.invite()).text()).contains("\"accepted\"");
        }
    }

    private RawCaller.Answer apply(RawCaller caller, SecretBytes secret) {
        var id = alliance.hub().runtime().read(l -> l.state().allianceId());
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("it-1"), alliance.key("it-1").publicKey());
        var claim =
                new Claim.Apply(
                        new Claim.Header(id, 1, Instant.now()),
                        secret.use(Invitation::secretHash),
                        new MemberId("it"),
                        "Association",
                        "IT",
                        nodes,
                        Optional.empty());
        var envelope = EnvelopeCodec.write(ClaimCodec.sign(claim, alliance.key("it")));
        return caller.json(
                Call.of("POST", "/api/v1/applications"),
                new Api.ApplicationRequest(
                        secret.use(s -> Base64.getUrlEncoder().withoutPadding().encodeToString(s)),
                        Json.tree(envelope),
                        List.of()));
    }
}
