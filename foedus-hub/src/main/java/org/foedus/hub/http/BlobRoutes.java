package org.foedus.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.BlobUse;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.care.Needs;
import org.foedus.hub.care.Wanted;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.pcollections.TreePVector;

/// Tensors: raw bytes, named by their SHA-256, resumable both ways.
final class BlobRoutes {
    private static final int COPY_BYTES = 256 * 1024;
    private static final String MODEL = "model";

    /// How long a node that begins to send what was lost has for itself.
    private static final Duration TURN = Duration.ofMinutes(2);

    private final Door door;
    private final Blobs blobs;
    private final Traffic traffic;
    private final HubMetrics metrics;
    private final Wanted wanted;

    /// Uploads of this process, so that only who opened one goes on with it.
    private final Map<String, Opened> uploads = new HashMap<>();

    BlobRoutes(Door door, Blobs blobs, Traffic traffic, HubMetrics metrics) {
        this.door = door;
        this.blobs = blobs;
        this.traffic = traffic;
        this.metrics = metrics;
        this.wanted = door.runtime().wanted();
    }

    private record Opened(PublicKey key, Sha256 digest, long bytes, String purpose, Instant at) {
        boolean fresh(Instant now) {
            return at.plus(TURN).isAfter(now);
        }
    }

    void register(Switchboard routes) {
        routes.get(Api.PREFIX + "/blobs/sha256/{hex}", this::download);
        routes.post(Api.PREFIX + "/uploads", this::open);
        routes.head(Api.PREFIX + "/uploads/{id}", this::offset);
        routes.patch(Api.PREFIX + "/uploads/{id}", this::append);
    }

