package org.foedus.bench.siege;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.hub.api.ApiDocument;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Calls that no client should make: each operation of the hub's own document with values that do
/// not fit, signed claims with spoiled fields, requests with spoiled bytes.
///
/// An answer is wrong that blames the hub itself, shows how it is made, or is none.
final class Fuzz {
    private static final int MAX_WRONG = 20;
    private static final int SHOWN = 300;
    private static final Set<Integer> MAY_SAY = Set.of(501, 503, 505, 507);
    private static final List<String> TRACES = List.of("\tat ", "java.lang.", "Exception:");

    private final Web web;
    private final RawClient raw;
    private final Signer signer;
    private final Mutation chance;
    private final JsonNode document = ApiDocument.shipped().tree();
    private final List<Operation> operations = new ArrayList<>();
    private final List<JsonNode> claims = new ArrayList<>();
    private final Counts outcomes = new Counts();
    private final List<String> wrong = new ArrayList<>();
    private String token;
    private long sequence;

    /// One operation of the document.
    private record Operation(String path, String method, JsonNode description) {}

    Fuzz(Web web, RawClient raw, Signer signer, long seed)
            throws IOException, InterruptedException {
        this.web = web;
        this.raw = raw;
        this.signer = signer;
        this.chance = new Mutation(new Random(seed));
        this.token = web.token(signer);
        for (var path : document.path("paths").properties()) {
            for (var operation : path.getValue().properties()) {
                var described = operation.getValue();
                boolean endless = described.toString().contains("text/event-stream");
                if (described.has("responses") && !endless) {
                    operations.add(new Operation(path.getKey(), operation.getKey(), described));
                }
            }
        }
        collectClaims();
    }

    /// The claims that the ledger holds already, to be spoiled.
    private void collectClaims() throws IOException, InterruptedException {
        var answer = web.send("GET", Api.PREFIX + "/ledger/entries?from=0", token, new byte[0]);
        for (var line : new String(answer.body(), StandardCharsets.UTF_8).split("\n")) {
            for (var payload :
                    Json.tree(line.getBytes(StandardCharsets.UTF_8)).findValues("payload")) {
                if (payload.isString()) {
                    claims.add(Json.tree(Base64.getDecoder().decode(payload.asString())));
                }
            }
        }
        if (operations.size() < 10 || claims.isEmpty()) {
            throw new IllegalStateException(
                    operations.size() + " operations and " + claims.size() + " claims to spoil");
        }
    }

    Map<String, Long> outcomes() {
        return outcomes.all();
    }

    List<String> wrong() {
        return List.copyOf(wrong);
    }

    void call() throws InterruptedException {
        switch (chance.below(4)) {
            case 0 -> spoiledClaim();
            case 1 -> spoiledBytes();
            default -> spoiledValues();
        }
    }

