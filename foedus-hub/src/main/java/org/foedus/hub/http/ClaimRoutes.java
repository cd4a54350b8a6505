package org.foedus.hub.http;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.RoundState;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.round.ModelCheck;
import org.foedus.hub.round.UpdateCheck;
import org.foedus.hub.upload.Uploads;
import org.foedus.link.invitation.Invitation;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;

/// Claims in, work out.
final class ClaimRoutes {
    private final Door door;
    private final Blobs blobs;
    private final UpdateCheck updates;
    private final ModelCheck models;
    private final Traffic traffic;
    private final HubMetrics metrics;
    private final Rate guesses;

    /// @param guesses how often an application without an invitation is looked at
    ClaimRoutes(
            Door door,
            Blobs blobs,
            UpdateCheck updates,
            ModelCheck models,
            Traffic traffic,
            HubMetrics metrics,
            Rate guesses) {
        this.door = door;
        this.blobs = blobs;
        this.updates = updates;
        this.models = models;
        this.traffic = traffic;
        this.metrics = metrics;
        this.guesses = guesses;
    }

    void register(Switchboard routes) {
        routes.post(Api.PREFIX + "/applications", this::apply);
        routes.post(Api.PREFIX + "/claims", this::claim);
        routes.get(Api.PREFIX + "/work", this::work);
        routes.get(Api.PREFIX + "/runs/{run}/activity", this::activity);
    }

    private void apply(Exchange ctx) {
        var request =
                Json.read(door.body(ctx, Api.MAX_APPLICATION_BYTES), Api.ApplicationRequest.class);
        var envelope = EnvelopeCodec.read(Json.write(request.envelope()));
        if (!(ClaimCodec.read(envelope) instanceof Claim.Apply apply)) {
            throw new FoedusException(ErrorCode.BAD_REQUEST, "expected an application");
        }
        if (!Invitation.secretHash(secret(request.secret())).equals(apply.invitation())) {
            throw new FoedusException(
                    ErrorCode.BAD_INVITATION, "the secret is not that of the invitation");
        }
        requireInvitation(ctx, apply);
        Door.json(
                ctx,
                counted(
                        apply,
                        () ->
                                door.runtime()
                                        .submit(
                                                envelope,
                                                apply,
                                                request.bodies(),
                                                Optional::empty)));
    }

