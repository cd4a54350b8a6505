package org.foedus.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.round.RoundState;
import org.foedus.core.signature.Envelope;
import org.foedus.hub.alliance.Bodies;
import org.foedus.hub.alliance.Effect;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.alliance.Presence;
import org.foedus.hub.alliance.Snapshot;
import org.foedus.hub.care.CareSettings;
import org.foedus.hub.care.Tally;
import org.foedus.hub.care.Wanted;
import org.foedus.hub.round.Patience;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.upload.Uploads;
import org.foedus.link.time.Waiting;
import org.foedus.protocol.api.Api;

/// Runs the logic: one lock for those who write, a timer, a fold thread, and a bell for those who
/// wait.
///
/// Who reads takes no lock: [#snapshot] is what was durable a moment ago. Only a claim that the
/// snapshot finds legal, and signed, gets as far as the lock.
public final class HubRuntime implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.foedus.hub");
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String ADVANCE = "advance";
    private static final String FOLD = "fold";

    private final ReentrantLock lock = new ReentrantLock();
    private final HubLogic logic;
    private final RoundFold fold;
    private final Patience patience;
    private final Wanted wanted = new Wanted();
    private final Tally tally = new Tally();
    private final Uploads uploads = new Uploads();
    private final Troubles troubles = new Troubles();
    private final InstantSource time;
    private final Surroundings around;
    private final Presence presence = new Presence();
    private final Set<Effect.Fold> folding = ConcurrentHashMap.newKeySet();
    private final ExecutorService folder;
    private final Bell changed;
    private final Bell clock;
    private volatile boolean closed;
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
        this.changed = new Bell(around.waiting());
        this.clock = new Bell(around.waiting());
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

    /// What goes wrong in here.
    public Troubles troubles() {
        return troubles;
    }

    /// Bytes that members said in the last day.
    public long saidToday() {
        return logic.saidToday();
    }

    /// Most bytes that members may say in a day.
    public long mostADay() {
        return logic.mostADay();
    }

    public Presence presence() {
        return presence;
    }

    /// The newest that is durable. Takes no lock, and never waits for one who writes.
    public Snapshot snapshot() {
        return logic.snapshot();
    }

    public AllianceState state() {
        return snapshot().state();
    }

    /// Reads from the newest snapshot.
    public <T> T read(Function<Snapshot, T> body) {
        return body.apply(snapshot());
    }

    /// A checkpoint that this hub signed, of this alliance.
    public Checkpoint opened(String note) {
        return logic.recovering().open(note);
    }

    /// Answers a claim. What the newest snapshot refuses, or has already, never sees the lock.
    ///
    /// @param look finds what is wrong with the bytes that the claim names
    public Api.ClaimAnswer submit(
            Envelope envelope,
            Claim claim,
            List<Api.BodyForm> forms,
            Supplier<Optional<HubLogic.Fault>> look) {
        var early = snapshot().answer(envelope, claim, now());
        if (early.isPresent()) {
            return early.get();
        }
        var bodies = Bodies.of(claim, forms);
        var fault = HubLogic.fault(claim, bodies).or(look);
        return change(l -> l.take(envelope, claim, bodies, fault));
    }

    /// Changes under the lock; if that did change something, lets runs move and wakes whoever
    /// waits.
    public <T> T change(Function<HubLogic, T> body) {
        return change(body, false);
    }

    private <T> T change(Function<HubLogic, T> body, boolean always) {
        var before = snapshot();
        try {
            lock.lock();
            try {
                try {
                    return body.apply(logic);
                } finally {
                    if (always || snapshot() != before) {
                        advance();
                    }
                }
            } finally {
                lock.unlock();
            }
        } finally {
            tell(before);
        }
    }

    /// Wakes whoever waits if there is something newer than `before`.
    private void tell(Snapshot before) {
        if (snapshot() != before) {
            changed.ring();
        }
    }

    /// Waits until `body` gives something, or `wait` is over. It is asked outside the lock, after
    /// each change.
    public <T> Optional<T> await(Duration wait, Function<Snapshot, Optional<T>> body) {
        long left = wait.toNanos();
        try {
            while (true) {
                long seen = changed.rings();
                var found = body.apply(snapshot());
                if (found.isPresent() || left <= 0 || closed) {
                    return found;
                }
                left = changed.await(seen, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Lets the timer look at once, and does not wait for it: who is reachable has changed.
    public void hurry() {
        clock.ring();
    }

    /// Lets runs move now.
    public void nudge() {
        change(_ -> true, true);
        changed.ring();
    }

    private void advance() {
        guarded(
                ADVANCE,
                () -> {
                    var stuck = Optional.<Effect.Stuck>empty();
                    for (var effect : logic.advance(presence.reachable(time.instant()))) {
                        switch (effect) {
                            case Effect.Fold f -> {
                                if (folding.add(f)) {
                                    folder.execute(() -> fold(f));
                                }
                            }
                            case Effect.Stuck s -> stuck = Optional.of(s);
                            case Effect.Wake _ -> {
                                // The timer looks once a second.
                            }
                        }
                    }
                    if (stuck.isPresent()) {
                        throw new IllegalStateException(
                                "run " + stuck.get().run() + " can't move", stuck.get().why());
                    }
                });
    }

    /// Does `work`; whatever it throws, an error of the machine, too, is told and survived.
    private void guarded(String work, Runnable body) {
        try {
            body.run();
            troubles.done(work);
        } catch (Throwable e) {
            tell(work, e);
        }
    }

    private void tell(String work, Throwable why) {
        try {
            if (passing(why)) {
                troubles.waits(work, why);
            } else {
                troubles.failed(work, why);
            }
        } catch (OutOfMemoryError _) {
            // Not even memory to say so. The timer comes again.
        }
    }

    /// A full disk, or a database that does not answer: the round waits for it.
    private static boolean passing(Throwable failure) {
        return failure instanceof FoedusException f
                && (f.code().type() == ErrorType.EXTERNAL || f.code().type() == ErrorType.CAPACITY);
    }

    private void fold(Effect.Fold effect) {
        try {
            var run = Optional.ofNullable(state().runs().get(effect.run()));
            if (run.isPresent()
                    && run.get().rounds().get(effect.round()) instanceof RoundState.Folding r) {
                var lost = patience.spoiled(run.get(), r, now());
                if (lost.isEmpty() && patience.lacks(run.get(), r, now())) {
                    changed.ring();
                    return;
                }
                var outcome = lost.isPresent() ? lost.get() : fold.fold(run.get(), r);
                switch (outcome) {
                    case RoundFold.Spoiled spoiled -> exclude(effect, spoiled);
                    case RoundFold.Result result -> {
                        patience.done(effect.run(), effect.round());
                        publish(effect, result, snapshot().metrics(run.get(), r));
                    }
                }
            }
            troubles.done(FOLD);
        } catch (Throwable e) {
            if (passing(e)) {
                // The timer asks for it again.
                tell(FOLD, e);
            } else {
                giveUp(effect, e);
            }
        } finally {
            folding.remove(effect);
        }
    }

    private void publish(
            Effect.Fold effect, RoundFold.Result result, SortedMap<String, Double> metrics) {
        change(l -> {
            l.published(
                    effect.run(), effect.round(), result.model(), result.optimizerState(), metrics);
            return true;
        });
    }

    /// The others are folded without it, if they are enough.
    private void exclude(Effect.Fold effect, RoundFold.Spoiled spoiled) {
        LOG.log(
                Level.ERROR,
                "update.spoiled run="
                        + effect.run()
                        + " round="
                        + effect.round()
                        + " node="
                        + spoiled.node()
                        + " "
                        + spoiled.reason());
        folding.remove(effect);
        change(l -> {
            l.spoiled(effect.run(), effect.round(), spoiled.node(), spoiled.reason());
            return true;
        });
    }

    /// Fails the round, and nothing else.
    private void giveUp(Effect.Fold effect, Throwable why) {
        guarded(
                FOLD + " run=" + effect.run(),
                () -> {
                    var known = why instanceof FoedusException f ? f : null;
                    var reason =
                            known == null
                                    ? "INTERNAL_ERROR: " + why.getClass().getSimpleName()
                                    : known.code() + ": " + known.reason();
                    if (known == null || known.code().type() == ErrorType.INTERNAL) {
                        troubles.failed(FOLD, why);
                    } else {
                        LOG.log(
                                Level.ERROR,
                                "fold.failed run=" + effect.run() + " round=" + effect.round(),
                                why);
                    }
                    change(l -> {
                        l.foldFailed(effect.run(), effect.round(), reason);
                        return true;
                    });
                });
    }

    /// Deadlines, graces and silent nodes are looked at once a second.
    private void tick() {
        try {
            while (!closed) {
                long seen = clock.rings();
                guarded("clock", this::lookAtTheClock);
                change(_ -> true, true);
                clock.await(seen, TICK.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Entries never go back in time: someone should know when that holds them.
    private void lookAtTheClock() {
        var ahead = snapshot().ahead(time.instant());
        boolean now = ahead.compareTo(TICK) > 0;
        if (now && !held) {
            LOG.log(
                    Level.WARNING,
                    "clock.was-ahead newest-entry="
                            + state().at()
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
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        changed.ring();
        clock.ring();
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
