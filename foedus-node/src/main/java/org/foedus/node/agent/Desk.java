package org.foedus.node.agent;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.policy.Conditions;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.StandingConsents;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.Sight;
import org.foedus.node.decision.Action;
import org.foedus.node.decision.NodeLogic;
import org.foedus.node.decision.View;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.work.Bench;
import org.foedus.node.work.EngineChoice;
import org.foedus.protocol.api.Api;

/// Where decisions are taken and carried out: consents by policy, work items one at a time on a
/// training thread of its own. Thread-safe: whoever has news decides, under one lock.
final class Desk {
    private static final NodePolicy UNREADABLE =
            new NodePolicy(
                    List.of(
                            new NodePolicy.Rule(
                                    "unreadable-policy",
                                    NodePolicy.Effect.REVIEW,
                                    Conditions.ANY,
                                    "")));
    private static final Duration AFTER_THE_END = Duration.ofSeconds(1);
    private static final Api.WorkList NOTHING = new Api.WorkList(List.of(), List.of(), 0);

    private final NodeHome home;
    private final NodeSettings settings;
    private final Mirror mirror;
    private final Journal journal;
    private final Sender sender;
    private final Surroundings around;
    private final EngineChoice engines;
    private final Bench bench;
    private final Workshop workshop;
    private final Bell bell;
    private final BooleanSupplier closed;
    private final ExecutorService training;

    private final ReentrantLock deciding = new ReentrantLock();
    private final Said<WorkItemId> answered = new Said<>();
    private final Map<Claim.Decision, Said<RunId>> decided = new EnumMap<>(Claim.Decision.class);
    private final Map<RunId, Long> readiness = new TreeMap<>();
    private final Looking looking;
    private Api.WorkList work = NOTHING;
    private boolean busy;
    private volatile boolean rested;

    /// @param bell rung when an item is done, and when the trainer has stopped
    /// @param closed whether the node is being stopped
    Desk(
            NodeHome home,
            Mirror mirror,
            Journal journal,
            Sender sender,
            Surroundings around,
            EngineChoice engines,
            Bench bench,
            Workshop workshop,
            Sight sight,
            Bell bell,
            BooleanSupplier closed) {
        this.home = home;
        this.settings = home.settings();
        this.mirror = mirror;
        this.journal = journal;
        this.sender = sender;
        this.around = around;
        this.engines = engines;
        this.bench = bench;
        this.workshop = workshop;
        this.bell = bell;
        this.closed = closed;
        this.training = Executors.newSingleThreadExecutor(around.working());
        for (var decision : Claim.Decision.values()) {
            decided.put(decision, new Said<>());
        }
        this.looking = new Looking(sight, training, journal, this::looked);
    }

    /// A look at data was taken: what hung on it is decided now.
    private void looked() {
        try {
            if (mirror.standing().isEmpty()) {
                decide();
            }
        } catch (FoedusException e) {
            // The next question for work is a new chance.
            journal.warn(Workshop.trouble(e), e);
        }
        bell.ring();
    }

    /// A question for work leaves for the hub.
    void ask() {
        deciding.lock();
        try {
            answered.ask();
            decided.values().forEach(Said::ask);
        } finally {
            deciding.unlock();
        }
    }

    /// The hub's answer to the newest question.
    void heard(Api.WorkList list) {
        deciding.lock();
        try {
            work = list;
            list.items().forEach(a -> answered.askedAgain(a.item().id()));
            list.consents()
                    .forEach(c -> decided.values().forEach(said -> said.askedAgain(c.run())));
        } finally {
            deciding.unlock();
        }
    }

    /// What this node said may not be in a ledger that was recovered: it is said again if the
    /// ledger asks for it.
    void recovered() {
        deciding.lock();
        try {
            answered.clear();
            decided.values().forEach(Said::clear);
            readiness.clear();
        } finally {
            deciding.unlock();
        }
    }

    /// Decides anew, on everything that is known now.
    void decide() {
        deciding.lock();
        try {
            var state = mirror.state();
            for (var action : NodeLogic.next(view(state))) {
                if (closed.getAsBoolean()) {
                    return;
                }
                carryOut(state, action);
            }
        } finally {
            deciding.unlock();
        }
    }

