package org.foedus.hub.http;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.foedus.core.alliance.BlobUse;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.pcollections.TreePVector;

/// Tensors: raw bytes, named by their SHA-256, resumable both ways.
final class BlobRoutes {
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-");
    private static final int COPY_BYTES = 256 * 1024;
    private static final String MODEL = "model";

    private final Door door;
    private final Blobs blobs;
    private final Traffic traffic;
    private final HubMetrics metrics;

    /// Uploads of this process, so that only who opened one goes on with it.
    private final Map<String, Opened> uploads = new HashMap<>();

    BlobRoutes(Door door, Blobs blobs, Traffic traffic, HubMetrics metrics) {
        this.door = door;
        this.blobs = blobs;
        this.traffic = traffic;
        this.metrics = metrics;
    }

    private record Opened(PublicKey key, Sha256 digest, long bytes, String purpose) {}

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
        long size =
                blobs.size(digest)
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND,
                                        "the hub does not hold " + digest + " any more"));
        long offset = range(ctx, size);
        ctx.contentType("application/octet-stream")
                .header("Content-Disposition", "attachment")
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, immutable")
                .header("ETag", '"' + digest.hex() + '"');
        if (offset > 0) {
            ctx.status(206)
                    .header("Content-Range", "bytes " + offset + "-" + (size - 1) + "/" + size);
        }
        try (var in = blobs.open(digest, offset)) {
            var out = ctx.stream(size - offset);
            var buffer = new byte[COPY_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                sent(caller, state.blobs().getOrDefault(digest, TreePVector.empty()), n);
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

    private static long range(Exchange ctx, long size) {
        var header = ctx.header("Range");
        if (header == null) {
            return 0;
        }
        var matcher = RANGE.matcher(header);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) >= size) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "Range: expected bytes=n- with n below " + size);
        }
        return Long.parseLong(matcher.group(1));
    }

    private void open(Exchange ctx) {
        var caller = door.caller(ctx);
        var request = Json.read(Door.body(ctx), Api.UploadRequest.class);
        checkPurpose(caller, request);
        var opened = new Opened(caller.key(), request.sha256(), request.bytes(), request.purpose());
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
            case Party.Operator _ -> throw notYours(request.purpose());
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
        if (door.caller(ctx).party() instanceof Party.Agent agent) {
            traffic.received(new WorkItemId(opened.purpose()).run(), agent.node(), bytes);
        }
    }
}
