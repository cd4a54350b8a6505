package org.foedus.node.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.core.signature.Signer;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.dataset.Sight;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.node.work.Bench;
import org.foedus.node.work.EngineChoice;
import org.foedus.protocol.api.Api;
import org.jspecify.annotations.Nullable;

/// A running node.
///
/// One thread follows the ledger, one asks for work and so shows the hub that the node is there,
/// one trains. The first two decide, under one lock; a change of the ledger, of the work list, or
/// the end of a work item makes them decide anew.
public final class NodeAgent implements AutoCloseable {
    /// How long the hub may hold a question.
    private static final Duration WAIT = Duration.ofSeconds(60);

    /// How long the node waits before it asks again while its open work makes the hub answer at
    /// once. Well below the time after which the hub takes it for gone.
    private static final Duration PRESENCE = Duration.ofSeconds(5);

    /// How long a training step that is under way may take when the node is stopped.
    private static final Duration LAST_STEP = Duration.ofSeconds(10);

    private final NodeHome home;
    private final NodeSettings settings;
    private final HubClient hub;
    private final Mirror mirror;
    private final Journal journal;
    private final Surroundings around;
    private final Desk desk;
    private final Mender mender;
    private final Watch watch;
    private final Whereabouts whereabouts;
    private final AtomicBoolean mending = new AtomicBoolean();
    private final Signer key;
    private final Bell bell;
    private final AtomicReference<@Nullable FoedusException> fatal = new AtomicReference<>();
    private final ReentrantLock entering = new ReentrantLock();
    private boolean entered;
    private volatile boolean closed;
    private volatile @Nullable Thread follower;
    private volatile @Nullable Thread poller;

    /// @param hub a client of its own, not signed in
    public NodeAgent(
            NodeHome home,
            HubClient hub,
            Mirror mirror,
            EngineChoice engines,
            Progress progress,
            Surroundings around) {
        this.home = home;
        this.settings = home.settings();
        this.hub = hub;
        this.mirror = mirror;
        this.journal = new Journal(progress);
        this.around = around;
        this.bell = new Bell(around.waiting());
        this.watch = new Watch(mirror, journal);
        this.whereabouts = new Whereabouts(home, hub, journal);
        this.key = home.nodeKey();
        var sender =
                new Sender(
                        hub,
                        new OutgoingLog(home.outgoingFile()),
                        home.hub().addresses().getFirst(),
                        around.clock(),
                        mirror::requireTrust);
        var bench =
                new Bench(
                        home,
                        settings,
                        hub,
                        around.clock(),
                        engines,
                        why -> journal.info("engine-chosen", "engine", why));
        var sight = new Sight(home.folder(), engines::known, around.clock());
        var workshop =
                new Workshop(
                        settings,
                        bench,
                        sender,
                        journal,
                        around.clock(),
                        around.salts(),
                        mirror::state,
                        this::lapsed,
                        () -> closed || watch.alarmed(),
                        (run, why) -> spoiled(sight, run, why),
                        this::backoff);
        this.desk =
                new Desk(
                        home,
                        mirror,
                        journal,
                        sender,
                        around,
                        engines,
                        bench,
                        workshop,
                        sight,
                        bell,
                        () -> closed);
        this.mender = new Mender(settings.node(), bench, sender, journal, mirror::state);
    }

    /// Training could not use what a run's plan names.
    private void spoiled(Sight sight, Run run, String why) {
        try {
            var plan = run.plan();
            sight.spoiled(home.datasets(), plan.dataset(), plan.model().architecture(), why);
        } catch (FoedusException e) {
            journal.once("datasets-unusable", "reason", e.reason());
        }
    }

    private boolean lapsed(Run run) {
        return desk.lapsed(run);
    }

    private Backoff backoff() {
        return new Backoff(around.pause(), around.chance());
    }

