package org.foedus.link.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.Answer;
import org.foedus.link.client.FileSlice;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.HubTarget;
import org.foedus.link.client.Pause;
import org.foedus.link.client.Request;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.client.Transfer;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/// The hub, as one key of a member sees it.
///
/// Every method fails with the hub's own code where the hub refuses, and with those of
/// [HubConnection] where it can't be reached. Methods for members need [#signIn] first.
public final class HubClient implements AutoCloseable {
    private static final Duration POLL_MARGIN = Duration.ofSeconds(20);
    private static final int MAX_ENTRIES_BYTES = Api.MAX_ENTRIES * (Ledger.MAX_ENTRY_BYTES + 1);
    private static final int MAX_LOST_UPLOADS = 10;
    private static final String UPLOAD_ID = "[A-Za-z0-9._~-]{1,200}";
    private static final String LEDGER = Api.PREFIX + "/ledger";

    private final HubConnection connection;
    private final InstantSource clock;
    private final Claims claims;
    private volatile @Nullable SignIn signIn;

    public HubClient(
            HubConnection connection, InstantSource clock, RetryPolicy retry, Pause pause) {
        this.connection = connection;
        this.clock = clock;
        this.claims = new Claims(connection, clock, retry, pause);
    }

    /// A client of its own connection; nothing is dialled yet.
    public static HubClient of(HubTarget target, InstantSource clock) {
        var pause = Pause.sleeping();
        var connection =
                new HubConnection(target, Statements::read, RetryPolicy.DEFAULT, pause, clock);
        return new HubClient(connection, clock, RetryPolicy.DEFAULT, pause);
    }

    /// Where to look for the same hub from the next connection on.
    public void move(List<HubAddress> addresses) {
        connection.move(addresses);
    }

    /// What the hub says of itself now, under the pinned key.
    public Api.Statement statement() {
        var pinned = connection.hub().identity();
        var answer =
                Refusals.accepted(connection.send(Request.get(Api.PREFIX + "/hub").anonymously()));
        var envelope = EnvelopeCodec.read(answer.body().array());
        if (!envelope.key().equals(pinned) || !envelope.verified()) {
            throw new FoedusException(
                    ErrorCode.WRONG_HUB_KEY,
                    "the hub's statement is not signed by its pinned key " + pinned);
        }
        return Statements.payload(envelope);
    }

    /// Signs in with `signer`: signs the hub's challenge, as a login and never as a claim. From now
    /// on requests carry the session's token; when the hub no longer takes it, once more.
    ///
    /// @throws FoedusException `WRONG_HUB_KEY` for another hub's challenge, `CLOCK_SKEW`
    public Api.Session signIn(Signer signer) {
        var next = new SignIn(connection, clock, signer);
        var session = next.begin();
        signIn = next;
        connection.authorize(next);
        return session;
    }

    /// A code with which a browser reads at the hub as this key's owner.
    public Api.BrowserCode browserCode() {
        return read(post("/session/browser", Json.object()), Api.BrowserCode.class);
    }

    /// Fills alliance, sequence and time into a claim, signs and submits it. The answer may come
    /// late, never twice: a retry carries the same bytes.
    ///
    /// @param bodies that the claim names by digest
    public Api.ClaimAnswer submit(
            Function<Claim.Header, ? extends Claim> claim, List<Body> bodies) {
        return claims.submit(signedIn(), claim, bodies);
    }

    /// Submits exactly this claim, by whose key this client is signed in. Nothing is signed again:
    /// where the sequence was used meanwhile it is refused.
    public Api.ClaimAnswer submit(Envelope signed, List<Body> bodies) {
        return claims.submit(signed, bodies);
    }

    /// Applies with an invitation's secret; needs no session.
    public Api.ClaimAnswer apply(
            SecretBytes secret,
            Signer organisation,
            Function<Claim.Header, Claim.Apply> claim,
            List<Body> bodies) {
        return claims.apply(secret, organisation, claim, bodies);
    }

    /// What this node is asked to do; waits up to `wait` for news.
    public Api.WorkList work(Duration wait) {
        return poll("/work?wait=" + seconds(wait), wait, Api.WorkList.class);
    }

    /// Exact bytes of entries from index `from`, in order, at most [Api#MAX_ENTRIES]; waits up to
    /// `wait` if there is none yet.
    public List<Bytes> entries(long from, Duration wait) {
        var path = LEDGER + "/entries?from=" + from + "&wait=" + seconds(wait);
        var request =
                Request.get(path).answerUpTo(MAX_ENTRIES_BYTES).within(wait.plus(POLL_MARGIN));
        return lines(Refusals.accepted(connection.send(request)).body().array());
    }

