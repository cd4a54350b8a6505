package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.hub.RawCaller.Call;
import org.foedus.link.invitation.Invitation;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real hub, asked by a program that knows the document alone: all that is sent and answered fits
/// it.
class ApiAnswersTest {
    private static final String CLAIMS = "/api/v1/claims";

    /// What only a hub with a lost ledger answers with success.
    private static final List<String> ONLY_IN_RECOVERY =
            List.of("giveBack", "goOn", "showCheckpoint");

    @TempDir Path folder;
    private LiveAlliance alliance;
    private RawCaller caller;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        caller = new RawCaller("https://" + alliance.address());
    }

    @AfterEach
    void close() {
        caller.close();
        alliance.close();
    }

    private Claim.Header header(long sequence) {
        var id = alliance.hub().runtime().read(l -> l.state().allianceId());
        return new Claim.Header(id, sequence, Instant.now());
    }

    /// The sequence number that the key called `name` may use next.
    private long next(String name) {
        var key = alliance.key(name).publicKey();
        return alliance.hub()
                .runtime()
                .read(l -> Optional.ofNullable(l.state().lastClaims().get(key)))
                .map(last -> last.sequence() + 1)
                .orElse(1L);
    }

    private static Api.ClaimRequest request(Claim claim, Signer signer) {
        var envelope = EnvelopeCodec.write(ClaimCodec.sign(claim, signer));
        return new Api.ClaimRequest(Json.tree(envelope), List.of());
    }

    @Test
    void everyOperationAnswersAsTheDocumentSays() {
        hub();
        ledger();
        work();
        blobs();
        recovery();
        var all = new TreeSet<String>();
        for (var item : caller.document().tree().path("paths")) {
            item.forEach(operation -> all.add(operation.path("operationId").asString()));
        }
        ONLY_IN_RECOVERY.forEach(all::remove);
        caller.done().removeAll(ONLY_IN_RECOVERY);
        assertThat(caller.done()).isEqualTo(all);
    }

    private void hub() {
        caller.send(Call.get("/api/v1/hub"));
        caller.send(Call.get("/api/v1/openapi.yaml"));
        var document = caller.send(Call.get("/api/v1/openapi.json"));
        assertThat(document.body()).isEqualTo(caller.document().json());
        apply();
        caller.signIn(alliance.home.identity());
        caller.json(
                Call.of("POST", "/api/v1/hub/addresses"),
                new Api.Addresses(List.of(alliance.address().toString(), "hub.example.org:8443")));
    }

    private void apply() {
        var secret = alliance.invite();
        var hash = secret.use(Invitation::secretHash);
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("it-1"), alliance.key("it-1").publicKey());
        var claim =
                new Claim.Apply(
                        header(1),
                        hash,
                        new MemberId("it"),
                        "Associazione",
                        "IT",
                        nodes,
                        Optional.of(contact().digest()));
        var envelope = EnvelopeCodec.write(ClaimCodec.sign(claim, alliance.key("it")));
        var text = secret.use(b -> Base64.getUrlEncoder().encodeToString(b));
        var form = new Api.BodyForm(contact().salt(), contact().content(), contact().readers());
        caller.json(
                Call.of("POST", "/api/v1/applications"),
                new Api.ApplicationRequest(text, Json.tree(envelope), List.of(form)));
    }

    private void ledger() {
        caller.signIn(alliance.key("br"));
        assertThat(caller.send(Call.get("/api/v1/ledger/entries").with("from", 2)).text().lines())
                .hasSizeGreaterThan(5);
        caller.send(Call.get("/api/v1/ledger/checkpoint"));
        caller.send(Call.get("/api/v1/ledger/inclusion").with("index", 1).with("size", 3));
        caller.send(Call.get("/api/v1/ledger/consistency").with("from", 1).with("to", 3));
        cosign();
        var body = Call.get("/api/v1/bodies/{digest}");
        assertThat(caller.send(body.with("digest", "0".repeat(64))).status()).isEqualTo(404);
        caller.signIn(alliance.home.identity());
        assertThat(caller.send(body.with("digest", contact().digest())).status()).isEqualTo(200);
    }

    private void cosign() {
        var note = caller.send(Call.get("/api/v1/ledger/checkpoint")).text();
        var checkpoint = Checkpoint.open(note, alliance.home.identity().publicKey());
        var line = checkpoint.cosign("br", alliance.key("br"), Instant.now().getEpochSecond());
        caller.json(
                Call.of("POST", "/api/v1/ledger/cosignatures"),
                new Api.Cosignature(checkpoint.size(), line));
    }

    private static Body contact() {
        var readers = new TreeSet<>(List.of("operator"));
        return Body.of(Bytes.of(new byte[Body.SALT_BYTES]), Bytes.utf8("it@example.org"), readers);
    }

    private void work() {
        alliance.startRun(1, LiveAlliance.ALL_THREE);
        for (var node : List.of("br-1", "cn-1", "in-1")) {
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        caller.signIn(alliance.key("br"));
        var vote = new Claim.Vote(header(next("br")), new MemberId("it"), Choice.YES);
        caller.json(Call.of("POST", CLAIMS), request(vote, alliance.key("br")));
        caller.signIn(alliance.key("br-1"));
        var list = caller.send(Call.get("/api/v1/work").with("wait", 0)).json();
        assertThat(list.path("size").asLong()).isPositive();
        caller.send(Call.get("/api/v1/runs/{run}/activity").with("run", "run-1"));
    }

    private void blobs() {
        caller.signIn(alliance.key("br"));
        var file = alliance.write("other", LiveAlliance.safetensors(LiveAlliance.constant(2)));
        var bytes = LiveAlliance.bytes(file);
        var digest = LiveAlliance.digest(file);
        var opened =
                caller.json(
                        Call.of("POST", "/api/v1/uploads"),
                        new Api.UploadRequest(digest, bytes.length, "model"));
        var id = opened.json().path("id").asString();
        var upload = "/api/v1/uploads/{id}";
        var half = Arrays.copyOf(bytes, bytes.length / 2);
        caller.send(
                Call.of("PATCH", upload).with("id", id).with("Upload-Offset", 0),
                "application/octet-stream",
                half);
        var offset = caller.send(Call.of("HEAD", upload).with("id", id));
        assertThat(offset.headers()).containsEntry("upload-offset", "" + half.length);
        caller.send(
                Call.of("PATCH", upload).with("id", id).with("Upload-Offset", half.length),
                "application/octet-stream",
                Arrays.copyOfRange(bytes, half.length, bytes.length));
        var initial = alliance.run().model();
        var blob = Call.get("/api/v1/blobs/sha256/{hex}").with("hex", initial);
        assertThat(caller.send(blob).status()).isEqualTo(200);
        assertThat(caller.send(blob.with("Range", "bytes=10-")).status()).isEqualTo(206);
    }

    private void recovery() {
        caller.signIn(alliance.key("br-1"));
        caller.send(Call.get("/api/v1/recovery"));
        caller.json(
                Call.of("POST", "/api/v1/recovery/checkpoint"),
                new Api.Shown(Optional.empty(), 0, List.of()));
        caller.json(
                Call.of("POST", "/api/v1/recovery/entries"),
                new Api.GivenBack("", 0, List.of(), List.of()));
        caller.send(Call.of("POST", "/api/v1/recovery/go-on"));
    }

    @Test
    void aClaimIsKnownByItsBytes() {
        caller.signIn(alliance.key("br"));
        alliance.apply("pt", alliance.invite());
        var vote = new Claim.Vote(header(next("br")), new MemberId("pt"), Choice.YES);
        var request = request(vote, alliance.key("br"));
        var first = caller.json(Call.of("POST", CLAIMS), request).json();
        assertThat(first.path("outcome").asString()).isEqualTo("accepted");
        var second = caller.json(Call.of("POST", CLAIMS), request).json();
        assertThat(second.path("outcome").asString()).isEqualTo("repeated");
        assertThat(second.path("index")).isEqualTo(first.path("index"));
    }

    @Test
    void aFailureSpeaksTheLanguageThatIsAskedFor() {
        var call = Call.get("/api/v1/ledger/checkpoint");
        var texts = new TreeSet<String>();
        for (var language :
                Map.of(
                                "en", "en", "it-IT", "it", "pt-BR", "pt", "ru", "ru", "hi", "hi",
                                "zh-CN", "zh")
                        .entrySet()) {
            var problem = caller.send(call.with("Accept-Language", language.getKey()));
            assertThat(problem.status()).isEqualTo(401);
            assertThat(problem.headers()).containsEntry("content-language", language.getValue());
            assertThat(problem.json().path("code").asString()).isEqualTo("NOT_SIGNED_IN");
            assertThat(problem.json().path("message").asString()).startsWith("sign in first");
            texts.add(problem.json().path("meaning").asString());
        }
        assertThat(texts).hasSize(6);
    }
}
