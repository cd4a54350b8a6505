package org.foedus.hub.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;

/// Who the hub is, and signing in.
final class SessionRoutes {
    private static final Duration STATEMENT_LIFE = Duration.ofHours(1);

    /// What a hub that lost its ledger calls its alliance until it has it back.
    private static final Sha256 NO_ALLIANCE = Sha256.of(new byte[0]);

    private final Door door;
    private final Signer hub;
    private final SortedSet<Sha256> tlsPins;
    private final String version;
    private final Rate signIns;

    SessionRoutes(Door door, Signer hub, SortedSet<Sha256> tlsPins, String version, Rate signIns) {
        this.door = door;
        this.hub = hub;
        this.tlsPins = new TreeSet<>(tlsPins);
        this.version = version;
        this.signIns = signIns;
    }

    void register(Switchboard routes) {
        routes.get(Api.PREFIX + "/hub", this::statement);
        routes.post(Api.PREFIX + "/session/challenge", this::challenge);
        routes.post(Api.PREFIX + "/session", this::signIn);
        routes.post(Api.PREFIX + "/session/browser", this::browserCode);
    }

    private void statement(Exchange ctx) {
        var state = door.runtime().state();
        var now = door.runtime().now();
        var statement =
                new Api.Statement(
                        hub.publicKey(),
                        state.id().orElse(NO_ALLIANCE),
                        state.charter().map(c -> c.name()).orElse(""),
                        tlsPins,
                        List.copyOf(state.addresses()),
                        now,
                        now.plus(STATEMENT_LIFE),
                        Api.VERSION,
                        version);
        var envelope = Envelope.sign(Envelope.HUB_STATEMENT, Bytes.of(Json.write(statement)), hub);
        ctx.contentType("application/json").result(EnvelopeCodec.write(envelope));
    }

    private void challenge(Exchange ctx) {
        var request = Json.read(door.body(ctx, Api.MAX_SIGN_IN_BYTES), Api.ChallengeRequest.class);
        Door.json(ctx, door.sessions().challenge(request.key(), door.runtime().now()));
    }

    private void browserCode(Exchange ctx) {
        var caller = door.caller(ctx);
        Door.json(ctx, door.sessions().code(caller.key(), door.runtime().now()));
    }

    private void signIn(Exchange ctx) {
        var now = door.runtime().now();
        var envelope = EnvelopeCodec.read(door.body(ctx, Api.MAX_SIGN_IN_BYTES));
        var state = door.runtime().state();
        var party = state.reader(envelope.key(), now);
        if (party.isEmpty() && !signIns.take(ctx.address(), now)) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY, "too many sign-ins by unknown keys from your address");
        }
        var signedIn = door.sessions().signIn(envelope, party.isPresent(), now);
        var last = state.lastClaims().get(signedIn.key());
        Door.json(
                ctx,
                new Api.Session(
                        signedIn.token(),
                        signedIn.expires(),
                        standing(state, signedIn.key(), now),
                        party.flatMap(Party::of),
                        party.flatMap(SessionRoutes::node),
                        last == null ? 0 : last.sequence(),
                        now));
    }

    /// How the alliance knows a key now; of one that was inside, what became of that.
    private static String standing(AllianceState state, PublicKey key, Instant now) {
        return state.party(key, now)
                .map(SessionRoutes::kind)
                .or(() -> state.former(key, now))
                .orElseGet(() ->
                        state.applications().values().stream()
                                        .anyMatch(a -> a.open() && a.key().equals(key))
                                ? "applicant"
                                : "unknown");
    }

    private static String kind(Party party) {
        return switch (party) {
            case Party.Operator _ -> "operator";
            case Party.Organisation _ -> "organisation";
            case Party.Agent _ -> "node";
            case Party.Person _ -> "person";
        };
    }

    private static Optional<NodeId> node(Party party) {
        return party instanceof Party.Agent a ? Optional.of(a.node()) : Optional.empty();
    }
}
