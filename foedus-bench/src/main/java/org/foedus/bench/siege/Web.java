package org.foedus.bench.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;

/// A hostile client that speaks HTTP well, and signs with a key of its own.
final class Web implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private final HttpClient client;
    private final String base;

    Web(InetAddress from, int port) {
        System.setProperty("jdk.internal.httpclient.disableHostnameVerification", "true");
        this.base = "https://127.0.0.1:" + port;
        this.client =
                HttpClient.newBuilder()
                        .sslContext(RawClient.TRUSTING)
                        .version(HttpClient.Version.HTTP_1_1)
                        .localAddress(from)
                        .connectTimeout(PATIENCE)
                        .build();
    }

    HttpResponse<byte[]> send(String method, String path, String token, byte[] body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    URI uri(String path) {
        return URI.create(base + path);
    }

    /// One sign-in, both steps; the answer to the last that was sent.
    HttpResponse<byte[]> signIn(Signer signer) throws IOException, InterruptedException {
        var asked =
                send(
                        "POST",
                        Api.PREFIX + "/session/challenge",
                        "",
                        Json.write(new Api.ChallengeRequest(signer.publicKey())));
        if (asked.statusCode() != 200) {
            return asked;
        }
        var challenge = Json.read(asked.body(), Api.Challenge.class);
        var login = new Api.Login(challenge.audience(), challenge.nonce(), challenge.expires());
        var envelope = Envelope.sign(Envelope.LOGIN, Bytes.of(Json.write(login)), signer);
        return send("POST", Api.PREFIX + "/session", "", EnvelopeCodec.write(envelope));
    }

    /// A token, or an empty text where the hub gives none.
    String token(Signer signer) throws IOException, InterruptedException {
        var answer = signIn(signer);
        return answer.statusCode() == 200
                ? Json.read(answer.body(), Api.Session.class).token()
                : "";
    }

    HttpResponse<byte[]> claim(Envelope signed, String token)
            throws IOException, InterruptedException {
        var tree = Json.tree(EnvelopeCodec.write(signed));
        var request = new Api.ClaimRequest(tree, java.util.List.of());
        return send("POST", Api.PREFIX + "/claims", token, Json.write(request));
    }

    static Claim.Header header(org.foedus.core.digest.Sha256 alliance, long sequence) {
        var now = java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        return new Claim.Header(alliance, sequence, now);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
