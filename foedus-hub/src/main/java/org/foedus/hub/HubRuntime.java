package org.foedus.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.hub.alliance.Effect;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.alliance.Presence;
import org.foedus.hub.care.CareSettings;
import org.foedus.hub.care.Tally;
import org.foedus.hub.care.Wanted;
import org.foedus.hub.round.Patience;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.upload.Uploads;
import org.foedus.link.time.Waiting;

/// Runs the logic: one lock, a timer, a fold thread, and a signal for those who wait.
public final class HubRuntime implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.foedus.hub");
    private static final Duration TICK = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final HubLogic logic;
    private final RoundFold fold;
    private final Patience patience;
    private final Wanted wanted = new Wanted();
    private final Tally tally = new Tally();
    private final Uploads uploads = new Uploads();
    private final InstantSource time;
    private final Surroundings around;
    private final Presence presence = new Presence();
    private final Set<Effect.Fold> folding = new HashSet<>();
    private final ExecutorService folder;
    private boolean closed;
    private boolean held;

    /// What the world does to a hub.
    ///
    /// @param threads for the timer and the fold
    public record Surroundings(InstantSource time, Waiting waiting, ThreadFactory threads) {
        /// The real one, by this clock.
        public static Surroundings real(InstantSource time) {
            return new Surroundings(
                    time,
                    Waiting.real(),
                    Thread.ofPlatform().name("foedus-hub-", 0).daemon().factory());
        }
    }

    public HubRuntime(HubLogic logic, RoundFold fold, Surroundings around) {
        this(logic, fold, CareSettings.DEFAULT.mendFor(), around);
    }

    /// @param mendWait how long a fold waits for bytes that were lost
    public HubRuntime(HubLogic logic, RoundFold fold, Duration mendWait, Surroundings around) {
        this.logic = logic;
        this.fold = fold;
        this.patience = new Patience(fold, wanted, mendWait);
        this.time = around.time();
        this.around = around;
        this.folder = Executors.newSingleThreadExecutor(around.threads());
    }

    /// Starts the timer, which also picks up what a stopped hub left undone.
    public void start() {
        around.threads().newThread(this::tick).start();
    }

    /// Blobs that were lost.
    public Wanted wanted() {
        return wanted;
    }

    /// What was found of the others.
    public Tally tally() {
        return tally;
    }

    /// What is being uploaded, or waits for the claim that uses it.
    public Uploads uploads() {
        return uploads;
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public Presence presence() {
        return presence;
    }

    /// Reads under the lock.
    public <T> T read(Function<HubLogic, T> body) {
        lock.lock();
        try {
            return body.apply(logic);
        } finally {
            lock.unlock();
        }
    }

    /// Changes under the lock, then lets runs move and wakes whoever waits.
    public <T> T change(Function<HubLogic, T> body) {
        lock.lock();
        try {
            try {
                return body.apply(logic);
            } finally {
                advance();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `body` gives something, or `wait` is over.
    public <T> Optional<T> await(Duration wait, Function<HubLogic, Optional<T>> body) {
        long left = wait.toNanos();
        lock.lock();
        try {
            while (true) {
                var found = body.apply(logic);
                if (found.isPresent() || left <= 0 || closed) {
                    return found;
                }
                left = around.waiting().await(lock, changed, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /// Lets runs move: who is reachable has changed.
    public void nudge() {
        change(_ -> true);
    }

    private void advance() {
        long before = logic.state().size();
        try {
            for (var effect : logic.advance(presence.reachable(time.instant()))) {
                if (effect instanceof Effect.Fold f && folding.add(f)) {
                    folder.execute(() -> fold(f));
                }
            }
        } catch (RuntimeException e) {
            if (passing(e)) {
                LOG.log(Level.WARNING, "advance.waits " + e.getMessage());
            } else {
                LOG.log(Level.ERROR, "advance.failed", e);
            }
        }
        if (logic.state().size() != before) {
            changed.signalAll();
        }
    }

    /// A full disk, or a database that does not answer: the round waits for it.
    private static boolean passing(RuntimeException failure) {
        return failure instanceof FoedusException f
                && (f.code().type() == ErrorType.EXTERNAL || f.code().type() == ErrorType.CAPACITY);
    }

    private void fold(Effect.Fold effect) {
        try {
            var run = read(l -> Optional.ofNullable(l.state().runs().get(effect.run())));
            if (run.isPresent()
                    && run.get().rounds().get(effect.round()) instanceof RoundState.Folding r) {
                if (patience.lacks(run.get(), r, now())) {
                    wake();
                    return;
                }
                var result = fold.fold(run.get(), r);
                patience.done(effect.run(), effect.round());
                change(l -> {
                    l.published(
                            effect.run(), effect.round(), result.model(), result.optimizerState());
                    return true;
                });
            }
        } catch (RuntimeException e) {
            if (passing(e)) {
                // The timer asks for it again.
                LOG.log(Level.WARNING, "fold.waits run=" + effect.run() + " " + e.getMessage());
                return;
            }
            giveUp(effect, e);
        } finally {
            lock.lock();
            try {
                folding.remove(effect);
            } finally {
                lock.unlock();
            }
        }
    }

    private void giveUp(Effect.Fold effect, RuntimeException why) {
        LOG.log(Level.ERROR, "fold.failed run=" + effect.run() + " round=" + effect.round(), why);
        var reason =
                why instanceof FoedusException f ? f.code() + ": " + f.reason() : "INTERNAL_ERROR";
        try {
            change(l -> {
                l.foldFailed(effect.run(), effect.round(), reason);
                return true;
            });
        } catch (RuntimeException e) {
            // The timer asks for the fold again, and so for this.
            LOG.log(Level.WARNING, "fold.unrecorded run=" + effect.run(), e);
        }
    }

    /// Deadlines, graces and silent nodes are looked at once a second.
    private void tick() {
        lock.lock();
        try {
            while (!closed) {
                lookAtTheClock();
                advance();
                around.waiting().await(lock, changed, TICK.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// Entries never go back in time: someone should know when that holds them.
    private void lookAtTheClock() {
        var ahead = logic.ahead();
        boolean now = ahead.compareTo(TICK) > 0;
        if (now && !held) {
            LOG.log(
                    Level.WARNING,
                    "clock.was-ahead newest-entry="
                            + logic.state().at()
                            + " now="
                            + time.instant()
                            + " the newest entry's time is kept until the clock has passed it");
        }
        held = now;
    }

    public Instant now() {
        return time.instant();
    }

    /// Whether it has been told to stop.
    public boolean closed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        folder.shutdown();
        try {
            if (!folder.awaitTermination(30, TimeUnit.SECONDS)) {
                folder.shutdownNow();
            }
        } catch (InterruptedException e) {
            folder.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
