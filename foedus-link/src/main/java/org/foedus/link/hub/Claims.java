package org.foedus.link.hub;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.Pause;
import org.foedus.link.client.Request;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;

/// Signs claims, one at a time, and brings them to the hub. After a broken answer the same bytes
/// are sent again, so that a claim counts once however often it travels.
final class Claims {
    /// A failure after which the hub may or may not have the claim, or could not take it now.
    private static final Set<ErrorCode> AGAIN =
            Set.of(
                    ErrorCode.OUTCOME_UNKNOWN,
                    ErrorCode.HUB_UNREACHABLE,
                    ErrorCode.STORE_UNAVAILABLE,
                    ErrorCode.RECOVERING,
                    ErrorCode.HUB_DISK_FULL,
                    ErrorCode.NOT_LEADING,
                    ErrorCode.BUSY,
                    ErrorCode.TOO_MANY);

    /// How often another process with the same key may be faster.
    private static final int MAX_RACES = 5;

    private final HubConnection hub;
    private final InstantSource clock;
    private final RetryPolicy retry;
    private final Pause pause;
    private final ReentrantLock turn = new ReentrantLock();
    private long last;

    Claims(HubConnection hub, InstantSource clock, RetryPolicy retry, Pause pause) {
        this.hub = hub;
        this.clock = clock;
        this.retry = retry;
        this.pause = pause;
    }

    Api.ClaimAnswer submit(
            SignIn signIn, Function<Claim.Header, ? extends Claim> claim, List<Body> bodies) {
        turn.lock();
        try {
            return race(signIn, claim, bodies);
        } finally {
            turn.unlock();
        }
    }

    private Api.ClaimAnswer race(
            SignIn signIn, Function<Claim.Header, ? extends Claim> claim, List<Body> bodies) {
        for (int attempt = 1; ; attempt++) {
            try {
                return signAndPost(signIn, claim, bodies);
            } catch (FoedusException e) {
                if (e.code() != ErrorCode.BAD_SEQUENCE || attempt == MAX_RACES) {
                    throw e;
                }
                // Another process signs with this key, too, and was faster. A claim that was taken
                // before its answer broke is not refused so: the hub knows it and says repeated.
                signIn.begin();
            }
        }
    }

    private Api.ClaimAnswer signAndPost(
            SignIn signIn, Function<Claim.Header, ? extends Claim> claim, List<Body> bodies) {
        last = Math.max(signIn.session().sequence(), last) + 1;
        var envelope = sign(claim, last, signIn.signer());
        var request = new Api.ClaimRequest(tree(envelope), forms(bodies));
        return post(Request.postJson(Api.PREFIX + "/claims", Bytes.of(Json.write(request))));
    }

    /// Brings a claim that was signed elsewhere.
    Api.ClaimAnswer submit(Envelope signed, List<Body> bodies) {
        turn.lock();
        try {
            var request = new Api.ClaimRequest(tree(signed), forms(bodies));
            return post(Request.postJson(Api.PREFIX + "/claims", Bytes.of(Json.write(request))));
        } finally {
            turn.unlock();
        }
    }

    /// Whoever applies is no party yet and can't ask for its sequence: the clock's seconds are
    /// above those of any earlier application with the same key.
    Api.ClaimAnswer apply(
            SecretBytes secret,
            Signer organisation,
            Function<Claim.Header, Claim.Apply> claim,
            List<Body> bodies) {
        var envelope = sign(claim, clock.instant().getEpochSecond(), organisation);
        var shown = secret.use(b -> Base64.getUrlEncoder().withoutPadding().encodeToString(b));
        var request = new Api.ApplicationRequest(shown, tree(envelope), forms(bodies));
        return post(
                Request.postJson(Api.PREFIX + "/applications", Bytes.of(Json.write(request)))
                        .anonymously());
    }

    private Envelope sign(
            Function<Claim.Header, ? extends Claim> claim, long sequence, Signer signer) {
        var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        var header = new Claim.Header(new Sha256(hub.hub().alliance()), sequence, at);
        return ClaimCodec.sign(claim.apply(header), signer);
    }

    private static tools.jackson.databind.JsonNode tree(Envelope envelope) {
        return Json.tree(EnvelopeCodec.write(envelope));
    }

    private static List<Api.BodyForm> forms(List<Body> bodies) {
        return bodies.stream()
                .map(b -> new Api.BodyForm(b.salt(), b.content(), b.readers()))
                .toList();
    }

    private Api.ClaimAnswer post(Request request) {
        for (int failures = 1; ; failures++) {
            try {
                var answer = Refusals.accepted(hub.send(request));
                return Json.read(answer.body().array(), Api.ClaimAnswer.class);
            } catch (FoedusException e) {
                if (!AGAIN.contains(e.code()) || failures >= retry.attempts()) {
                    throw e;
                }
                sleep(failures);
            }
        }
    }

    private void sleep(int failures) {
        try {
            pause.pause(retry.pauseAfter(failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoedusException(
                    ErrorCode.OUTCOME_UNKNOWN,
                    "interrupted before the hub confirmed the claim; ask again",
                    e);
        }
    }
}
