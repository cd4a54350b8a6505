package org.foedus.hub.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;

/// Challenges and tokens. A token is kept as its hash only. Keys that speak for nobody have places
/// of their own, so that they never take a member's. Thread-safe.
public final class Sessions {
    public static final Duration CHALLENGE_LIFE = Duration.ofMinutes(2);
    public static final Duration TOKEN_LIFE = Duration.ofHours(1);

    /// How long a browser has to bring its code.
    public static final Duration CODE_LIFE = Duration.ofMinutes(2);

    /// Most tokens of one key; its eldest gives way.
    public static final int MAX_TOKENS = 64;

    /// Most tokens of keys that speak for a party.
    public static final int MAX_MEMBERS_TOKENS = 20_000;

    /// Most tokens of one key that speaks for nobody, and of all such keys.
    public static final int MAX_STRANGER_TOKENS = 2;

    public static final int MAX_STRANGERS_TOKENS = 1_000;

    /// Most codes for browsers of one key, and of all.
    public static final int MAX_CODES = 8;

    public static final int MAX_ALL_CODES = 1_000;

    /// Most sign-ins of one key in the life of a challenge.
    public static final int MAX_SIGN_INS = 1_000;

    /// The same for a key that speaks for nobody, such as an applicant that waits, and for all such
    /// keys.
    public static final int MAX_STRANGER_SIGN_INS = 60;

    public static final int MAX_STRANGERS_SIGN_INS = 4_000;

    private static final int SECRET_BYTES = 32;

    private final PublicKey audience;
    private final SecureRandom chance;
    private final Challenges challenges;
    private final Tokens members = new Tokens(TOKEN_LIFE, MAX_TOKENS, MAX_MEMBERS_TOKENS);
    private final Tokens strangers =
            new Tokens(TOKEN_LIFE, MAX_STRANGER_TOKENS, MAX_STRANGERS_TOKENS);
    private final Tokens codes = new Tokens(CODE_LIFE, MAX_CODES, MAX_ALL_CODES);

    public Sessions(PublicKey audience, SecureRandom chance) {
        this.audience = audience;
        this.chance = chance;
        this.challenges = new Challenges(chance);
    }

    /// A signed-in key and its token.
    public record SignedIn(PublicKey key, String token, Instant expires) {}

    /// A challenge for `key`, good once.
    public Api.Challenge challenge(PublicKey key, Instant now) {
        var expires = now.plus(CHALLENGE_LIFE);
        return new Api.Challenge(audience, challenges.nonce(key, expires), expires);
    }

    /// Signs in whoever answers a challenge with the key that it was made for.
    ///
    /// @param known whether the key speaks for a party
    public SignedIn signIn(Envelope envelope, boolean known, Instant now) {
        if (!envelope.payloadType().equals(Envelope.LOGIN)) {
            throw refused("the answer is not signed as a sign-in");
        }
        var login = Json.read(envelope.payload().array(), Api.Login.class);
        if (!login.audience().equals(audience)) {
            throw refused("the answer is for another hub");
        }
        requireOpen(login, envelope.key(), known, now);
        if (!envelope.verified()) { // Dear, so only for a challenge of ours, and outside the lock.
            throw refused("the answer is not signed by its key");
        }
        return signIn(login, envelope.key(), known, now);
    }

    private synchronized void requireOpen(
            Api.Login login, PublicKey key, boolean known, Instant now) {
        if (now.isAfter(login.expires())
                || challenges.used(login.nonce())
                || !challenges.made(login.nonce(), key, login.expires())) {
            throw refused("the challenge is unknown, used, expired, or another key's");
        }
        challenges.requireRoom(key, known, now);
    }

    private synchronized SignedIn signIn(
            Api.Login login, PublicKey key, boolean known, Instant now) {
        requireOpen(login, key, known, now);
        challenges.answered(login.nonce(), key, known, login.expires());
        return signedIn(key, known ? members : strangers, now);
    }

    /// A code that a browser exchanges, once, for a token of the same key.
    public synchronized Api.BrowserCode code(PublicKey key, Instant now) {
        var code = random();
        return new Api.BrowserCode(code, codes.put(hash(code), key, now));
    }

    /// The token for a code; empty if it was used, is too old, or never was.
    public synchronized Optional<SignedIn> exchange(String code, Instant now) {
        var hash = hash(code);
        var key = codes.key(hash, now);
        codes.remove(hash);
        return key.map(k -> signedIn(k, members, now));
    }

    /// Forgets a token.
    public synchronized void end(String token) {
        members.remove(hash(token));
        strangers.remove(hash(token));
    }

    private SignedIn signedIn(PublicKey key, Tokens into, Instant now) {
        var token = random();
        return new SignedIn(key, token, into.put(hash(token), key, now));
    }

    /// The key that a token stands for.
    public Optional<PublicKey> key(String token, Instant now) {
        var hash = hash(token);
        synchronized (this) {
            return members.key(hash, now).or(() -> strangers.key(hash, now));
        }
    }

    /// Tokens of keys that speak for a party, as far as they were not swept yet.
    public synchronized int members() {
        return members.size();
    }

    /// Tokens of other keys.
    public synchronized int strangers() {
        return strangers.size();
    }

    private String random() {
        var bytes = new byte[SECRET_BYTES];
        chance.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Sha256 hash(String token) {
        return Bytes.utf8(token).sha256();
    }

    private static FoedusException refused(String why) {
        return new FoedusException(ErrorCode.NOT_SIGNED_IN, why);
    }
}
