package org.foedus.hub.care;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.ledger.Blobs;
import org.foedus.hub.HubRuntime;

/// Looks after a running hub's bytes: once at start, then slowly and for ever.
public final class Caretaker implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.foedus.hub.care");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration BETWEEN_DROPS = Duration.ofMinutes(10);
    private static final Duration BETWEEN_PASSES = Duration.ofDays(1);

    private final HubRuntime runtime;
    private final Blobs blobs;
    private final CareSettings settings;
    private final Runnable everySecond;
    private final Scrub scrub;
    private Duration sinceDrop = BETWEEN_DROPS;
    private boolean waited;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread keeper =
            Thread.ofPlatform().name("foedus-care").daemon().unstarted(this::keep);
    private final Thread scrubber =
            Thread.ofPlatform().name("foedus-scrub").daemon().unstarted(this::scrub);

    /// @param everySecond what else is to be kept up
    public Caretaker(HubRuntime runtime, Blobs blobs, CareSettings settings, Runnable everySecond) {
        this.runtime = runtime;
        this.blobs = blobs;
        this.settings = settings;
        this.everySecond = everySecond;
        this.scrub =
                new Scrub(
                        runtime,
                        blobs,
                        Math.max(1, settings.scrubBytesPerSecond()),
                        this::closedWithin);
    }

    /// A quick look before the hub serves, and after it got its ledger back: what active runs need
    /// must be here in its size, and whole.
    public void look() {
        var state = state();
        var needed = new TreeMap<>(Needs.now(state));
        needed.forEach((digest, bytes) -> {
            var size = blobs.size(digest);
            if (size.isEmpty()) {
                runtime.wanted().want(digest, bytes, runtime.now());
            } else if (size.get() != (long) bytes || !blobs.intact(digest)) {
                scrub.setAside(digest, bytes);
            }
        });
        long gone =
                Needs.ever(state).keySet().stream()
                        .filter(d -> !needed.containsKey(d) && blobs.size(d).isEmpty())
                        .count();
        if (gone > 0) {
            LOG.log(
                    Level.WARNING,
                    "blobs.gone count="
                            + gone
                            + ": no run waits for them; foedus hub check names them");
        }
    }

    public void start() {
        waited = runtime.snapshot().recovering();
        keeper.start();
        if (settings.scrubBytesPerSecond() > 0) {
            scrubber.start();
        }
    }

    private AllianceState state() {
        return runtime.state();
    }

    private void keep() {
        while (!closedWithin(TICK)) {
            guarded(
                    "care",
                    () -> {
                        everySecond.run();
                        recovered();
                        missing();
                        drop();
                    });
        }
    }

    /// Whatever it throws, an error of the machine, too, is told and survived.
    private void guarded(String work, Runnable body) {
        try {
            body.run();
            runtime.troubles().done(work);
        } catch (Throwable e) {
            runtime.troubles().failed(work, e);
        }
    }

    /// Waits so long; true once the hub is being closed.
    private boolean closedWithin(Duration length) {
        try {
            return closed.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void recovered() {
        boolean waits = runtime.snapshot().recovering();
        if (waited && !waits) {
            look();
        }
        waited = waits;
    }

    private void drop() {
        sinceDrop = sinceDrop.plus(TICK);
        if (sinceDrop.compareTo(BETWEEN_DROPS) >= 0 && settled()) {
            sinceDrop = Duration.ZERO;
            settings.updatesKept().ifPresent(kept -> Retention.enforce(runtime, blobs, kept));
        }
    }

    /// Asks for what is not here, and no more for what has come.
    private void missing() {
        var state = state();
        runtime.uploads().sweep(blobs, state, runtime.now());
        runtime.wanted().review(blobs, state);
        boolean more = false;
        for (var need : Needs.served(state).entrySet()) {
            if (blobs.size(need.getKey()).isEmpty()) {
                more |= runtime.wanted().want(need.getKey(), need.getValue(), runtime.now());
            }
        }
        if (more) {
            runtime.nudge();
        }
    }

    private boolean settled() {
        return runtime.read(l -> !l.recovering() && !l.state().recovering());
    }

    private void scrub() {
        do {
            guarded("scrub", scrub::pass);
        } while (!closedWithin(BETWEEN_PASSES));
    }

    @Override
    public void close() {
        closed.countDown();
        join();
        try {
            everySecond.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "care.failed", e);
        }
    }

    private void join() {
        try {
            keeper.join(Duration.ofSeconds(10));
            scrubber.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
