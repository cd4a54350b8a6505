package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.cli.alliance.Access;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.Pause;
import org.foedus.link.client.Request;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.hub.HubClient;
import org.foedus.link.hub.Statements;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.model.Architectures;

/// A member's node that says what no honest one says. Each try answers with the hub's code, or with
/// `accepted`.
final class Cheat implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHUNK = 256 * 1024;

    private final NodeHome home;
    private final Signer key;
    private final HubConnection connection;
    private final HubClient hub;

    Cheat(Path home) {
        this.home = NodeHome.open(home);
        this.key = this.home.nodeKey();
        var clock = InstantSource.system();
        this.connection =
                new HubConnection(
                        Access.target(this.home),
                        Statements::read,
                        RetryPolicy.DEFAULT,
                        Pause.sleeping(),
                        clock);
        this.hub = new HubClient(connection, clock, RetryPolicy.DEFAULT, Pause.sleeping());
        hub.signIn(key);
    }

    /// Waits until it is asked to train.
    WorkItemId awaitTraining(int round) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            for (var asked : hub.work(Duration.ofSeconds(2)).items()) {
                if (asked.item().kind() == WorkItem.Kind.TRAIN && asked.item().round() == round) {
                    return asked.item().id();
                }
            }
        }
        throw new AssertionError("round " + round + " did not begin");
    }

    /// The initial model, which has the size and the shape that an update has.
    static byte[] zeros() {
        return Architectures.initialise(Architectures.MLP, 0);
    }

    static byte[] notFinite() {
        var file = ByteBuffer.wrap(zeros()).order(ByteOrder.LITTLE_ENDIAN);
        file.putFloat(file.capacity() - 4, Float.NaN);
        return file.array();
    }

    static byte[] otherShape() {
        var text = new String(zeros(), StandardCharsets.ISO_8859_1);
        return text.replaceFirst("\"shape\":\\[(\\d)(\\d)", "\"shape\":[$2$1")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Its header says that it is longer than the whole file.
    static byte[] lyingHeader() {
        var file = ByteBuffer.wrap(zeros()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(0, file.capacity());
        return file.array();
    }

    /// Uploads `update` for `item` and claims that it is done.
    String train(WorkItemId item, byte[] update) throws IOException {
        var file = Files.write(home.folder().resolve("update.part"), update);
        var output = output(update);
        return code(() -> {
            hub.upload(file, output.sha256(), update.length, item.value());
            return claim(item, output);
        });
    }

    /// Claims another node's work item.
    String claimFor(WorkItemId item) {
        return code(() -> claim(item, output(zeros())));
    }

    private String claim(WorkItemId item, Output output) {
        var outputs = new TreeMap<String, Output>();
        outputs.put("delta", output);
        return hub.submit(
                        h ->
                                new Claim.WorkDone(
                                        h, item, outputs, 100, new TreeMap<>(), Optional.empty()),
                        List.of())
                .outcome();
    }

    private static Output output(byte[] bytes) {
        var tree = new MerkleTree();
        for (int i = 0; i < bytes.length; i += CHUNK) {
            tree.append(
                    MerkleTree.leafHash(
                            java.util.Arrays.copyOfRange(
                                    bytes, i, Math.min(bytes.length, i + CHUNK))));
        }
        return new Output(Sha256.of(bytes), tree.root(), bytes.length, Output.DELTA, Output.FP32);
    }

    String read(Sha256 blob) {
        return code(() -> {
            hub.download(blob, zeros().length, home.folder().resolve("stolen.part"));
            return "accepted";
        });
    }

    /// Hands in its own withdrawal once more, as it stands in the ledger.
    String replay() {
        return post(withdrawal());
    }

    /// The same, with one bit of the signature flipped.
    String unsigned() {
        var envelope = withdrawal();
        var signature = envelope.signature().array();
        signature[0] ^= 1;
        return post(
                new Envelope(
                        envelope.payloadType(),
                        envelope.payload(),
                        envelope.key(),
                        Bytes.of(signature)));
    }

    private Envelope withdrawal() {
        return hub.entries(0, Duration.ZERO).stream()
                .map(EntryCodec::read)
                .flatMap(e -> e instanceof Entry.Claimed c ? java.util.stream.Stream.of(c) : null)
                .filter(c ->
                        c.claim() instanceof Claim.Consent consent
                                && consent.decision() == Claim.Decision.WITHDRAWN)
                .map(Entry.Claimed::envelope)
                .filter(e -> e.key().equals(key.publicKey()))
                .findFirst()
                .orElseThrow();
    }

    private String post(Envelope envelope) {
        var request = new Api.ClaimRequest(Json.tree(EnvelopeCodec.write(envelope)), List.of());
        var answer =
                connection.send(
                        Request.postJson(Api.PREFIX + "/claims", Bytes.of(Json.write(request))));
        var body = Json.tree(answer.body().array());
        return answer.succeeded() ? body.path("outcome").asString() : body.path("code").asString();
    }

    private static String code(java.util.function.Supplier<String> attempt) {
        try {
            return attempt.get();
        } catch (FoedusException e) {
            assertThat(e.reason()).isNotBlank();
            return e.code().name();
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
