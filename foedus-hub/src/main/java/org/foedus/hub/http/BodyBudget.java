package org.foedus.hub.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.jspecify.annotations.Nullable;

/// The bytes of requests that are in memory at a time. Members have a budget of their own, of which
/// no key has more than a part, so that neither the public nor one member takes it all.
/// Thread-safe.
final class BodyBudget {
    /// The part of the members' budget that one key may have, as a divisor.
    static final int KEYS_AT_LEAST = 4;

    private static final ScopedValue<Share> SHARE = ScopedValue.newInstance();

    private final long most;
    private final long strangersMost;
    private final Map<PublicKey, Long> perKey = new HashMap<>();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong strangersRefused = new AtomicLong();
    private long members;
    private long strangers;

    /// @param most bytes for members
    /// @param strangersMost bytes for everybody else
    BodyBudget(long most, long strangersMost) {
        this.most = most;
        this.strangersMost = strangersMost;
    }

    /// What one request holds; given back when it is answered.
    private final class Share {
        private long held;
        private @Nullable PublicKey by;

        void back() {
            release(by, held);
        }
    }

    /// Answers a request; what it held is free again afterwards.
    void during(Runnable answering) {
        var share = new Share();
        try {
            ScopedValue.where(SHARE, share).run(answering);
        } finally {
            share.back();
        }
    }

    /// Takes room for bytes that were just read; `BUSY` if there is none.
    ///
    /// @param key of the caller, if it speaks for a party
    void take(@Nullable PublicKey key, int bytes) {
        var share = SHARE.get();
        share.by = key;
        acquire(key, bytes);
        share.held += bytes;
    }

    private synchronized void acquire(@Nullable PublicKey key, int bytes) {
        if (key == null) {
            if (strangers + bytes > strangersMost) {
                throw full(strangersRefused);
            }
            strangers += bytes;
            return;
        }
        long own = perKey.getOrDefault(key, 0L) + bytes;
        if (members + bytes > most || own > most / KEYS_AT_LEAST) {
            throw full(refused);
        }
        members += bytes;
        perKey.put(key, own);
    }

    private static FoedusException full(AtomicLong count) {
        count.incrementAndGet();
        return new FoedusException(
                ErrorCode.BUSY, "the hub reads as many requests as it has room for: try again");
    }

    private synchronized void release(@Nullable PublicKey key, long bytes) {
        if (key == null) {
            strangers -= bytes;
        } else {
            members -= bytes;
            perKey.computeIfPresent(key, (_, n) -> n > bytes ? n - bytes : null);
        }
    }

    synchronized long members() {
        return members;
    }

    synchronized long strangers() {
        return strangers;
    }

    /// How often a member's request had no room.
    long refused() {
        return refused.get();
    }

    long strangersRefused() {
        return strangersRefused.get();
    }
}
