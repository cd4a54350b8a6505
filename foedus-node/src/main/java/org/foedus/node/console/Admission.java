package org.foedus.node.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may look: whoever brings the start token, once, in time, gets a cookie. Thread-safe.
final class Admission {
    static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
    private static final int SECRET_BYTES = 32;
    private static final int MAX_COOKIES = 16;

    private final InstantSource clock;
    private final SecureRandom chance = new SecureRandom();
    private final ArrayDeque<String> cookies = new ArrayDeque<>();
    private @Nullable String token;
    private Instant expires = Instant.MIN;

    Admission(InstantSource clock) {
        this.clock = clock;
    }

    /// A new token; an earlier one that was not used is worth nothing any more.
    synchronized String newToken() {
        var made = secret();
        token = made;
        expires = clock.instant().plus(TOKEN_LIFE);
        return made;
    }

    /// The cookie's value, if `shown` is the token and in time.
    synchronized Optional<String> exchange(@Nullable String shown) {
        var expected = token;
        if (expected == null || shown == null || !same(expected, shown)) {
            return Optional.empty();
        }
        token = null;
        if (clock.instant().isAfter(expires)) {
            return Optional.empty();
        }
        var cookie = secret();
        cookies.addLast(cookie);
        if (cookies.size() > MAX_COOKIES) {
            cookies.removeFirst();
        }
        return Optional.of(cookie);
    }

    synchronized boolean admits(@Nullable String cookie) {
        boolean known = false;
        for (var made : cookies) {
            known |= cookie != null && same(made, cookie);
        }
        return known;
    }

    private static boolean same(String a, String b) {
        return MessageDigest.isEqual(
                a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private String secret() {
        var bytes = new byte[SECRET_BYTES];
        chance.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