    /// Who knows the secret of an invitation is always heard; others only so often.
    private void requireInvitation(Exchange ctx, Claim.Apply apply) {
        var state = door.runtime().state();
        if (state.invitations().containsKey(apply.invitation())) {
            return;
        }
        if (!guesses.take(ctx.address(), door.runtime().now())) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY, "too many applications without an invitation");
        }
        throw Rule.NO_INVITATION.refuse("invitation").failure();
    }

    private static byte[] secret(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new FoedusException(
                    ErrorCode.BAD_INVITATION, "the secret is not in base64url", e);
        }
    }

    private void claim(Exchange ctx) {
        var key = door.signedIn(ctx);
        if (!Rules.known(door.runtime().state(), key)) {
            throw Rule.UNKNOWN_KEY.refuse("key").failure();
        }
        int most =
                door.optionalCaller(ctx).isPresent()
                        ? Api.MAX_REQUEST_BYTES
                        : Api.MAX_APPLICATION_BYTES;
        var request = Json.read(door.body(ctx, most), Api.ClaimRequest.class);
        var envelope = EnvelopeCodec.read(Json.write(request.envelope()));
        if (!envelope.key().equals(key)) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED, "a claim is handed in by the key that signed it");
        }
        var claim = ClaimCodec.read(envelope);
        if (claim instanceof Claim.Apply) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED,
                    "an application comes with the secret of its invitation: POST "
                            + Api.PREFIX
                            + "/applications");
        }
        Door.json(
                ctx,
                counted(
                        claim,
                        () ->
                                door.runtime()
                                        .submit(
                                                envelope,
                                                claim,
                                                request.bodies(),
                                                () -> look(envelope, claim))));
    }

    private Api.ClaimAnswer counted(
            Claim claim, java.util.function.Supplier<Api.ClaimAnswer> body) {
        try {
            var answer = body.get();
            metrics.claim(HubLogic.typeOf(claim), answer.outcome());
            return answer;
        } catch (FoedusException e) {
            metrics.claim(HubLogic.typeOf(claim), "rejected");
            throw e;
        }
    }

    /// Looks at the bytes, outside the lock, once the claim is known to be legal: who may not make
    /// it learns nothing of what is here, and costs nothing.
    private Optional<HubLogic.Fault> look(Envelope envelope, Claim claim) {
        return switch (claim) {
            case Claim.WorkDone done ->
                    updates.check(door.runtime().state(), done, door.runtime().now());
            case Claim.StartRun start -> {
                requireOwn(envelope, start);
                models.check(start);
                yield Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    /// Bytes that are new to the ledger must have been brought as a model by who starts the run:
    /// else they may be anything that somebody else uploaded.
    private void requireOwn(Envelope envelope, Claim.StartRun start) {
        var state = door.runtime().state();
        var party = state.party(envelope.key());
        boolean own =
                state.knows(start.model())
                        || party.flatMap(Party::of)
                                .filter(m ->
                                        door.runtime()
                                                .uploads()
                                                .brought(
                                                        blobs,
                                                        m,
                                                        Uploads.MODEL,
                                                        start.model(),
                                                        door.runtime().now()))
                                .isPresent();
        if (!own) {
            throw Rule.START_MODEL
                    .refuse(start.model())
                    .by(party.map(Party::label).orElse(envelope.key().hex()))
                    .failure();
        }
    }

    private void work(Exchange ctx) {
        var caller = door.caller(ctx);
        if (!(caller.party() instanceof Party.Agent agent)) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED, "work is for nodes: sign in with a node key");
        }
        var presence = door.runtime().presence();
        boolean news = presence.arrived(agent.node(), door.runtime().now());
        try {
            if (news) {
                door.runtime().hurry();
            }
            var found =
                    door.runtime()
                            .await(
                                    Door.waitOf(ctx),
                                    l ->
                                            Optional.of(workFor(l.state(), agent.node()))
                                                    .filter(this::pressing));
            Door.json(ctx, found.orElseGet(() -> workFor(door.runtime().state(), agent.node())));
        } finally {
            presence.left(agent.node(), door.runtime().now());
        }
    }

    /// Whether a node is told at once.
    private boolean pressing(Api.WorkList list) {
        return !list.items().isEmpty()
                || !list.consents().isEmpty()
                || door.runtime().wanted().urgent(list.wanted(), door.runtime().now());
    }

    private Api.WorkList workFor(AllianceState state, NodeId node) {
        var items = new ArrayList<Api.Assignment>();
        var consents = new ArrayList<Api.ConsentRequest>();
        for (var run : state.runs().values()) {
            if (run.active()) {
                assign(run, node, items);
                if (!run.consents().containsKey(node) && state.nodes(run).containsKey(node)) {
                    consents.add(new Api.ConsentRequest(run.id(), run.planDigest()));
                }
            }
        }
        var wanted = door.runtime().wanted().of(state, node);
        return new Api.WorkList(items, consents, state.size(), wanted);
    }

    private static void assign(Run run, NodeId node, java.util.List<Api.Assignment> items) {
        var open = new TreeMap<org.foedus.core.round.WorkItemId, org.foedus.core.round.Work>();
        open.putAll(run.evaluations());
        if (run.round().orElse(null) instanceof RoundState.Collecting r) {
            open.putAll(r.work());
        }
        for (var work : open.values()) {
            if (work.open() && work.item().node().equals(node)) {
                items.add(new Api.Assignment(run.id(), run.planDigest(), work.item()));
            }
        }
    }

    private void activity(Exchange ctx) {
        door.caller(ctx);
        var id = new RunId(ctx.pathParam("run"));
        var reachable = door.runtime().presence().reachable(door.runtime().now());
        var now = door.runtime().now();
        var waiting =
                door.runtime()
                        .read(l ->
                                Optional.ofNullable(l.state().runs().get(id))
                                        .map(r -> l.waitingFor(r, reachable, now)))
                        .orElseThrow(
                                () -> new FoedusException(ErrorCode.NOT_FOUND, "no run " + id));
        Door.json(ctx, new Api.Activity(id, waiting, reachable, traffic.up(id), traffic.down(id)));
    }
}
