package org.foedus.node.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.link.client.Pause;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.jspecify.annotations.Nullable;

/// Keeps a mirror up to date in the background, on a thread of its own, and knows when the hub was
/// last heard of.
final class Follower implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(25);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

    private final Mirror mirror;
    private final Supplier<HubClient> hub;
    private final Supplier<Signer> reader;
    private final InstantSource clock;
    private final Pause pause;
    private final ReentrantLock turn = new ReentrantLock();
    private final Condition news = turn.newCondition();
    private final Thread thread;
    private volatile Heard heard = new Heard(null, null);
    private volatile boolean closed;

    /// @param touched when the hub last answered, null if not since the start
    /// @param trouble why it does not now, null while it does
    record Heard(@Nullable Instant touched, @Nullable FoedusException trouble) {}

    Follower(
            Mirror mirror,
            Supplier<HubClient> hub,
            Supplier<Signer> reader,
            InstantSource clock,
            Pause pause) {
        this.mirror = mirror;
        this.hub = hub;
        this.reader = reader;
        this.clock = clock;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("console-mirror").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    Heard heard() {
        return heard;
    }

    private void run() {
        var next = FIRST_PAUSE;
        while (!closed) {
            try (var client = hub.get()) {
                client.signIn(reader.get());
                for (var wait = Duration.ZERO; !closed; wait = WAIT) {
                    // Waits outside of the mirror, which pages read meanwhile.
                    client.entries(mirror.size(), wait);
                    mirror.follow(client, Duration.ZERO);
                    told(new Heard(clock.instant(), null));
                    next = FIRST_PAUSE;
                }
            } catch (FoedusException e) {
                told(new Heard(heard.touched(), e));
                next = rest(next);
            }
        }
    }

    private Duration rest(Duration length) {
        try {
            pause.pause(length);
        } catch (InterruptedException e) {
            closed = true;
        }
        var twice = length.multipliedBy(2);
        return twice.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : twice;
    }

    private void told(Heard what) {
        turn.lock();
        try {
            heard = what;
            news.signalAll();
        } finally {
            turn.unlock();
        }
    }

    /// Waits until the mirror holds an entry, or the time is over.
    boolean holds(long index, Duration most) {
        await(most, () -> mirror.size() > index);
        return mirror.size() > index;
    }

    /// Waits until the mirror holds a ledger, something is in the way, or the time is over.
    boolean begins(Duration most) {
        await(most, () -> mirror.size() > 0 || heard.trouble() != null);
        return mirror.size() > 0;
    }

    private void await(Duration most, BooleanSupplier met) {
        long left = most.toNanos();
        turn.lock();
        try {
            while (!met.getAsBoolean() && left > 0 && !closed) {
                left = news.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            turn.unlock();
        }
    }

    /// Why the copy may be old.
    Optional<FoedusException> trouble() {
        return Optional.ofNullable(heard.trouble());
    }

    /// Entries of the mirror.
    long size() {
        return mirror.size();
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        told(heard);
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
