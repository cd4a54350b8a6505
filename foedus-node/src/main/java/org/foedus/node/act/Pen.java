package org.foedus.node.act;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.signature.Envelope;
import org.foedus.link.hub.HubClient;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.portal.act.Draft;
import org.foedus.portal.act.Holder;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;

/// Fixes what is signed, so that it can be shown, and signs it once it is confirmed. Thread-safe.
public final class Pen {
    /// How long a person may think about it.
    public static final Duration LIFE = Duration.ofMinutes(10);

    private final Pocket pocket;
    private final Supplier<HubClient> hub;
    private final OutgoingLog log;
    private final String address;
    private final InstantSource clock;
    private final Runnable permitted;
    private final SecureRandom chance = new SecureRandom();

    /// @param hub a client that nobody is signed in at yet, made for each signature
    /// @param log of what leaves
    /// @param address of the hub, for the log
    /// @param permitted throws while nothing may be signed for the hub
    public Pen(
            Pocket pocket,
            Supplier<HubClient> hub,
            OutgoingLog log,
            String address,
            InstantSource clock,
            Runnable permitted) {
        this.pocket = pocket;
        this.hub = hub;
        this.log = log;
        this.address = address;
        this.clock = clock;
        this.permitted = permitted;
    }

    /// The bytes that `holder` would sign at this state; nothing is signed yet.
    ///
    /// @throws FoedusException by the rule that forbids it; `HUB_BROKE_RULES`
    public Prepared prepare(Draft draft, Holder holder, AllianceState state) {
        permitted.run();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var body = draft.body(salt());
        var text = body.map(Body::digest).orElseGet(() -> Sha256.of(new byte[0]));
        var last = state.lastClaims().get(holder.key());
        var header =
                new Claim.Header(state.allianceId(), last == null ? 1 : last.sequence() + 1, now);
        var claim = draft.claim(header, state, text);
        // A ledger whose clock was ahead has the newest time until it is passed.
        var at = now.isBefore(state.at()) ? state.at() : now;
        switch (Rules.foresee(state, holder.key(), claim, at)) {
            case Verdict.Rejected r -> throw r.failure();
            case Verdict.Discarded d ->
                    throw new FoedusException(ErrorCode.WRONG_STATE, d.reason());
            case Verdict.Accepted _, Verdict.Repeated _ -> {
                // it may be signed
            }
        }
        return new Prepared(
                draft,
                holder,
                claim,
                ClaimCodec.write(claim),
                body,
                now.plus(LIFE),
                h -> draft.claim(h, state, text));
    }

    private Bytes salt() {
        var salt = new byte[Body.SALT_BYTES];
        chance.nextBytes(salt);
        return Bytes.of(salt);
    }

    /// Signs exactly what was prepared, and brings it to the hub. A consent and a vote are never
    /// held up by what the key signed meanwhile, such as a training node's reports: they are signed
    /// again with the next number and the time, and nothing else changed.
    ///
    /// @throws FoedusException for anything else: `BAD_SEQUENCE` where the key signed something
    ///   meanwhile, `CLOCK_SKEW` where too much time passed: then prepare it anew
    public Api.ClaimAnswer sign(Prepared prepared) {
        permitted.run();
        var signer = pocket.signer(prepared.holder());
        var envelope = Envelope.sign(Envelope.CLAIM, prepared.payload(), signer);
        log.requireRoom();
        try (var client = hub.get()) {
            client.signIn(signer);
            var bodies = prepared.body().map(List::of).orElseGet(List::of);
            var answer = submit(client, prepared, envelope, bodies);
            note(prepared, answer.outcome(), answer.index());
            return answer;
        } catch (FoedusException e) {
            note(prepared, e.code().name(), Optional.empty());
            throw e;
        }
    }

    private static Api.ClaimAnswer submit(
            HubClient client, Prepared prepared, Envelope envelope, List<Body> bodies) {
        try {
            return client.submit(envelope, bodies);
        } catch (FoedusException e) {
            boolean stale = e.code() == ErrorCode.BAD_SEQUENCE || e.code() == ErrorCode.CLOCK_SKEW;
            if (!stale || !atOnePress(prepared.claim())) {
                throw e;
            }
            return client.submit(prepared.anew(), bodies);
        }
    }

    /// Whether it means the same, whatever the key signed since it was shown.
    private static boolean atOnePress(Claim claim) {
        return switch (claim) {
            case Claim.Consent _, Claim.Vote _, VotingClaim.Ballot _, VotingClaim.Recuse _ -> true;
            default -> false;
        };
    }

    private void note(Prepared prepared, String outcome, Optional<Long> index) {
        var consent =
                prepared.claim() instanceof Claim.Consent c
                        ? Optional.of(c)
                        : Optional.<Claim.Consent>empty();
        long bytes =
                (long) prepared.payload().length()
                        + prepared.body().map(b -> (long) b.content().length()).orElse(0L);
        log.add(
                new Outgoing(
                        clock.instant(),
                        ClaimCodec.type(prepared.claim()),
                        Optional.empty(),
                        address,
                        bytes,
                        0,
                        consent.map(c -> c.run().value()),
                        consent.map(Claim.Consent::by),
                        consent.map(Claim.Consent::planDigest),
                        outcome,
                        index));
    }
}
