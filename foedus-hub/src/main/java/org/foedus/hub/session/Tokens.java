package org.foedus.hub.session;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;

/// Secrets of one kind and life, by their hash. A key has at most so many, and its own eldest gives
/// way; where there are too many in all, that of the key which has most. Not thread-safe: its owner
/// is.
final class Tokens {
    private final Duration life;
    private final int perKey;
    private final int inAll;

    /// In the order in which they expire.
    private final Map<Sha256, Token> tokens = new LinkedHashMap<>();

    private final Map<PublicKey, Deque<Sha256>> byKey = new HashMap<>();

    Tokens(Duration life, int perKey, int inAll) {
        this.life = life;
        this.perKey = perKey;
        this.inAll = inAll;
    }

    private record Token(PublicKey key, Instant expires) {}

    /// Until when it counts.
    Instant put(Sha256 hash, PublicKey key, Instant now) {
        sweep(now);
        if (byKey.getOrDefault(key, new ArrayDeque<>()).size() >= perKey) {
            dropEldest(key);
        }
        if (tokens.size() >= inAll) {
            byKey.entrySet().stream()
                    .max((a, b) -> Integer.compare(a.getValue().size(), b.getValue().size()))
                    .ifPresent(most -> dropEldest(most.getKey()));
        }
        var expires = now.plus(life);
        tokens.put(hash, new Token(key, expires));
        byKey.computeIfAbsent(key, _ -> new ArrayDeque<>()).addLast(hash);
        return expires;
    }

    private void dropEldest(PublicKey key) {
        var own = byKey.get(key);
        if (own != null) {
            remove(own.getFirst());
        }
    }

    private void sweep(Instant now) {
        while (!tokens.isEmpty()) {
            var eldest = tokens.entrySet().iterator().next();
            if (now.isBefore(eldest.getValue().expires())) {
                return;
            }
            remove(eldest.getKey());
        }
    }

    Optional<PublicKey> key(Sha256 hash, Instant now) {
        return Optional.ofNullable(tokens.get(hash))
                .filter(t -> now.isBefore(t.expires()))
                .map(Token::key);
    }

    void remove(Sha256 hash) {
        var gone = tokens.remove(hash);
        if (gone != null) {
            byKey.computeIfPresent(
                    gone.key(),
                    (_, own) -> {
                        own.remove(hash);
                        return own.isEmpty() ? null : own;
                    });
        }
    }

    int size() {
        return tokens.size();
    }
}
