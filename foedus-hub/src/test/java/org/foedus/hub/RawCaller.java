package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.hub.api.ApiDocument;
import org.foedus.hub.api.SchemaCheck;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import tools.jackson.databind.JsonNode;

/// A program that knows the hub by its document alone, and holds every request and answer against
/// it.
final class RawCaller implements AutoCloseable {
    private static final String JSON = "application/json";

    private final ApiDocument document = ApiDocument.shipped();
    private final SchemaCheck check = new SchemaCheck(document);
    private final HttpClient client;
    private final String base;
    private final Set<String> done = new TreeSet<>();
    private String token = "";

    RawCaller(String base) {
        this.base = base;
        this.client = HttpClient.newBuilder().sslContext(trusting()).build();
    }

    /// One call, as the document describes it.
    ///
    /// @param path as in the document, with names in braces
    /// @param values of the names, of the query and of headers; what is none of them goes nowhere
    record Call(String method, String path, SortedMap<String, String> values) {
        static Call of(String method, String path) {
            return new Call(method, path, new TreeMap<>());
        }

        static Call get(String path) {
            return of("GET", path);
        }

        Call with(String name, Object value) {
            var more = new TreeMap<>(values);
            more.put(name, value.toString());
            return new Call(method, path, more);
        }
    }

    record Answer(int status, Bytes body, SortedMap<String, String> headers) {
        JsonNode json() {
            return Json.tree(body.array());
        }

        String text() {
            return new String(body.array(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /// Operations that were answered with success.
    Set<String> done() {
        return done;
    }

    ApiDocument document() {
        return document;
    }

    void signIn(Signer signer) {
        token = "";
        var challenge =
                json(
                        Call.of("POST", "/api/v1/session/challenge"),
                        new Api.ChallengeRequest(signer.publicKey()));
        var login = Json.read(Json.write(challenge.json()), Api.Login.class);
        var envelope = Envelope.sign(Envelope.LOGIN, Bytes.of(Json.write(login)), signer);
        var session =
                json(Call.of("POST", "/api/v1/session"), Json.tree(EnvelopeCodec.write(envelope)));
        token = session.json().path("token").asString();
    }

    String token() {
        return token;
    }

    /// Any bytes as JSON to a path, not held against the document.
    Answer posted(String path, byte[] body) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .header("Content-Type", JSON)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return sent(request.build());
    }

    void signOut() {
        token = "";
    }

    Answer json(Call call, Object body) {
        var json = Json.tree(Json.write(body));
        var operation = operation(call);
        assertThat(
                        check.problems(
                                operation
                                        .path("requestBody")
                                        .path("content")
                                        .path(JSON)
                                        .path("schema"),
                                json))
                .as(call.toString())
                .isEmpty();
        return send(call, JSON, Json.write(json));
    }

    Answer send(Call call) {
        return send(call, "", new byte[0]);
    }

    Answer send(Call call, String type, byte[] body) {
        var operation = operation(call);
        var request = HttpRequest.newBuilder();
        var path = call.path();
        var query = new StringBuilder();
        for (var value : call.values().entrySet()) {
            switch (place(operation, value.getKey())) {
                case "path" -> path = path.replace("{" + value.getKey() + "}", value.getValue());
                case "query" ->
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(value.getKey())
                                .append('=')
                                .append(value.getValue());
                default -> request.header(value.getKey(), value.getValue());
            }
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        request.uri(URI.create(base + path + query))
                .method(
                        call.method(),
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        return checked(call, operation, sent(request.build()));
    }

    private Answer sent(HttpRequest request) {
        try {
            var response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            var headers = new TreeMap<String, String>();
            response.headers()
                    .map()
                    .forEach((name, values) ->
                            headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
            return new Answer(response.statusCode(), Bytes.of(response.body()), headers);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private JsonNode operation(Call call) {
        var operation =
                document.tree()
                        .path("paths")
                        .path(call.path())
                        .path(call.method().toLowerCase(Locale.ROOT));
        assertThat(operation.isObject()).as(call.toString()).isTrue();
        return operation;
    }

    private String place(JsonNode operation, String name) {
        for (var reference : operation.path("parameters")) {
            var parameter = resolved(reference);
            if (parameter.path("name").asString().equals(name)) {
                return parameter.path("in").asString();
            }
        }
        return "header";
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : document.tree().at(reference.substring(1));
    }

    private Answer checked(Call call, JsonNode operation, Answer answer) {
        var where = call + " is answered " + answer.status() + ": " + answer.text();
        var status = Integer.toString(answer.status());
        var named = operation.path("responses").path(status);
        assertThat(answer.status() < 400 && named.isMissingNode()).as(where).isFalse();
        var response =
                resolved(
                        named.isMissingNode()
                                ? operation.path("responses").path("default")
                                : named);
        var content = response.path("content");
        if (content.isEmpty()) {
            assertThat(answer.body().length()).as(where).isZero();
        } else {
            var type = answer.headers().getOrDefault("content-type", "").replaceAll(";.*", "");
            assertThat(content.propertyNames()).as(where).contains(type);
            var schema = content.path(type).path("schema");
            if (type.equals(JSON)) {
                assertThat(check.problems(schema, answer.json())).as(where).isEmpty();
            }
        }
        response.path("headers")
                .propertyNames()
                .forEach(h ->
                        assertThat(answer.headers())
                                .as(where)
                                .containsKey(h.toLowerCase(Locale.ROOT)));
        if (answer.status() < 400) {
            done.add(operation.path("operationId").asString());
        }
        return answer;
    }

    static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
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

    @Override
    public void close() {
        client.close();
    }
}
