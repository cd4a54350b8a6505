package org.foedus.hub.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;

/// Challenges that the hub recognises instead of remembering them: a flood of them costs no memory
/// and pushes nobody's out. What is remembered is which were answered, until they expire; that is
/// not thread-safe: its owner is.
final class Challenges {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SALT_BYTES = 16;
    private static final int SECRET_BYTES = 32;

    private final byte[] secret = new byte[SECRET_BYTES];
    private final SecureRandom chance;
    private final Map<Bytes, Answered> answered = new LinkedHashMap<>();
    private final Map<PublicKey, Integer> perKey = new HashMap<>();
    private int strangers;

    Challenges(SecureRandom chance) {
        this.chance = chance;
        chance.nextBytes(secret);
    }

    private record Answered(PublicKey key, boolean known, Instant expires) {}

    /// A nonce that `answer` takes for this key and time only.
    Bytes nonce(PublicKey key, Instant expires) {
        var salt = new byte[SALT_BYTES];
        chance.nextBytes(salt);
        return sealed(salt, key, expires);
    }

    /// Whether this hub made it, since it started.
    boolean made(Bytes nonce, PublicKey key, Instant expires) {
        if (nonce.length() < SALT_BYTES) {
            return false;
        }
        var bytes = nonce.array();
        var expected = sealed(Arrays.copyOf(bytes, SALT_BYTES), key, expires).array();
        return MessageDigest.isEqual(expected, bytes);
    }

    private Bytes sealed(byte[] salt, PublicKey key, Instant expires) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            mac.update(salt);
            mac.update((key.hex() + expires).getBytes(StandardCharsets.UTF_8));
            var seal = mac.doFinal();
            var nonce = Arrays.copyOf(salt, salt.length + seal.length);
            System.arraycopy(seal, 0, nonce, salt.length, seal.length);
            return Bytes.of(nonce);
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no " + ALGORITHM, e);
        }
    }

    boolean used(Bytes nonce) {
        return answered.containsKey(nonce);
    }

    /// Room for one more answer: a key has its own, strangers have theirs together too.
    void requireRoom(PublicKey key, boolean known, Instant now) {
        forget(now);
        int most = known ? Sessions.MAX_SIGN_INS : Sessions.MAX_STRANGER_SIGN_INS;
        if (perKey.getOrDefault(key, 0) >= most) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    "sign-ins: at most "
                            + most
                            + " by one key in "
                            + minutes(Sessions.CHALLENGE_LIFE)
                            + " minutes: use the token that you have");
        }
        if (!known && strangers >= Sessions.MAX_STRANGERS_SIGN_INS) {
            throw new FoedusException(
                    ErrorCode.BUSY, "sign-ins: too many by unknown keys now: try again later");
        }
    }

    private static long minutes(Duration time) {
        return time.toMinutes();
    }

    void answered(Bytes nonce, PublicKey key, boolean known, Instant expires) {
        answered.put(nonce, new Answered(key, known, expires));
        perKey.merge(key, 1, Integer::sum);
        strangers += known ? 0 : 1;
    }

    private void forget(Instant now) {
        var all = answered.values().iterator();
        while (all.hasNext()) {
            var next = all.next();
            if (!now.isAfter(next.expires())) {
                return; // Younger ones go with the next sweep.
            }
            all.remove();
            perKey.computeIfPresent(next.key(), (_, n) -> n > 1 ? n - 1 : null);
            strangers -= next.known() ? 0 : 1;
        }
    }
}
