package org.foedus.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.foedus.link.hub.HubClient;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
    private static final Outgoing SENT =
            new Outgoing(
                    Instant.parse("2026-11-24T10:00:00.123456Z"),
                    "update",
                    Optional.empty(),
                    "hub",
                    1234,
                    0,
                    Optional.of("<script>"),
                    Optional.of("owner"),
                    Optional.empty(),
                    "moved",
                    Optional.empty());

    @TempDir private Path temporary;
    private FakeHub hub;
    private NodeHome home;
    private HubClient client;
    private Console console;
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        var world = new World(hub).founded();
        home = NodeHome.create(temporary.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        client = HubClient.of(hub.target(), InstantSource.system());
        client.signIn(world.organisation);
        console = Console.start(home, client, () -> now, 0);
    }

    @AfterEach
    void end() {
        console.close();
        client.close();
        hub.close();
    }

    private String host() {
        return "127.0.0.1:" + console.port();
    }

    /// The raw answer: a browser's own client would not let us lie about `Host`.
    private String ask(String method, String path, String body, String... headers)
            throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
            var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
            for (var header : headers) {
                request.append(header).append("\r\n");
            }
            request.append("Connection: close\r\n");
            if (!body.isEmpty()) {
                request.append("Content-Type: application/x-www-form-urlencoded\r\n");
            }
            request.append("Content-Length: ").append(body.length()).append("\r\n\r\n");
            request.append(body);
            var out = socket.getOutputStream();
            out.write(request.toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            try (var in =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.UTF_8))) {
                return in.lines().collect(Collectors.joining("\n"));
            }
        }
    }

    private String token() {
        return console.startUrl().getFragment();
    }

    private String exchange(String token) throws IOException {
        return ask(
                "POST", "/start", "token=" + token, "Host: " + host(), "Origin: http://" + host());
    }

    private String cookie() throws IOException {
        return exchange(token())
                .lines()
                .filter(l -> l.startsWith("Set-Cookie: "))
                .map(l -> "Cookie: " + l.substring("Set-Cookie: ".length(), l.indexOf(';')))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTokenIsExchangedForAStrictCookieThatShowsTheHubsPages() throws Exception {
        var answer = exchange(token());
        assertThat(answer).startsWith("HTTP/1.1 303").contains("HttpOnly; SameSite=Strict");

        var page = ask("GET", "/runs/r1", "", "Host: " + host(), cookie());

        assertThat(page).startsWith("HTTP/1.1 200").contains("page /en/runs/r1");
        assertThat(page).contains("nosniff", "frame-ancestors 'none'", "no-store");
        assertThat(page).doesNotContain("Access-Control");
    }

    @Test
    void nothingIsShownWithoutTheCookie() throws Exception {
        assertThat(ask("GET", "/", "", "Host: " + host())).startsWith("HTTP/1.1 403");
        assertThat(ask("GET", "/node", "", "Host: " + host())).startsWith("HTTP/1.1 403");
        assertThat(hub.seen).doesNotContain("GET /");
    }

    @Test
    void anotherNameForThisMachineIsTurnedAway() throws Exception {
        assertThat(ask("GET", "/start", "", "Host: evil.example:" + console.port()))
                .startsWith("HTTP/1.1 421");
        assertThat(ask("GET", "/start", "", "Host: localhost:" + console.port()))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void aTokenIsGoodOnce() throws Exception {
        var token = token();

        assertThat(exchange(token)).startsWith("HTTP/1.1 303");
        assertThat(exchange(token)).startsWith("HTTP/1.1 403").doesNotContain("Set-Cookie");
    }

    @Test
    void aTokenIsGoodForTwoMinutes() throws Exception {
        var token = token();
        now = now.plus(Duration.ofSeconds(121));

        assertThat(exchange(token)).startsWith("HTTP/1.1 403");
    }

    @Test
    void aPostFromAnotherPageIsRefusedAndDoesNotSpendTheToken() throws Exception {
        var token = token();
        var body = "token=" + token;

        assertThat(ask("POST", "/start", body, "Host: " + host(), "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("POST", "/start", body, "Host: " + host())).startsWith("HTTP/1.1 403");
        assertThat(exchange(token)).startsWith("HTTP/1.1 303");
    }

    @Test
    void onlyTheHubsPagesAreShownNotItsApi() throws Exception {
        var cookie = cookie();

        for (var path : List.of("/api/v1/hub", "/healthz", "/runs/%2e%2e/api")) {
            assertThat(ask("GET", path, "", "Host: " + host(), cookie))
                    .containsPattern("^HTTP/1.1 40[04]");
        }
        assertThat(hub.seen).noneMatch(s -> s.contains("healthz") || s.contains("%2e"));
    }

    @Test
    void whatLeftIsShownEscaped() throws Exception {
        new OutgoingLog(home.outgoingFile()).add(SENT);

        var page = ask("GET", "/node", "", "Host: " + host(), cookie());

        assertThat(page).contains("update", "1,234 B", "&lt;script&gt;").doesNotContain("<script>");
    }

    @Test
    void theStartPageHasItsStyleBeforeAnyoneIsKnown() throws Exception {
        var page = ask("GET", "/start", "", "Host: " + host());

        assertThat(page).contains("href=\"/assets/portal.css\"");
        assertThat(ask("GET", "/assets/portal.css", "", "Host: " + host()))
                .startsWith("HTTP/1.1 200");
        assertThat(ask("GET", "/assets/portal.js", "", "Host: " + host()))
                .startsWith("HTTP/1.1 403");
    }

    @Test
    void aNarrowScreenNamesEachCellOfWhatLeft() {
        assertThat(NodePage.node("italy-1", DatasetBook.empty(), List.of(SENT)))
                .contains(
                        "<th scope=\"row\">2026-11-24T10:00:00Z</th>",
                        "<td data-label=\"Out\">1,234 B</td>",
                        "<a href=\"/node\">");
    }
}