    private View view(AllianceState state) {
        var datasets = datasets();
        return new View(
                state,
                settings.node(),
                policy(),
                settings.limits(),
                datasets,
                looking.over(datasets),
                engines.architectures(),
                around.zone(),
                work,
                answered.all(),
                around.clock().instant());
    }

    /// A policy that can't be read permits nothing, and no standing consent stands in for it.
    private NodePolicy policy() {
        try {
            return home.rules().with(standing());
        } catch (FoedusException e) {
            journal.once("policy-unusable", "reason", e.reason());
            return UNREADABLE.with(standing());
        }
    }

    private StandingConsents standing() {
        try {
            return home.consents().standing();
        } catch (FoedusException e) {
            journal.once("consents-unusable", "reason", e.reason());
            return StandingConsents.UNKNOWN;
        }
    }

    /// Whether the standing consent to a run has ended.
    boolean lapsed(Run run) {
        var given = run.consents().get(settings.node());
        return given != null && !standing().holds(given.by(), around.clock().instant());
    }

    /// How long to wait for news: not past the end of a standing consent.
    Duration patience(Duration most) {
        var now = around.clock().instant();
        return standing()
                .nextEnd(now)
                .map(end -> Duration.between(now, end).plus(AFTER_THE_END))
                .filter(until -> until.compareTo(most) < 0)
                .orElse(most);
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
            case Action.SayReady r -> ready(state, r);
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
        var said = InvariantViolation.present(decided.get(c.decision()), "no decision");
        if (said.contains(c.run())) {
            return;
        }
        decided.values().forEach(other -> other.removeIf(c.run()::equals));
        try {
            sender.claim(
                    h ->
                            new Claim.Consent(
                                    h,
                                    c.run(),
                                    c.planDigest(),
                                    c.decision(),
                                    c.by(),
                                    c.reason(),
                                    c.revealsUpdates()),
                    List.of(),
                    Optional.of(c.run()),
                    Optional.of(Under.given(c.by(), c.planDigest())));
            journal.info(
                    "consent",
                    "run",
                    c.run().value(),
                    "decision",
                    c.decision().name(),
                    "rule",
                    c.by(),
                    "reason",
                    c.told());
            said.add(c.run(), true);
        } catch (FoedusException e) {
            requireFinal(e);
            // The owner was faster, or the run is over: the ledger will say.
            journal.warn("consent-refused", e);
            said.add(c.run(), false);
        }
    }

    /// Said once, until the ledger here has what became of it.
    private void ready(AllianceState state, Action.SayReady r) {
        var index = readiness.get(r.run());
        if (index != null && state.size() <= index) {
            return;
        }
        long said = state.size();
        try {
            var answer =
                    sender.claim(
                            h -> new Claim.Readiness(h, r.run(), r.able(), r.reason()),
                            List.of(),
                            Optional.of(r.run()),
                            Optional.empty());
            said = answer.index().orElse(said);
            journal.info(
                    "readiness",
                    "run",
                    r.run().value(),
                    "able",
                    Boolean.toString(r.able()),
                    "reason",
                    r.told());
        } catch (FoedusException e) {
            requireFinal(e);
            // The owner took the consent back, or the run is over: the ledger will say.
            journal.warn("readiness-refused", e);
        }
        readiness.put(r.run(), said);
    }

    private void decline(AllianceState state, Action.Decline d) {
        var run = state.runs().get(d.item().run());
        var asked =
                run == null ? Optional.<WorkItem>empty() : run.work(d.item()).map(w -> w.item());
        if (run != null && asked.isPresent()) {
            workshop.decline(run, asked.get(), d.reason(), d.unable());
            journal.info("work-declined", "item", d.item().value(), "reason", d.told());
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
            return workshop.decline(run, item, "the node's trainer failed", Optional.empty());
        } catch (FoedusException e) {
            journal.warn("work-failed", e);
            return true;
        }
    }

    /// After each change of the ledger: forgets what is over, on disk and in memory.
    void tidy() {
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

    /// Drops the work in progress; [#rested] when the trainer has let go.
    void close() {
        try {
            training.execute(this::rest);
        } catch (RejectedExecutionException e) {
            // Closed before: the trainer is on its way out.
        }
        training.shutdown();
    }

    boolean rested() {
        return rested;
    }

    private void rest() {
        bench.close();
        rested = true;
        bell.ring();
    }
}
