package org.foedus.node.agent;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Signer;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.decision.Action;
import org.foedus.node.decision.NodeLogic;
import org.foedus.node.decision.View;
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

    private static final Api.WorkList NOTHING = new Api.WorkList(List.of(), List.of(), 0);

    private final NodeHome home;
    private final NodeSettings settings;
    private final HubClient hub;
    private final Mirror mirror;
    private final Journal journal;
    private final Sender sender;
    private final Surroundings around;
    private final EngineChoice engines;
    private final Bench bench;
    private final Workshop workshop;
    private final Mender mender;
    private final Whereabouts whereabouts;
    private final AtomicBoolean mending = new AtomicBoolean();
    private final Signer key;
    private final ExecutorService training;

    private final ReentrantLock deciding = new ReentrantLock();
    private final Said<WorkItemId> answered = new Said<>();
    private final Said<RunId> decided = new Said<>();
    private Api.WorkList work = NOTHING;

    private final Bell bell;
    private boolean busy;
    private volatile @Nullable FoedusException fatal;
    private volatile boolean closed;
    private volatile boolean rested;
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
        this.whereabouts = new Whereabouts(home, hub, journal);
        this.training = Executors.newSingleThreadExecutor(around.working());
        this.key = home.nodeKey();
        this.engines = engines;
        this.sender =
                new Sender(
                        hub,
                        new OutgoingLog(home.outgoingFile()),
                        home.hub().addresses().getFirst(),
                        around.clock());
        this.bench =
                new Bench(
                        home,
                        settings,
                        hub,
                        around.clock(),
                        engines,
                        why -> journal.info("engine-chosen", "engine", why));
        this.workshop =
                new Workshop(
                        settings,
                        bench,
                        sender,
                        journal,
                        around.clock(),
                        around.salts(),
                        mirror::state,
                        () -> closed,
                        this::backoff);
        this.mender = new Mender(settings.node(), bench, sender, journal, mirror::state);
    }

    private Backoff backoff() {
        return new Backoff(around.pause(), around.chance());
    }

    /// Works until [#close], or until the hub proves false.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` if the hub shows another history,
    ///   `WRONG_ALLIANCE` if it serves another alliance
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
            bell.await(LAST_STEP, () -> rested);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        }
        var failure = fatal;
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
        if (failure.code() == ErrorCode.VERIFICATION_FAILED
                || failure.code() == ErrorCode.WRONG_ALLIANCE) {
            journal.error("hub-false", failure);
            fail(failure);
            return true;
        }
        journal.warn(Workshop.trouble(failure), failure);
        whereabouts.look();
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
        deciding.lock();
        try {
            fatal = fatal == null ? failure : fatal;
        } finally {
            deciding.unlock();
        }
        close();
    }

    private boolean entered;

    /// Signs in, once, and only to the alliance that this node joined.
    private void enter() {
        deciding.lock();
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
            deciding.unlock();
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
        var added = mirror.follow(hub, WAIT);
        if (added.isEmpty()) {
            if (around.clock().instant().isBefore(begun.plusSeconds(1))) {
                // A hub that does not hold the question must not be asked in a tight loop.
                around.pause().pause(Backoff.FIRST);
            }
            return;
        }
        journal.info("ledger-grew", "size", Long.toString(mirror.size()));
        added.forEach(this::recovered);
        if (!fresh) {
            added.forEach(whereabouts::heard);
        }
        bell.ring();
        decide();
        tidy();
        witness();
    }

    /// What this node said may not be in a ledger that was recovered: it is said again if the
    /// ledger asks for it.
    private void recovered(Entry entry) {
        if (entry instanceof Entry.Recovered recovered) {
            journal.info(
                    "ledger-recovered",
                    "from",
                    Long.toString(recovered.from()),
                    "to",
                    Long.toString(recovered.to()),
                    "missing",
                    recovered.missing().toString());
            deciding.lock();
            try {
                answered.clear();
                decided.clear();
            } finally {
                deciding.unlock();
            }
        }
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
        deciding.lock();
        try {
            answered.ask();
            decided.ask();
        } finally {
            deciding.unlock();
        }
        var list = hub.work(WAIT);
        deciding.lock();
        try {
            work = list;
            list.items().forEach(a -> answered.askedAgain(a.item().id()));
            list.consents().forEach(c -> decided.askedAgain(c.run()));
        } finally {
            deciding.unlock();
        }
        decide();
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

    private void decide() {
        deciding.lock();
        try {
            var state = mirror.state();
            for (var action : NodeLogic.next(view(state))) {
                if (closed) {
                    return;
                }
                carryOut(state, action);
            }
        } finally {
            deciding.unlock();
        }
    }

    private View view(AllianceState state) {
        return new View(
                state,
                settings.node(),
                policy(),
                settings.limits(),
                datasets().names(),
                engines.architectures(),
                around.zone(),
                work,
                answered.all(),
                around.clock().instant());
    }

    /// A policy that can't be read permits nothing.
    private NodePolicy policy() {
        try {
            return home.policy();
        } catch (FoedusException e) {
            journal.once("policy-unusable", "reason", e.reason());
            return new NodePolicy(List.of());
        }
    }

    private DatasetBook datasets() {
        try {
            return home.datasets();
        } catch (FoedusException e) {
            journal.once("datasets-unusable", "reason", e.reason());
            return DatasetBook.empty();
        }
    }

    private void carryOut(AllianceState state, Action action) {
        switch (action) {
            case Action.GiveConsent c -> consent(c);
            case Action.AskOwner a ->
                    journal.once("owner-asked", "run", a.run().value(), "reason", a.why());
            case Action.Train t -> start(t.run(), t.item());
            case Action.Evaluate e -> start(e.run(), e.item());
            case Action.Decline d -> decline(state, d);
            case Action.Refrain r -> left(state, r);
        }
    }

    /// Said once, and only if the ledger here is not merely behind.
    private void left(AllianceState state, Action.Refrain r) {
        if (state.size() >= work.size() && !answered.contains(r.item())) {
            journal.once("work-left", "item", r.item().value(), "reason", r.reason());
        }
    }

    private void consent(Action.GiveConsent c) {
        if (decided.contains(c.run())) {
            return;
        }
        try {
            sender.claim(
                    h ->
                            new Claim.Consent(
                                    h, c.run(), c.planDigest(), c.decision(), c.by(), c.reason()),
                    List.of(),
                    Optional.of(c.run()),
                    Optional.of(Sender.named(c.by())));
            journal.info(
                    "consent",
                    "run",
                    c.run().value(),
                    "decision",
                    c.decision().name(),
                    "rule",
                    c.by());
            decided.add(c.run(), true);
        } catch (FoedusException e) {
            requireFinal(e);
            // The owner was faster, or the run is over: the ledger will say.
            journal.warn("consent-refused", e);
            decided.add(c.run(), false);
        }
    }

    private void decline(AllianceState state, Action.Decline d) {
        var run = state.runs().get(d.item().run());
        var asked =
                run == null ? Optional.<WorkItem>empty() : run.work(d.item()).map(w -> w.item());
        if (run != null && asked.isPresent()) {
            workshop.decline(run, asked.get(), d.reason());
            journal.info("work-declined", "item", d.item().value(), "reason", d.reason());
        }
        answered.add(d.item(), workshop.acknowledged(d.item()));
    }

    /// Rethrows what a later attempt may heal.
    private static void requireFinal(FoedusException failure) {
        if (failure.code().type() != ErrorType.CALLER
                || failure.code() == ErrorCode.BAD_SEQUENCE
                || Workshop.passing(failure)) {
            throw failure;
        }
    }

    /// One item at a time; the next is looked at when this one is done.
    private void start(Run run, WorkItem item) {
        if (busy) {
            return;
        }
        busy = true;
        try {
            training.execute(() -> work(run, item));
        } catch (RejectedExecutionException e) {
            // The node is being stopped.
            busy = false;
        }
    }

    private void work(Run run, WorkItem item) {
        boolean done = false;
        try {
            done = workshop.work(run, item);
        } catch (FoedusException e) {
            journal.warn("work-failed", e);
        } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
            journal.error("work-crashed", e);
            done = giveUp(run, item);
        } finally {
            deciding.lock();
            try {
                busy = false;
                if (done) {
                    answered.add(item.id(), workshop.acknowledged(item.id()));
                }
            } finally {
                deciding.unlock();
            }
            bell.ring();
        }
    }

    private boolean giveUp(Run run, WorkItem item) {
        try {
            return workshop.decline(run, item, "the node's trainer failed");
        } catch (FoedusException e) {
            journal.warn("work-failed", e);
            return true;
        }
    }

    /// After each change of the ledger: forgets what is over, on disk and in memory.
    private void tidy() {
        deciding.lock();
        try {
            answered.removeIf(this::over);
            if (busy) {
                return;
            }
            try {
                training.execute(() -> {
                    bench.sweep(this::over);
                    if (idle()) {
                        bench.rest();
                    }
                });
            } catch (RejectedExecutionException e) {
                // The node is being stopped.
            }
        } finally {
            deciding.unlock();
        }
    }

    /// Whether nothing will be asked for an item again.
    private boolean over(WorkItemId item) {
        var run = mirror.state().runs().get(item.run());
        if (run == null) {
            return false;
        }
        boolean closedRound =
                switch (run.rounds().get(item.round())) {
                    case RoundState.Published _, RoundState.Failed _ -> true;
                    case RoundState.Collecting _, RoundState.Folding _ -> false;
                    case null -> false;
                };
        return !run.active() || (closedRound && item.kind() == WorkItem.Kind.TRAIN);
    }

    /// Whether no active run has this node's consent.
    private boolean idle() {
        return mirror.state().runs().values().stream()
                .noneMatch(r -> r.active() && r.consented(settings.node()));
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
        try {
            training.execute(this::rest);
        } catch (RejectedExecutionException e) {
            // Closed before: the trainer is on its way out.
        }
        training.shutdown();
    }

    private void rest() {
        bench.close();
        rested = true;
        bell.ring();
    }
}
