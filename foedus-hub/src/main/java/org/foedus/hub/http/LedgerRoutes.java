package org.foedus.hub.http;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;

/// The ledger for those who mirror it.
final class LedgerRoutes {
    /// Soft bound of one answer; at least one entry goes.
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final Door door;

    LedgerRoutes(Door door) {
        this.door = door;
    }

    void register(Switchboard routes) {
        routes.get(Api.PREFIX + "/ledger/entries", this::entries);
        routes.get(Api.PREFIX + "/ledger/checkpoint", this::checkpoint);
        routes.post(Api.PREFIX + "/ledger/cosignatures", this::cosign);
        routes.get(Api.PREFIX + "/ledger/inclusion", this::inclusion);
        routes.get(Api.PREFIX + "/ledger/consistency", this::consistency);
        routes.get(Api.PREFIX + "/bodies/{digest}", this::body);
    }

    private void entries(Exchange ctx) {
        door.follower(ctx);
        long from = Door.number(ctx, "from", 0, 0, Long.MAX_VALUE);
        long here = door.runtime().read(l -> l.state().size());
        if (from > here) {
            throw new FoedusException(
                    ErrorCode.RECOVERING,
                    "the ledger has "
                            + here
                            + " entries, "
                            + from
                            + " were asked for: show the checkpoint of those"
                            + " (POST /api/v1/recovery/checkpoint)");
        }
        var page =
                door.runtime()
                        .await(
                                Door.waitOf(ctx),
                                l ->
                                        from < l.state().size()
                                                ? Optional.of(l.entries(from, Api.MAX_ENTRIES))
                                                : Optional.empty());
        var out = new ByteArrayOutputStream();
        for (var entry : page.orElse(java.util.List.of())) {
            if (out.size() > 0 && out.size() + entry.length() > MAX_ANSWER_BYTES) {
                break;
            }
            out.writeBytes(entry.array());
            out.write('\n');
        }
        ctx.contentType("application/x-ndjson").result(out.toByteArray());
    }

    private void checkpoint(Exchange ctx) {
        door.follower(ctx);
        ctx.contentType("text/plain; charset=utf-8").result(note(door));
    }

    private static String note(Door door) {
        return door.runtime().read(l -> l.checkpoint());
    }

    private void cosign(Exchange ctx) {
        var caller = door.caller(ctx);
        var request = Json.read(door.body(ctx, Api.MAX_SIGN_IN_BYTES), Api.Cosignature.class);
        door.runtime().snapshot().cosign(caller.key(), request.size(), request.line());
        ctx.status(204);
    }

    private void inclusion(Exchange ctx) {
        door.follower(ctx);
        long known = door.runtime().snapshot().size();
        long size = Door.number(ctx, "size", known, 1, known);
        long index = Door.number(ctx, "index", 0, 0, size - 1);
        Door.json(ctx, new Api.Proof(door.runtime().read(l -> l.inclusionProof(index, size))));
    }

    private void consistency(Exchange ctx) {
        door.follower(ctx);
        long known = door.runtime().snapshot().size();
        long to = Door.number(ctx, "to", known, 0, known);
        long from = Door.number(ctx, "from", 0, 0, to);
        Door.json(ctx, new Api.Proof(door.runtime().read(l -> l.consistencyProof(from, to))));
    }

    private void body(Exchange ctx) {
        var caller = door.caller(ctx);
        var digest = new Sha256(ctx.pathParam("digest"));
        var body =
                door.runtime()
                        .read(l -> l.body(digest, caller.party()))
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND,
                                        "no such body, or not for you: " + digest));
        Door.json(ctx, new Api.BodyForm(body.salt(), body.content(), body.readers()));
    }
}
