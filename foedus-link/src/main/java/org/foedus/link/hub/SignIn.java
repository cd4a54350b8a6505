package org.foedus.link.hub;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.client.Authorization;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.Request;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/// One key's session with the hub. The token lives in memory only.
final class SignIn implements Authorization {
    static final Duration MAX_SKEW = Duration.ofMinutes(5);
    private static final int MIN_NONCE_BYTES = 16;
    private static final int MAX_NONCE_BYTES = 64;
    private static final Duration MAX_CHALLENGE_LIFE = Duration.ofHours(1);

    private final HubConnection hub;
    private final InstantSource clock;
    private final Signer signer;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Api.@Nullable Session session;

    SignIn(HubConnection hub, InstantSource clock, Signer signer) {
        this.hub = hub;
        this.clock = clock;
        this.signer = signer;
    }

    Signer signer() {
        return signer;
    }

    /// The session, begun if there is none.
    Api.Session session() {
        turn.lock();
        try {
            var known = session;
            return known != null ? known : begin();
        } finally {
            turn.unlock();
        }
    }

    /// Signs in, whatever there was before.
    Api.Session begin() {
        turn.lock();
        try {
            return answered();
        } finally {
            turn.unlock();
        }
    }

    private Api.Session answered() {
        var challenge =
                read(
                        Request.postJson(
                                Api.PREFIX + "/session/challenge",
                                json(new Api.ChallengeRequest(signer.publicKey()))),
                        Api.Challenge.class);
        check(challenge);
        var login = new Api.Login(challenge.audience(), challenge.nonce(), challenge.expires());
        var envelope = Envelope.sign(Envelope.LOGIN, json(login), signer);
        var begun =
                read(
                        Request.postJson(
                                Api.PREFIX + "/session", Bytes.of(EnvelopeCodec.write(envelope))),
                        Api.Session.class);
        checkClock(begun);
        session = begun;
        return begun;
    }

    /// A hub must not have another hub's challenge signed, nor anything but a challenge.
    private void check(Api.Challenge challenge) {
        var identity = hub.hub().identity();
        if (!challenge.audience().equals(identity)) {
            throw new FoedusException(
                    ErrorCode.WRONG_HUB_KEY,
                    "the sign-in challenge is meant for the hub "
                            + challenge.audience()
                            + ", not for the pinned one "
                            + identity
                            + ": nothing was signed");
        }
        int length = challenge.nonce().length();
        var now = clock.instant();
        if (length < MIN_NONCE_BYTES
                || length > MAX_NONCE_BYTES
                || challenge.expires().isAfter(now.plus(MAX_CHALLENGE_LIFE))) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "the sign-in challenge is none: expected "
                            + MIN_NONCE_BYTES
                            + " to "
                            + MAX_NONCE_BYTES
                            + " random bytes that end within "
                            + MAX_CHALLENGE_LIFE.toMinutes()
                            + " minutes; nothing was signed");
        }
    }

    private void checkClock(Api.Session begun) {
        var now = clock.instant();
        var skew = Duration.between(begun.hubTime(), now).abs();
        if (skew.compareTo(MAX_SKEW) > 0) {
            throw new FoedusException(
                    ErrorCode.CLOCK_SKEW,
                    "the clocks differ by "
                            + skew.toSeconds()
                            + " s: it is "
                            + begun.hubTime()
                            + " at the hub and "
                            + now
                            + " here. Set the clock that is wrong (is NTP running?)");
        }
    }

    private <T> T read(Request request, Class<T> type) {
        var answer = Refusals.accepted(hub.send(request.anonymously()));
        return Json.read(answer.body().array(), type);
    }

    private static Bytes json(Object value) {
        return Bytes.of(Json.write(value));
    }

    @Override
    public Optional<String> header() {
        return Optional.of("Bearer " + session().token());
    }

    @Override
    public boolean renew() {
        begin();
        return true;
    }
}
