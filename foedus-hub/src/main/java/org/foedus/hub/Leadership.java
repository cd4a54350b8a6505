package org.foedus.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.store.Lease;
import org.foedus.store.sql.PostgresLease;

/// The right to serve an alliance: its folder, and the lease of its database where other hubs reach
/// that, too.
///
/// Of the hubs on one database one leads and the others wait. A thread of its own asks the database
/// once a second whether the lead is still held; when the answer is no the hub closes, and may wait
/// again. Thread-safe.
public final class Leadership implements AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    private static final Duration EAGERNESS = Duration.ofMillis(500);
    private static final Logger LOG = System.getLogger("org.foedus.hub");

    private final Lease folder;
    private final Optional<Lease> database;
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean leading;

    private Leadership(Lease folder, Optional<Lease> database) {
        this.folder = folder;
        this.database = database;
    }

    /// Holds `home` for this process, and leads not yet.
    ///
    /// @throws FoedusException `BUSY` for a second hub in one folder
    public static Leadership of(HubHome home) {
        var folder = home.lease();
        if (!folder.take()) {
            throw new FoedusException(
                    ErrorCode.BUSY, "another hub runs in " + home.folder() + ": stop it first");
        }
        try {
            return new Leadership(folder, home.postgres().map(PostgresLease::new));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /// Tries to take the lead; returns at once whether it is ours.
    public synchronized boolean take() {
        if (!leading) {
            leading = folder.held() && database.map(Lease::take).orElse(true);
            if (leading && database.isPresent()) {
                Thread.ofPlatform().name("lead").daemon().start(this::beat);
            }
        }
        return leading;
    }

    public synchronized boolean held() {
        return leading;
    }

    private void beat() {
        try {
            while (!closed.await(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS) && stillHeld()) {
                // it is ours for another second
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean stillHeld() {
        leading = leading && database.map(Lease::held).orElse(true);
        return leading;
    }

    /// Waits for the lead. A database that can't be reached is fatal at first; later it is waited
    /// for.
    ///
    /// @param waiting called once, if another hub leads
    /// @param stopped waits for so long; true if we are told to stop
    /// @return false if told to stop before
    public boolean await(Runnable waiting, Predicate<Duration> stopped) {
        if (take()) {
            return true;
        }
        waiting.run();
        while (!stopped.test(EAGERNESS)) {
            try {
                if (take()) {
                    return true;
                }
            } catch (FoedusException e) {
                LOG.log(Level.WARNING, "lead.unknown code={0} {1}", e.code(), e.reason());
            }
        }
        return false;
    }

    /// Keeps the lead as long as it can.
    ///
    /// @return true if told to stop, false if the lead was lost
    public boolean keep(Predicate<Duration> stopped) {
        while (!stopped.test(HEARTBEAT)) {
            if (!held()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public synchronized void close() {
        closed.countDown();
        leading = false;
        database.ifPresent(Lease::close);
        folder.close();
    }
}
