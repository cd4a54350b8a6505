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

/// Who may look and sign: whoever brings the start token, once, in time, gets a cookie, and with it
/// a ticket that each of its forms brings back. A cookie that nobody uses ends. Thread-safe.
final class Admission {
    static final Duration TOKEN_LIFE = Duration.ofMinutes(2);
    static final Duration IDLE = Duration.ofMinutes(30);
    private static final int SECRET_BYTES = 32;
    private static final int MAX_COOKIES = 16;

    private final InstantSource clock;
    private final SecureRandom chance = new SecureRandom();
    private final ArrayDeque<Session> sessions = new ArrayDeque<>();
    private @Nullable String token;
    private Instant expires = Instant.MIN;

    Admission(InstantSource clock) {
        this.clock = clock;
    }

    /// One person at one browser.
    ///
    /// @param used when it was used last
    record Session(String cookie, String ticket, Instant used) {
        /// Whether a form of this session says so.
        boolean has(@Nullable String shown) {
            return shown != null && same(ticket, shown);
        }

        @Override
        public String toString() {
            return "Session[used " + used + "]";
        }
    }

    /// What a cookie is worth.
    enum Standing {
        UNKNOWN,
        /// It was left alone for too long.
        IDLE,
        GOOD
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
        var session = new Session(secret(), secret(), clock.instant());
        sessions.addLast(session);
        if (sessions.size() > MAX_COOKIES) {
            sessions.removeFirst();
        }
        return Optional.of(session.cookie());
    }

    synchronized Standing standing(@Nullable String cookie) {
        return find(cookie)
                .map(s -> idle(s) ? Standing.IDLE : Standing.GOOD)
                .orElse(Standing.UNKNOWN);
    }

    /// The session of a cookie that is good.
    ///
    /// @param person whether somebody asks, not a page for itself
    synchronized Optional<Session> admit(@Nullable String cookie, boolean person) {
        var found = find(cookie).filter(s -> !idle(s));
        if (person && found.isPresent()) {
            var old = found.get();
            sessions.remove(old);
            sessions.addLast(new Session(old.cookie(), old.ticket(), clock.instant()));
        }
        return found;
    }

    private boolean idle(Session session) {
        return clock.instant().isAfter(session.used().plus(IDLE));
    }

    private Optional<Session> find(@Nullable String cookie) {
        Session known = null;
        for (var session : sessions) {
            if (cookie != null && same(session.cookie(), cookie)) {
                known = session;
            }
        }
        return Optional.ofNullable(known);
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
