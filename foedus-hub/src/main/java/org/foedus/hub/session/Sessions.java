package org.foedus.hub.session;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;

/// Challenges and tokens. A token is kept as its hash only.
public final class Sessions {
    public static final Duration CHALLENGE_LIFE = Duration.ofMinutes(2);
    public static final Duration TOKEN_LIFE = Duration.ofHours(1);

    /// How long a browser has to bring its code.
    public static final Duration CODE_LIFE = Duration.ofMinutes(2);

    /// Most challenges, and most tokens, at a time; the oldest gives way.
    public static final int MAX_OPEN = 10_000;

    private static final int SECRET_BYTES = 32;

    private final PublicKey audience;
    private final SecureRandom chance;
    private final Map<Bytes, Pending> challenges = bounded();
    private final Map<Sha256, Token> tokens = bounded();
    private final Map<Sha256, Token> codes = bounded();

    public Sessions(PublicKey audience, SecureRandom chance) {
        this.audience = audience;
        this.chance = chance;
    }

    private record Pending(PublicKey key, Instant expires) {}

    private record Token(PublicKey key, Instant expires) {}

    /// A signed-in key and its token.
    public record SignedIn(PublicKey key, String token, Instant expires) {}

    /// A challenge for `key`, good once.
    public synchronized Api.Challenge challenge(PublicKey key, Instant now) {
        var nonce = random();
        var expires = now.plus(CHALLENGE_LIFE);
        challenges.put(nonce, new Pending(key, expires));
        return new Api.Challenge(audience, nonce, expires);
    }

    /// Signs in whoever answers a challenge with the key that it was made for.
    public synchronized SignedIn signIn(Envelope envelope, Instant now) {
        if (!envelope.payloadType().equals(Envelope.LOGIN) || !envelope.verified()) {
            throw refused("the answer is not signed, or not as a sign-in");
        }
        var login = Json.read(envelope.payload().array(), Api.Login.class);
        var pending = challenges.remove(login.nonce());
        if (pending == null
                || !pending.key().equals(envelope.key())
                || !pending.expires().equals(login.expires())
                || now.isAfter(pending.expires())) {
            throw refused("the challenge is unknown, used, expired, or another key's");
        }
        if (!login.audience().equals(audience)) {
            throw refused("the answer is for another hub");
        }
        return signedIn(envelope.key(), now);
    }

    /// A code that a browser exchanges, once, for a token of the same key.
    public synchronized Api.BrowserCode code(PublicKey key, Instant now) {
        var code = Base64.getUrlEncoder().withoutPadding().encodeToString(random().array());
        var expires = now.plus(CODE_LIFE);
        codes.put(hash(code), new Token(key, expires));
        return new Api.BrowserCode(code, expires);
    }

    /// The token for a code; empty if it was used, is too old, or never was.
    public synchronized Optional<SignedIn> exchange(String code, Instant now) {
        return Optional.ofNullable(codes.remove(hash(code)))
                .filter(c -> now.isBefore(c.expires()))
                .map(c -> signedIn(c.key(), now));
    }

    /// Forgets a token.
    public synchronized void end(String token) {
        tokens.remove(hash(token));
    }

    private SignedIn signedIn(PublicKey key, Instant now) {
        var token = Base64.getUrlEncoder().withoutPadding().encodeToString(random().array());
        var expires = now.plus(TOKEN_LIFE);
        tokens.put(hash(token), new Token(key, expires));
        return new SignedIn(key, token, expires);
    }

    /// The key that a token stands for.
    public synchronized Optional<PublicKey> key(String token, Instant now) {
        return Optional.ofNullable(tokens.get(hash(token)))
                .filter(t -> now.isBefore(t.expires()))
                .map(Token::key);
    }

    private Bytes random() {
        var bytes = new byte[SECRET_BYTES];
        chance.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    private static Sha256 hash(String token) {
        return Bytes.utf8(token).sha256();
    }

    private static FoedusException refused(String why) {
        return new FoedusException(ErrorCode.NOT_SIGNED_IN, why);
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX_OPEN;
            }
        };
    }
}