    private static List<Bytes> lines(byte[] body) {
        var lines = new ArrayList<Bytes>();
        int begin = 0;
        for (int i = 0; i <= body.length; i++) {
            boolean end = i == body.length || body[i] == '\n';
            if (end && i > begin) {
                lines.add(Bytes.of(java.util.Arrays.copyOfRange(body, begin, i)));
            }
            if (end) {
                begin = i + 1;
            }
        }
        if (lines.size() > Api.MAX_ENTRIES
                || lines.stream().anyMatch(l -> l.length() > Ledger.MAX_ENTRY_BYTES)) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE, "the hub sent more or longer entries than it may");
        }
        return lines;
    }

    /// The newest checkpoint's note, as it came: [Checkpoint#open] verifies it.
    public String checkpoint() {
        var request = Request.get(LEDGER + "/checkpoint").answerUpTo(Checkpoint.MAX_NOTE_BYTES);
        return Refusals.accepted(connection.send(request)).body().utf8();
    }

    /// Leaves a witness's line for the checkpoint of `size` entries.
    public void cosign(long size, String line) {
        post("/ledger/cosignatures", new Api.Cosignature(size, line));
    }

    public List<Sha256> inclusion(long index, long size) {
        return get("/ledger/inclusion?index=" + index + "&size=" + size, Api.Proof.class).hashes();
    }

    public List<Sha256> consistency(long from, long to) {
        return get("/ledger/consistency?from=" + from + "&to=" + to, Api.Proof.class).hashes();
    }

    /// A body, whose digest is checked.
    public Body body(Sha256 digest) {
        var form = get("/bodies/" + digest, Api.BodyForm.class);
        var body = new Body(digest, form.salt(), form.content(), form.readers());
        if (!body.intact()) {
            throw new FoedusException(
                    ErrorCode.DIGEST_MISMATCH,
                    "what the hub gave for body " + digest + " is not it");
        }
        return body;
    }

    /// How the hub's ledger is being made whole, if it is; any key that signed in may ask.
    public Api.Recovery recovery() {
        return get("/recovery", Api.Recovery.class);
    }

    /// Tells the hub what this mirror holds.
    public Api.Recovery show(Api.Shown shown) {
        return read(post("/recovery/checkpoint", shown), Api.Recovery.class);
    }

    /// Gives the hub entries that it lost.
    public Api.Recovery giveBack(Api.GivenBack given) {
        return read(post("/recovery/entries", given), Api.Recovery.class);
    }

    /// As the operator: the hub is to wait no longer for mirrors that are missing.
    public Api.Recovery goOn() {
        return read(post("/recovery/go-on", Json.object()), Api.Recovery.class);
    }

    /// As the operator: where the hub can be reached from now on.
    public void addresses(List<String> addresses) {
        post("/hub/addresses", new Api.Addresses(addresses));
    }

    private static <T> T read(Answer answer, Class<T> type) {
        return Json.read(answer.body().array(), type);
    }

    public Api.Activity activity(RunId run) {
        return get("/runs/" + run + "/activity", Api.Activity.class);
    }

    /// Fetches a blob into `into`, going on where that file ends; the digest is checked.
    ///
    /// @param bytes its size
    /// @return bytes that went over the wire
    public long download(Sha256 digest, long bytes, Path into) {
        return Refusals.moved(
                connection.download(Api.PREFIX + "/blobs/sha256/" + digest, into, bytes, digest));
    }

    /// Sends a file as a blob, going on where an earlier attempt ended. A hub that was restarted
    /// meanwhile, or lost bytes that it had not synced, is asked anew how much it has.
    ///
    /// @param purpose a work item's id, or `model`
    /// @return bytes that went over the wire
    public long upload(Path file, Sha256 digest, long bytes, String purpose) {
        var request = new Api.UploadRequest(digest, bytes, purpose);
        long moved = 0;
        boolean resumed = false;
        for (int lost = 0; ; lost++) {
            var opened = openUpload(request);
            if (opened.offset() == bytes) {
                return moved;
            }
            resumed |= opened.offset() > 0;
            var transfer =
                    connection.upload(
                            Api.PREFIX + "/uploads/" + opened.id(),
                            new FileSlice(file, 0, bytes),
                            opened.offset());
            moved += transfer.movedBytes();
            if (!(transfer instanceof Transfer.Refused refused)) {
                return moved;
            }
            var failure = Refusals.failure(refused.answer());
            boolean again =
                    failure.code() == ErrorCode.NOT_FOUND
                            || (resumed && failure.code() == ErrorCode.DIGEST_MISMATCH);
            if (!again) {
                throw failure;
            }
            if (lost == MAX_LOST_UPLOADS) {
                throw new FoedusException(
                        ErrorCode.BUSY, "the hub lost an upload again and again", failure);
            }
        }
    }

    private Api.UploadAnswer openUpload(Api.UploadRequest request) {
        var answer = post("/uploads", request);
        var opened = Json.read(answer.body().array(), Api.UploadAnswer.class);
        if (!opened.id().matches(UPLOAD_ID)
                || opened.offset() < 0
                || opened.offset() > request.bytes()) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, "the hub's answer opens no upload");
        }
        return opened;
    }

    /// A page of the hub's portal, whatever its status.
    public Answer page(String path) {
        return connection.send(Request.get(path));
    }

    private SignIn signedIn() {
        var current = signIn;
        if (current == null) {
            throw new FoedusException(ErrorCode.NOT_SIGNED_IN, "sign in to the hub first");
        }
        return current;
    }

    private static long seconds(Duration wait) {
        return Math.min(wait.toSeconds(), Api.MAX_WAIT.toSeconds());
    }

    private <T> T get(String path, Class<T> type) {
        return poll(path, Duration.ZERO, type);
    }

    private <T> T poll(String path, Duration wait, Class<T> type) {
        var request = Request.get(Api.PREFIX + path).within(wait.plus(POLL_MARGIN));
        var answer = Refusals.accepted(connection.send(request));
        return Json.read(answer.body().array(), type);
    }

    private Answer post(String path, Object value) {
        var json = Bytes.of(Json.write(value));
        return Refusals.accepted(connection.send(Request.postJson(Api.PREFIX + path, json)));
    }

    @Override
    public void close() {
        connection.close();
    }
}
