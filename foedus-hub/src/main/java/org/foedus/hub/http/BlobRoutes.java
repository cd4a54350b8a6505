package org.foedus.hub.http;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.WorkItemId;
import org.foedus.hub.care.Needs;
import org.foedus.hub.care.Wanted;
import org.foedus.hub.upload.Uploads;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;

/// Tensors: raw bytes, named by their SHA-256, resumable both ways.
final class BlobRoutes {
    private static final int COPY_BYTES = 256 * 1024;

    /// Failures that end an upload: what came is not, or not only, what was announced.
    private static final Set<ErrorCode> ENDS =
            EnumSet.of(ErrorCode.DIGEST_MISMATCH, ErrorCode.TOO_LARGE);

    /// How long a node that begins to send what was lost has for itself.
    private static final Duration TURN = Duration.ofMinutes(2);

    private final Door door;
    private final Blobs blobs;
    private final Traffic traffic;
    private final HubMetrics metrics;
    private final Wanted wanted;
    private final Uploads uploads;

    BlobRoutes(Door door, Blobs blobs, Traffic traffic, HubMetrics metrics) {
        this.door = door;
        this.blobs = blobs;
        this.traffic = traffic;
        this.metrics = metrics;
        this.wanted = door.runtime().wanted();
        this.uploads = door.runtime().uploads();
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
        var state = door.runtime().state();
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
        var blob = Optional.ofNullable(state().blobs().get(digest));
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
                sent(caller, blob, n);
            }
        }
    }

    private void sent(Door.Caller caller, Optional<Blob> blob, int bytes) {
        metrics.moved("down", bytes);
        if (caller.party() instanceof Party.Agent agent) {
            blob.ifPresent(b -> traffic.sent(b.run(), agent.node(), bytes));
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
        var member = caller.party().of().orElseThrow(() -> notYours(request.purpose()));
        var owner = new Blobs.Owner(member.value(), request.purpose());
        Door.json(ctx, uploads.begin(blobs, state(), owner, request, door.runtime().now()));
    }

    private AllianceState state() {
        return door.runtime().state();
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
                if (!request.purpose().equals(Uploads.MODEL)) {
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

    /// Bytes that were lost come from one node at a time, and from one that may hold them.
    private void checkMend(Door.Caller caller, Api.UploadRequest request) {
        var wants = new Api.Wanted(request.sha256(), request.bytes());
        if (!(caller.party() instanceof Party.Agent agent)
                || !wanted.of(state(), agent.node()).contains(wants)) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE, "the hub does not want " + request.sha256() + " of you");
        }
        var now = door.runtime().now();
        boolean another =
                uploads.open(blobs, now).stream()
                        .anyMatch(o ->
                                o.mends()
                                        && o.digest().equals(request.sha256())
                                        && !o.owner().member().equals(agent.member().value())
                                        && o.touched().plus(TURN).isAfter(now));
        if (another) {
            throw new FoedusException(
                    ErrorCode.BUSY, "another node sends " + request.sha256() + " already");
        }
    }

    private static FoedusException notYours(String purpose) {
        return new FoedusException(
                ErrorCode.WRONG_WORK_ITEM,
                "purpose: '" + purpose + "' is no open work item of yours");
    }

    private Uploads.Pending mine(Exchange ctx, String id) {
        var party = door.caller(ctx).party();
        return uploads.find(blobs, id, door.runtime().now())
                .filter(u -> owns(party, u.owner()))
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.NOT_FOUND,
                                "no upload " + id + " of yours: open it again"));
    }

    private static boolean owns(Party party, Blobs.Owner owner) {
        boolean fits =
                switch (party) {
                    case Party.Organisation _ -> owner.purpose().equals(Uploads.MODEL);
                    case Party.Agent a ->
                            owner.purpose().equals(Api.MEND)
                                    || owner.purpose().endsWith("." + a.node());
                    case Party.Operator _, Party.Person _ -> false;
                };
        return fits && party.of().filter(m -> m.value().equals(owner.member())).isPresent();
    }

    private void offset(Exchange ctx) {
        var id = ctx.pathParam("id");
        var upload = mine(ctx, id);
        ctx.header(Api.UPLOAD_OFFSET, Long.toString(reached(id, upload))).status(204);
    }

    private long reached(String id, Uploads.Pending upload) {
        return blobs.offset(id).orElse(upload.whole() ? upload.bytes() : 0);
    }

    private void append(Exchange ctx) throws IOException {
        var id = ctx.pathParam("id");
        var upload = mine(ctx, id);
        long offset;
        try {
            offset = Long.parseLong(Optional.ofNullable(ctx.header(Api.UPLOAD_OFFSET)).orElse(""));
        } catch (NumberFormatException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, Api.UPLOAD_OFFSET + ": expected a whole number", e);
        }
        long before = reached(id, upload);
        long reached = before;
        try {
            reached = blobs.append(id, offset, ctx.body());
            uploads.received(blobs, id, reached, door.runtime().now());
            if (reached == upload.bytes() && upload.mends()) {
                wanted.have(upload.digest());
                door.runtime().nudge();
            }
            ctx.header(Api.UPLOAD_OFFSET, Long.toString(reached)).status(204);
        } catch (FoedusException e) {
            reached = blobs.offset(id).orElse(before);
            if (ENDS.contains(e.code())) {
                uploads.end(blobs, id);
            } else {
                uploads.received(blobs, id, reached, door.runtime().now());
            }
            throw e;
        } finally {
            received(ctx, upload, reached - before);
        }
    }

    private void received(Exchange ctx, Uploads.Pending upload, long bytes) {
        if (bytes <= 0) {
            return;
        }
        metrics.moved("up", bytes);
        if (door.caller(ctx).party() instanceof Party.Agent agent && !upload.mends()) {
            traffic.received(new WorkItemId(upload.owner().purpose()).run(), agent.node(), bytes);
        }
    }
}