    /// Works until [#close]. Where the hub proves false it stays, follows, and does no work until
    /// its owner has acknowledged that.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` if the copy here is damaged, `WRONG_ALLIANCE`
    ///   if the hub serves another alliance
    public void run() {
        var following = around.talking().newThread(() -> loop(this::follow));
        var polling = around.talking().newThread(() -> loop(this::poll));
        follower = following;
        poller = polling;
        following.start();
        polling.start();
        try {
            following.join();
            polling.join();
            bell.await(LAST_STEP, desk::rested);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
        var failure = fatal.get();
        if (failure != null) {
            throw failure;
        }
    }

    /// One step of a thread; returns when there is something to do anew.
    @FunctionalInterface
    private interface Step {
        void take() throws InterruptedException;
    }

    private void loop(Step step) {
        var backoff = backoff();
        boolean lost = false;
        while (!closed) {
            try {
                enter();
                step.take();
                backoff.reset();
                if (lost) {
                    journal.info("hub-back");
                    lost = false;
                }
            } catch (FoedusException e) {
                lost = !closed && endure(e, backoff);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                journal.error("node-failed", e);
                fail(new FoedusException(ErrorCode.INTERNAL_ERROR, "the node failed: " + e, e));
            }
        }
    }

    private boolean endure(FoedusException failure, Backoff backoff) {
        boolean hubFalse =
                failure.code() == ErrorCode.VERIFICATION_FAILED
                        || failure.code() == ErrorCode.HUB_BROKE_RULES;
        boolean caught = watch.stands() && hubFalse;
        if (!caught && (hubFalse || failure.code() == ErrorCode.WRONG_ALLIANCE)) {
            journal.error("hub-false", failure);
            fail(failure);
            return true;
        }
        if (failure.code() == ErrorCode.UNKNOWN_ENTRY) {
            journal.once("newer-ledger", "code", failure.code().name(), "reason", failure.reason());
        } else if (!caught) {
            journal.warn(Workshop.trouble(failure), failure);
            whereabouts.look();
        }
        try {
            backoff.rest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        return true;
    }

    /// The first failure counts.
    private void fail(FoedusException failure) {
        fatal.compareAndSet(null, failure);
        close();
    }

    /// Signs in, once, and only to the alliance that this node joined.
    private void enter() {
        entering.lock();
        try {
            if (entered) {
                return;
            }
            var session = hub.signIn(key);
            show();
            if (!hub.statement().alliance().equals(home.hub().alliance())) {
                throw new FoedusException(
                        ErrorCode.WRONG_ALLIANCE, "the hub serves another alliance than before");
            }
            if (session.node().isEmpty()) {
                throw new FoedusException(
                        ErrorCode.NOT_SIGNED_IN,
                        "the alliance has not admitted this node yet (the hub knows it as "
                                + session.party()
                                + "): waiting");
            }
            entered = true;
            journal.info("signed-in", "node", settings.node().value());
        } finally {
            entering.unlock();
        }
    }

    /// Shows the hub what is here, before anything is done with it: it may have lost the end of its
    /// ledger, and not know.
    private void show() {
        boolean waits;
        try {
            waits = mirror.giveBack(hub);
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.NOT_FOUND && e.code() != ErrorCode.VERIFICATION_FAILED) {
                throw e;
            }
            // A hub of an earlier release; or another history, which following it will tell.
            return;
        }
        if (waits) {
            throw new FoedusException(
                    ErrorCode.RECOVERING,
                    "the hub has what is here, and waits for the other members' mirrors");
        }
    }

    private void follow() throws InterruptedException {
        var begun = around.clock().instant();
        boolean fresh = mirror.size() == 0;
        var news = new News();
        mirror.follow(hub, WAIT, news::add);
        if (!news.any()) {
            if (around.clock().instant().isBefore(begun.plusSeconds(1))) {
                // A hub that does not hold the question must not be asked in a tight loop.
                around.pause().pause(Backoff.FIRST);
            }
            return;
        }
        journal.info("ledger-grew", "size", Long.toString(mirror.size()));
        news.recovered().ifPresent(this::recovered);
        if (!fresh) {
            news.moved().ifPresent(whereabouts::heard);
        }
        bell.ring();
        if (!watch.stands()) {
            desk.decide();
        }
        desk.tidy();
        witness();
    }

    private void recovered(Entry.Recovered recovered) {
        journal.info(
                "ledger-recovered",
                "from",
                Long.toString(recovered.from()),
                "to",
                Long.toString(recovered.to()),
                "missing",
                recovered.missing().toString());
        desk.recovered();
    }

    private void witness() {
        try {
            mirror.cosign(hub, settings.node().value(), key);
        } catch (FoedusException e) {
            // The next checkpoint is a new chance; the node works without.
            journal.warn("cosign-failed", e);
        }
    }

    private void poll() throws InterruptedException {
        long heard = bell.news();
        if (watch.stands()) {
            // Not asking for work also shows the hub that this node does none.
            bell.await(PRESENCE, () -> closed);
            return;
        }
        desk.ask();
        var list = hub.work(desk.patience(WAIT));
        desk.heard(list);
        desk.decide();
        mend(list.wanted());
        if (!list.items().isEmpty() || !list.consents().isEmpty() || !list.wanted().isEmpty()) {
            bell.await(PRESENCE, () -> closed || bell.news() != heard);
        }
    }

    /// Beside training, which may be waiting for the hub to have its bytes back.
    private void mend(List<Api.Wanted> wanted) {
        if (wanted.isEmpty() || !mending.compareAndSet(false, true)) {
            return;
        }
        around.talking()
                .newThread(() -> {
                    try {
                        mender.mend(wanted);
                    } finally {
                        mending.set(false);
                    }
                })
                .start();
    }

    /// Stops; work in progress is dropped.
    @Override
    public void close() {
        closed = true;
        bell.ring();
        for (var thread : new Thread[] {follower, poller}) {
            if (thread != null) {
                thread.interrupt();
            }
        }
        desk.close();
    }
}