    private void download(Exchange ctx) throws IOException {
        var caller = door.caller(ctx);
        var digest = new Sha256(ctx.pathParam("hex"));
        var state = door.runtime().read(l -> l.state());
        if (!state.mayRead(caller.party(), digest)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "no such blob, or not for you: " + digest);
        }
        long size = blobs.size(digest).orElseThrow(() -> lost(state, digest));
        var etag = '"' + digest.hex() + '"';
        ctx.contentType("application/octet-stream")
                .header("Content-Disposition", "attachment")
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, immutable")
                .header("ETag", etag);
        if (Door.unchanged(ctx, etag)) {
            ctx.status(304);
            return;
        }
        var range = ByteRange.of(ctx, size, etag);
        if (range.isEmpty()) {
            ctx.header("Content-Range", "bytes */" + size);
            Door.problem(
                    ctx,
                    416,
                    new FoedusException(ErrorCode.BAD_REQUEST, "Range: there are " + size));
            return;
        }
        send(ctx, caller, digest, range.get(), size);
    }

    private void send(Exchange ctx, Door.Caller caller, Sha256 digest, ByteRange range, long size)
            throws IOException {
        if (range.part()) {
            ctx.status(206)
                    .header(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(range.from(), range.to() - 1, size));
        }
        var out = ctx.stream(range.bytes());
        if (ctx.method().equals("HEAD")) {
            return;
        }
        var uses =
                door.runtime()
                        .read(l -> l.state())
                        .blobs()
                        .getOrDefault(digest, TreePVector.empty());
        try (var in = blobs.open(digest, range.from())) {
            var buffer = new byte[COPY_BYTES];
            long left = range.bytes();
            while (left > 0) {
                int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("the blob ends " + left + " bytes early");
                }
                out.write(buffer, 0, n);
                left -= n;
                sent(caller, uses, n);
            }
        }
    }

    private void sent(Door.Caller caller, Iterable<BlobUse> uses, int bytes) {
        metrics.moved("down", bytes);
        if (caller.party() instanceof Party.Agent agent) {
            for (var use : uses) {
                traffic.sent(use.run(), agent.node(), bytes);
                return;
            }
        }
    }

    /// What is to be here is asked for; what was dropped is gone.
    private FoedusException lost(AllianceState state, Sha256 digest) {
        var bytes = Needs.served(state).get(digest);
        if (bytes == null) {
            return new FoedusException(
                    ErrorCode.NOT_FOUND, "the hub does not hold " + digest + " any more");
        }
        if (wanted.want(digest, bytes, door.runtime().now())) {
            door.runtime().nudge();
        }
        return new FoedusException(
                ErrorCode.BUSY,
                "the hub lost " + digest + " and waits to get it back from a node: try again");
    }

    private void open(Exchange ctx) {
        var caller = door.caller(ctx);
        var request = Json.read(door.body(ctx, Api.MAX_SIGN_IN_BYTES), Api.UploadRequest.class);
        checkPurpose(caller, request);
        var opened =
                new Opened(
                        caller.key(),
                        request.sha256(),
                        request.bytes(),
                        request.purpose(),
                        door.runtime().now());
        var id =
                Bytes.utf8(caller.key() + "\n" + request.purpose() + "\n" + request.sha256())
                        .sha256()
                        .hex()
                        .substring(0, 40);
        synchronized (uploads) {
            long mine = uploads.values().stream().filter(o -> o.key().equals(caller.key())).count();
            if (!uploads.containsKey(id) && mine >= Api.MAX_OPEN_UPLOADS) {
                throw new FoedusException(
                        ErrorCode.TOO_MANY,
                        "at most " + Api.MAX_OPEN_UPLOADS + " uploads may be open: finish some");
            }
            uploads.put(id, opened);
        }
        Door.json(
                ctx, new Api.UploadAnswer(id, blobs.begin(id, request.sha256(), request.bytes())));
    }

    /// An update has the model's size and an open work item; a model comes from an organisation.
    private void checkPurpose(Door.Caller caller, Api.UploadRequest request) {
        if (request.bytes() < 1 || request.bytes() > Api.MAX_BLOB_BYTES) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE, "bytes: expected 1 to " + Api.MAX_BLOB_BYTES);
        }
        if (request.purpose().equals(Api.MEND)) {
            checkMend(caller, request);
            return;
        }
        switch (caller.party()) {
            case Party.Organisation _ -> {
                if (!request.purpose().equals(MODEL)) {
                    throw notYours(request.purpose());
                }
            }
            case Party.Agent agent -> {
                var id = new WorkItemId(request.purpose());
                var run =
                        door.runtime()
                                .read(l -> Optional.ofNullable(l.state().runs().get(id.run())));
                var open = run.flatMap(r -> r.work(id)).filter(w -> w.open()).isPresent();
                if (!id.node().equals(agent.node()) || !open) {
                    throw notYours(request.purpose());
                }
                if (run.get().modelBytes() != request.bytes()) {
                    throw new FoedusException(
                            ErrorCode.BAD_UPDATE,
                            "bytes: expected as many as the model has, " + run.get().modelBytes());
                }
                if (!run.get().consented(agent.node())) {
                    throw new FoedusException(
                            ErrorCode.NOT_ALLOWED, "the node's consent is not in force");
                }
            }
            case Party.Operator _, Party.Person _ -> throw notYours(request.purpose());
        }
    }

    /// Bytes that were lost come from one node at a time.
    private void checkMend(Door.Caller caller, Api.UploadRequest request) {
        if (!wanted.bytes(request.sha256()).equals(Optional.of(request.bytes()))) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE, "the hub does not want " + request.sha256());
        }
        synchronized (uploads) {
            boolean another =
                    uploads.values().stream()
                            .anyMatch(o ->
                                    o.purpose().equals(Api.MEND)
                                            && o.digest().equals(request.sha256())
                                            && !o.key().equals(caller.key())
                                            && o.fresh(door.runtime().now()));
            if (another) {
                throw new FoedusException(
                        ErrorCode.BUSY, "another node sends " + request.sha256() + " already");
            }
        }
    }

    private static FoedusException notYours(String purpose) {
        return new FoedusException(
                ErrorCode.WRONG_WORK_ITEM,
                "purpose: '" + purpose + "' is no open work item of yours");
    }

    private Opened mine(Exchange ctx, String id) {
        var caller = door.caller(ctx);
        synchronized (uploads) {
            var opened = uploads.get(id);
            if (opened == null || !opened.key().equals(caller.key())) {
                throw new FoedusException(
                        ErrorCode.NOT_FOUND, "no upload " + id + " of yours: open it again");
            }
            return opened;
        }
    }

    private void offset(Exchange ctx) {
        var id = ctx.pathParam("id");
        var opened = mine(ctx, id);
        ctx.header(Api.UPLOAD_OFFSET, Long.toString(reached(id, opened))).status(204);
    }

    private long reached(String id, Opened opened) {
        return blobs.offset(id)
                .orElseGet(() -> blobs.size(opened.digest()).isPresent() ? opened.bytes() : 0);
    }

    private void append(Exchange ctx) throws IOException {
        var id = ctx.pathParam("id");
        var opened = mine(ctx, id);
        long offset;
        try {
            offset = Long.parseLong(Optional.ofNullable(ctx.header(Api.UPLOAD_OFFSET)).orElse(""));
        } catch (NumberFormatException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, Api.UPLOAD_OFFSET + ": expected a whole number", e);
        }
        long before = reached(id, opened);
        try {
            long reached = blobs.append(id, offset, ctx.body());
            if (reached == opened.bytes()) {
                synchronized (uploads) {
                    uploads.remove(id);
                }
                if (opened.purpose().equals(Api.MEND)) {
                    wanted.have(opened.digest());
                    door.runtime().nudge();
                }
            }
            ctx.header(Api.UPLOAD_OFFSET, Long.toString(reached)).status(204);
        } finally {
            received(ctx, opened, reached(id, opened) - before);
        }
    }

    private void received(Exchange ctx, Opened opened, long bytes) {
        if (bytes <= 0) {
            return;
        }
        metrics.moved("up", bytes);
        if (door.caller(ctx).party() instanceof Party.Agent agent
                && !opened.purpose().equals(Api.MEND)) {
            traffic.received(new WorkItemId(opened.purpose()).run(), agent.node(), bytes);
        }
    }
}