    private void spoiledValues() throws InterruptedException {
        var operation = chance.any(operations);
        var path = operation.path();
        var query = new StringBuilder();
        var builder = HttpRequest.newBuilder();
        for (var parameter : operation.description().path("parameters")) {
            var p =
                    parameter.has("$ref")
                            ? document.at(parameter.path("$ref").asString().substring(1))
                            : parameter;
            var name = p.path("name").asString();
            var value = name.equals("wait") ? chance.any(List.of("0", "-1", "x")) : chance.text();
            var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8);
            switch (p.path("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", encoded);
                case "query" ->
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(encoded);
                default -> header(builder, name, value);
            }
        }
        path = path.replaceAll("\\{[^}]*}", "x");
        var schema =
                operation
                        .description()
                        .path("requestBody")
                        .path("content")
                        .path("application/json");
        var body =
                schema.isMissingNode()
                        ? new byte[0]
                        : chance.bytes(spoiled(chance.like(document, schema.path("schema"), 0)));
        if (chance.oneIn(2)) {
            header(builder, "Authorization", "Bearer " + (chance.oneIn(4) ? chance.text() : token));
        }
        header(builder, "Content-Type", chance.oneIn(8) ? chance.text() : "application/json");
        if (chance.oneIn(4)) {
            header(builder, "Accept-Encoding", chance.any(List.of("gzip", "br, gzip;q=0", "*")));
            header(
                    builder,
                    "Range",
                    chance.any(List.of("bytes=0-", "bytes=-1", "bytes=9-1", "x=")));
        }
        var method = operation.method().toUpperCase(java.util.Locale.ROOT);
        send(method + " " + operation.path(), builder, method, path + query, body);
    }

    private JsonNode spoiled(JsonNode node) {
        return chance.oneIn(6) ? node : chance.spoil(node);
    }

    private static void header(HttpRequest.Builder builder, String name, String value) {
        try {
            builder.setHeader(name, value);
        } catch (IllegalArgumentException e) {
            // Our own client does not let it out.
        }
    }

    private void send(
            String what, HttpRequest.Builder builder, String method, String target, byte[] body)
            throws InterruptedException {
        try {
            var request =
                    builder.uri(web.uri(target))
                            .timeout(java.time.Duration.ofMillis(RawClient.PATIENCE_MILLIS))
                            .method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
            var answer = web.send(request);
            judge(what + " " + target, answer.statusCode(), answer.body());
            if (answer.statusCode() == 401 && chance.oneIn(4)) {
                token = web.token(signer);
            }
        } catch (HttpTimeoutException e) {
            blame(what + " " + target, "no answer");
        } catch (IOException e) {
            outcomes.add("closed");
        } catch (IllegalArgumentException e) {
            outcomes.add("not sent");
        }
    }

    private void judge(String what, int status, byte[] body) {
        outcomes.add("status " + status);
        var text = new String(body, StandardCharsets.UTF_8);
        if (status >= 500 && !MAY_SAY.contains(status)) {
            blame(what, status + " " + text);
        }
        for (var trace : TRACES) {
            if (text.contains(trace)) {
                blame(what, "shows " + trace.strip());
            }
        }
    }

    private void blame(String what, String why) {
        outcomes.add("wrong");
        if (wrong.size() < MAX_WRONG) {
            var line = what + ": " + why;
            wrong.add(line.substring(0, Math.min(line.length(), SHOWN)));
        }
    }

    /// A claim of the ledger with one value changed, signed well.
    private void spoiledClaim() throws InterruptedException {
        var claim = chance.any(claims);
        var next = (ObjectNode) claim.deepCopy();
        sequence = Math.max(sequence + 1, System.currentTimeMillis());
        if (next.path("header") instanceof ObjectNode header) {
            header.put("sequence", sequence).put("at", java.time.Instant.now().toString());
        } else {
            next.put("sequence", sequence).put("at", java.time.Instant.now().toString());
        }
        var payload = chance.bytes(spoiled(next));
        var type = chance.oneIn(10) ? chance.text() : Envelope.CLAIM;
        try {
            var signed = Envelope.sign(type, Bytes.of(payload), signer);
            var answer = web.claim(signed, token);
            judge("claim " + next.path("type").asString("?"), answer.statusCode(), answer.body());
        } catch (HttpTimeoutException e) {
            blame("claim", "no answer");
        } catch (IOException e) {
            outcomes.add("closed");
        } catch (FoedusException | IllegalArgumentException e) {
            outcomes.add("not sent");
        }
    }

    private void spoiledBytes() {
        var body = "{\"key\":\"" + signer.publicKey() + "\"}";
        var request =
                switch (chance.below(3)) {
                    case 0 ->
                            "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Connection: close\r\n\r\n";
                    case 1 ->
                            "POST /api/v1/session/challenge HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Connection: close\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: "
                                    + body.length()
                                    + "\r\n\r\n"
                                    + body;
                    default ->
                            "POST /api/v1/claims HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    + "Connection: close\r\nContent-Type: application/json\r\n"
                                    + "Transfer-Encoding: chunked\r\n\r\n"
                                    + "5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
                };
        var bytes = chance.spoil(RawClient.ascii(request));
        try {
            var answer = new String(raw.exchange(bytes), StandardCharsets.ISO_8859_1);
            if (answer.isEmpty()) {
                outcomes.add("bytes closed");
            } else if (!answer.matches("(?s)HTTP/1\\.1 [1-5]\\d\\d.*")) {
                blame("bytes", "no HTTP: " + answer.substring(0, Math.min(80, answer.length())));
            } else {
                judge(
                        "bytes " + new String(bytes, StandardCharsets.ISO_8859_1),
                        Integer.parseInt(answer.substring(9, 12)),
                        RawClient.ascii(answer));
            }
        } catch (SocketTimeoutException e) {
            outcomes.add("bytes unanswered");
        } catch (IOException e) {
            outcomes.add("bytes closed");
        }
    }
}
