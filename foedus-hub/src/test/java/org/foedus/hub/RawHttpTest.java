package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPInputStream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Sha256;
import org.foedus.hub.RawCaller.Call;
import org.foedus.hub.api.ApiDocument;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// HTTP as clients speak it, and as some break it: each is answered with its status, and the log
/// has a line of it at most.
class RawHttpTest {
    private static final String HEAD = "Host: x\r\nConnection: close\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";

    @TempDir Path folder;
    private LiveAlliance alliance;
    private RawCaller caller;
    private final List<LogRecord> log = Collections.synchronizedList(new ArrayList<>());
    private final Logger root = Logger.getLogger("");
    private final Handler listener =
            new Handler() {
                @Override
                public void publish(LogRecord entry) {
                    log.add(entry);
                }

                @Override
                public void flush() {}

                @Override
                public void close() {}
            };

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        caller = new RawCaller("https://" + alliance.address());
        root.addHandler(listener);
    }

    @AfterEach
    void close() {
        root.removeHandler(listener);
        caller.close();
        alliance.close();
    }

    private int status(String request) throws IOException {
        var answer = RawSocket.ask(alliance.address(), request);
        assertThat(answer).as(request).startsWith("HTTP/1.1 ");
        return Integer.parseInt(answer.substring(9, 12));
    }

    private void assertNoTrace() {
        assertThat(log)
                .filteredOn(r ->
                        r.getThrown() != null
                                || r.getMessage().contains("request.") && !lines().contains(r))
                .extracting(LogRecord::getMessage)
                .isEmpty();
    }

    @Test
    void whatIsNoRequestIsAnsweredSoAndLeavesNoTrace() throws IOException {
        var post = "POST /api/v1/session HTTP/1.1\r\n" + HEAD + JSON;
        var chunked = post + "Transfer-Encoding: chunked\r\n";
        var expected =
                Map.ofEntries(
                        Map.entry(chunked + "\r\nzz\r\nnull\r\n0\r\n\r\n", 400),
                        Map.entry(chunked + "\r\n-1\r\nnull\r\n0\r\n\r\n", 400),
                        Map.entry(chunked + "\r\nFFFFFFFFFFFFFFFFF\r\nnull\r\n0\r\n\r\n", 400),
                        Map.entry(chunked + "\r\n4\r\nnullX\r\n0\r\n\r\n", 400),
                        Map.entry(chunked + "\r\n4\r\nnull\r\n0\r\n\r\n", 400),
                        Map.entry(chunked + "Content-Length: 4\r\n\r\n4\r\nnull\r\n0\r\n\r\n", 400),
                        Map.entry(post + "Content-Length: abc\r\n\r\nnull", 400),
                        Map.entry(post + "Content-Length: -4\r\n\r\nnull", 400),
                        Map.entry(post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nnull", 400),
                        Map.entry(post + "Expect: nonsense\r\nContent-Length: 4\r\n\r\nnull", 417),
                        Map.entry("GET /healthz HTTP/1.1\r\n" + HEAD + "X: a\r\n b\r\n\r\n", 400),
                        Map.entry("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                        Map.entry("GET /%zz HTTP/1.1\r\n" + HEAD + "\r\n", 400),
                        Map.entry("GET /api/%2e%2e/x%2fy HTTP/1.1\r\n" + HEAD + "\r\n", 400),
                        Map.entry("GET /entries/%00 HTTP/1.1\r\n" + HEAD + "\r\n", 400),
                        Map.entry("GET /?q=%zz HTTP/1.1\r\n" + HEAD + "\r\n", 401),
                        Map.entry(
                                "GET / HTTP/1.1\r\n"
                                        + HEAD
                                        + "X: "
                                        + "a".repeat(20_000)
                                        + "\r\n\r\n",
                                431),
                        Map.entry(
                                "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + HEAD + "\r\n",
                                414),
                        Map.entry("GET /healthz HTTP/3.7\r\n" + HEAD + "\r\n", 505),
                        Map.entry("GET /healthz HTTP/1.0\r\n\r\n", 200),
                        Map.entry("GET https://x/healthz HTTP/1.1\r\n" + HEAD + "\r\n", 200),
                        Map.entry("HEAD /healthz HTTP/1.1\r\n" + HEAD + "\r\n", 200),
                        Map.entry("OPTIONS /healthz HTTP/1.1\r\n" + HEAD + "\r\n", 204),
                        Map.entry("OPTIONS * HTTP/1.1\r\n" + HEAD + "\r\n", 404),
                        Map.entry("DELETE /healthz HTTP/1.1\r\n" + HEAD + "\r\n", 405),
                        Map.entry("FOO /nowhere HTTP/1.1\r\n" + HEAD + "\r\n", 404));
        for (var request : expected.entrySet()) {
            assertThat(status(request.getKey())).as(request.getKey()).isEqualTo(request.getValue());
        }
        assertThat(status("\0\1garbage\r\n\r\n")).isEqualTo(400);
        RawSocket.silent(alliance.address()).send("GET / HTTP/1.1\r\n\r\n").close();
        RawSocket.tls(alliance.address()).send(post + "Content-Length: 400\r\n\r\n{").close();
        assertThat(status("GET /healthz HTTP/1.1\r\n" + HEAD + "\r\n")).isEqualTo(200);
        assertNoTrace();
    }

    private List<LogRecord> lines() {
        return log.stream().filter(r -> r.getMessage().startsWith("request.bad ")).toList();
    }

    @Test
    void whatIsNoRequestIsOneLineInTheLogAndTheyAreFew() throws IOException {
        var head = "POST /api/v1/session HTTP/1.1\r\n" + HEAD + JSON;
        assertThat(status(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nnull\r\n0\r\n\r\n"))
                .isEqualTo(400);
        var first = lines();
        assertThat(first).hasSize(1);
        assertThat(first.getFirst().getThrown()).isNull();
        assertThat(first.getFirst().getMessage())
                .contains(" from=127.0.0.1 status=400 what=\"POST /api/v1/session\"");
        for (int i = 0; i < 20; i++) {
            assertThat(status("GET /%0a%0dX HTTP/1.1\r\nConnection: close\r\n\r\n")).isEqualTo(400);
        }
        assertThat(lines())
                .hasSize(6)
                .allMatch(l -> l.getThrown() == null && !l.getMessage().contains("\n"));
        assertNoTrace();
    }

    @Test
    void whatTheServerItselfRefusesIsAProblemLikeAllOthers() throws IOException {
        var answer =
                RawSocket.ask(
                        alliance.address(),
                        "GET /healthz HTTP/1.1\r\n" + HEAD + "X: a\r\n b\r\n\r\n");
        assertThat(answer)
                .contains("Content-Type: application/json", "nosniff", "Strict-Transport-Security")
                .contains("\"code\":\"BAD_REQUEST\"")
                .doesNotContain("html", "jetty");
    }

    @Test
    void aUpgradeToWebsocketMakesNoSession() throws IOException {
        var answer =
                RawSocket.ask(
                        alliance.address(),
                        String.join(
                                "\r\n",
                                "GET /healthz HTTP/1.1",
                                "Host: x",
                                "Upgrade: websocket",
                                "Connection: Upgrade, close",
                                "Sec-WebSocket-Version: 13",
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                                "",
                                ""));
        assertThat(answer).startsWith("HTTP/1.1 200").doesNotContain("JSESSIONID", "Set-Cookie");
    }

    @Test
    void whoAsksFirstWhetherToSendIsToldWhenTheHubWantsIt() throws IOException {
        var expecting = "Expect: 100-continue\r\nContent-Length: 4\r\n\r\n";
        var unknown =
                RawSocket.ask(
                        alliance.address(),
                        "POST /api/v1/claims HTTP/1.1\r\n" + HEAD + JSON + expecting);
        assertThat(unknown).startsWith("HTTP/1.1 401");
        try (var socket = RawSocket.tls(alliance.address())) {
            socket.send("POST /api/v1/session HTTP/1.1\r\n" + HEAD + JSON + expecting);
            assertThat(socket.line()).startsWith("HTTP/1.1 100");
            assertThat(socket.send("null").rest()).contains("HTTP/1.1 400");
        }
    }

    @Test
    void headIsAnsweredAsGetWithoutABody() throws IOException {
        for (var path : List.of("/api/v1/hub", "/api/v1/openapi.json", "/healthz", "/session")) {
            var get = ask("GET", path);
            var head = ask("HEAD", path);
            assertThat(head.substring(0, 15)).isEqualTo(get.substring(0, 15));
            assertThat(head.length()).as(path).isEqualTo(head.indexOf("\r\n\r\n") + 4);
            if (!path.endsWith("/hub")) {
                assertThat(header(head, "Content-Length")).isEqualTo(header(get, "Content-Length"));
            }
            assertThat(header(head, "Content-Type")).isEqualTo(header(get, "Content-Type"));
        }
        assertThat(ask("HEAD", "/api/v1/ledger/checkpoint")).startsWith("HTTP/1.1 401");
        assertThat(ask("HEAD", "/api/v1/nothing")).startsWith("HTTP/1.1 404");
    }

    private String ask(String method, String path, String... headers) throws IOException {
        return RawSocket.ask(
                alliance.address(),
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\n"
                        + HEAD
                        + String.join("", List.of(headers))
                        + "\r\n");
    }

    private static Optional<String> header(String answer, String name) {
        return answer.lines()
                .takeWhile(l -> !l.isEmpty())
                .filter(l -> l.startsWith(name + ": "))
                .map(l -> l.substring(name.length() + 2))
                .findFirst();
    }

    private static byte[] body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsCompressedSaysSoAndHasTheLengthThatItHas() throws IOException {
        var path = "/api/v1/openapi.json";
        var plain = ask("GET", path);
        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(plain, "Vary").orElse("")).contains("Accept-Encoding");
        var zipped = ask("GET", path, "Accept-Encoding: br, gzip;q=0.5\r\n");
        assertThat(header(zipped, "Content-Encoding")).contains("gzip");
        assertThat(header(zipped, "Content-Length")).contains("" + body(zipped).length);
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body(zipped)))) {
            assertThat(in.readAllBytes()).isEqualTo(body(plain));
        }
        assertThat(header(ask("GET", path, "Accept-Encoding: gzip;q=0\r\n"), "Content-Encoding"))
                .isEmpty();
        var tag = header(zipped, "ETag").orElseThrow();
        assertThat(ask("GET", path, "If-None-Match: \"other\", " + tag + "\r\n"))
                .startsWith("HTTP/1.1 304");
        assertThat(ask("GET", path, "If-None-Match: \"other\"\r\n")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aBlobIsNeverCompressedAndGoesInTheRangesThatAreAsked() throws IOException {
        alliance.startRun(1, "");
        var model = alliance.hub().runtime().read(l -> model(l.state()));
        var bytes = LiveAlliance.bytes(folder.resolve("initial.safetensors"));
        var path = "/api/v1/blobs/sha256/" + model.hex();
        caller.signIn(alliance.key("br"));
        var bearer = "Authorization: Bearer " + caller.token() + "\r\n";
        var zipped = ask("GET", path, bearer, "Accept-Encoding: gzip\r\n");
        assertThat(header(zipped, "Content-Encoding")).isEmpty();
        assertThat(header(zipped, "Content-Length")).contains("" + bytes.length);
        assertThat(body(zipped)).isEqualTo(bytes);
        var head = ask("HEAD", path, bearer);
        assertThat(head).startsWith("HTTP/1.1 200");
        assertThat(header(head, "Content-Length")).contains("" + bytes.length);
        assertThat(body(head)).isEmpty();
        var tag = header(head, "ETag").orElseThrow();
        assertThat(ask("GET", path, bearer, "If-None-Match: " + tag + "\r\n"))
                .startsWith("HTTP/1.1 304");
        int size = bytes.length;
        part(path, bearer, "bytes=10-", 206, 10, size);
        part(path, bearer, "bytes=0-", 206, 0, size);
        part(path, bearer, "bytes=10-19", 206, 10, 20);
        part(path, bearer, "bytes=10-99999999", 206, 10, size);
        part(path, bearer, "bytes=-7", 206, size - 7, size);
        part(path, bearer, "bytes=-99999999", 206, 0, size);
        part(path, bearer, "bytes=0-1,5-6", 200, 0, size);
        part(path, bearer, "bytes=5-4", 200, 0, size);
        part(path, bearer, "lines=1-2", 200, 0, size);
        part(path, bearer, "bytes=a-b", 200, 0, size);
        for (var none :
                List.of("bytes=" + size + "-", "bytes=-0", "bytes=999999999999999999999-")) {
            var answer = ask("GET", path, bearer, "Range: " + none + "\r\n");
            assertThat(answer).as(none).startsWith("HTTP/1.1 416");
            assertThat(header(answer, "Content-Range")).contains("bytes */" + size);
        }
        assertNoTrace();
    }

    private void part(String path, String bearer, String range, int status, int from, int to)
            throws IOException {
        var answer = ask("GET", path, bearer, "Range: " + range + "\r\n");
        assertThat(answer).as(range).startsWith("HTTP/1.1 " + status);
        assertThat(body(answer))
                .as(range)
                .isEqualTo(
                        java.util.Arrays.copyOfRange(
                                LiveAlliance.bytes(folder.resolve("initial.safetensors")),
                                from,
                                to));
    }

    private static Sha256 model(AllianceState state) {
        return state.runs().values().iterator().next().initialModel();
    }

    /// Every route that takes JSON, by a stranger, a member and the operator.
    @Test
    void noJsonMakesTheHubFail() {
        var wrong = new ArrayList<String>();
        for (var who : List.of("", "br", "br-1", "operator")) {
            if (who.isEmpty()) {
                caller.signOut();
            } else {
                caller.signIn(
                        who.equals("operator") ? alliance.home.identity() : alliance.key(who));
            }
            ApiDocument.shipped()
                    .tree()
                    .path("paths")
                    .forEachEntry((path, item) -> {
                        for (var body : bodies(item.path("post").path("requestBody"))) {
                            var answer =
                                    caller.posted(
                                            path.replace("{id}", "x"),
                                            body.getBytes(StandardCharsets.ISO_8859_1));
                            if (answer.status() >= 500 || answer.status() < 400) {
                                wrong.add(who + " " + path + " " + answer.status() + " " + body);
                            }
                        }
                    });
        }
        assertThat(wrong).isEmpty();
        assertNoTrace();
    }

    private static List<String> bodies(JsonNode requestBody) {
        var media = requestBody.path("content").path("application/json");
        if (media.isMissingNode()) {
            return List.of();
        }
        var bodies =
                new ArrayList<>(
                        List.of(
                                "",
                                " ",
                                "null",
                                "true",
                                "1",
                                "\"x\"",
                                "[]",
                                "[null]",
                                "{}",
                                "{} {}",
                                "{}x",
                                "{\"a\":1,\"a\":2}",
                                "NaN",
                                "{\"key\":NaN}",
                                "{\"key\":1e999999999}",
                                "{\"key\":" + "9".repeat(2000) + "}",
                                "\u00ef\u00bb\u00bf{}",
                                "\u00ff\u00fe{\0}\0",
                                "{\"key\":\"\u00c3(\"}",
                                "{\"key\":\"\\ud800\"}",
                                "{\"\u00ff\":1}",
                                "[".repeat(3000),
                                "{\"a\":".repeat(600) + "1" + "}".repeat(600),
                                "{\"key\":\"\0\"}",
                                "{'key':1}",
                                "{\"key\":1,}",
                                "/* */{}"));
        var example = example(media);
        for (var name : example.propertyNames()) {
            for (var value :
                    List.of("null", "[]", "{}", "\"\"", "-1", "1.5", "true", "[null]", "[[]]")) {
                var changed = example.deepCopy();
                changed.set(name, Json.tree(value.getBytes(StandardCharsets.UTF_8)));
                bodies.add(Json.text(changed));
            }
            var without = example.deepCopy();
            without.remove(name);
            bodies.add(Json.text(without));
        }
        return bodies;
    }

    /// What the document gives, or an object with the properties of its schema.
    private static ObjectNode example(JsonNode media) {
        var document = ApiDocument.shipped().tree();
        var schema = media.path("schema");
        var reference = schema.path("$ref").asString("");
        var resolved = reference.isEmpty() ? schema : document.at(reference.substring(1));
        var example = Json.object();
        resolved.path("properties")
                .propertyNames()
                .forEach(name -> example.put(name, "ab".repeat(32)));
        return example;
    }

    @Test
    void whatIsAnsweredNamesTheFault() {
        var answer =
                caller.posted("/api/v1/session/challenge", "null".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("code").asString()).isEqualTo("BAD_FORMAT");
        assertThat(caller.send(Call.get("/api/v1/hub")).status()).isEqualTo(200);
    }
}
