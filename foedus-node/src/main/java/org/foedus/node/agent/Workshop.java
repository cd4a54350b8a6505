package org.foedus.node.agent;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.node.decision.NodeLogic;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.work.Bench;
import org.foedus.protocol.json.Json;

/// Does one work item from its beginning to the hub's answer, on the training thread; [#decline]
/// may be called from any.
final class Workshop {
    /// Trouble on the way to the hub: the item stays open, and is tried again.
    static final Set<ErrorCode> HUB_TROUBLE =
            Set.of(
                    ErrorCode.HUB_UNREACHABLE,
                    ErrorCode.NOT_LEADING,
                    ErrorCode.OUTCOME_UNKNOWN,
                    ErrorCode.STORE_UNAVAILABLE,
                    ErrorCode.HUB_DISK_FULL,
                    ErrorCode.RECOVERING,
                    ErrorCode.BUSY,
                    ErrorCode.TOO_MANY,
                    ErrorCode.NOT_SIGNED_IN,
                    ErrorCode.CLOCK_SKEW,
                    ErrorCode.WRONG_HUB_KEY,
                    ErrorCode.TLS_INTERCEPTED);

    static final int MAX_REASON = 200;

    /// Whether waiting may heal it: the hub's trouble, or this machine's own full disk.
    static boolean passing(FoedusException failure) {
        return HUB_TROUBLE.contains(failure.code()) || failure.code() == ErrorCode.DISK_FULL;
    }

    /// The event by which such a failure is known.
    static String trouble(FoedusException failure) {
        return switch (failure.code()) {
            case DISK_FULL -> "disk-full";
            case HUB_DISK_FULL -> "hub-disk-full";
            case CLOCK_SKEW -> "clock-skew";
            default -> "hub-lost";
        };
    }

    private final NodeSettings settings;
    private final Bench bench;
    private final Sender sender;
    private final Journal journal;
    private final InstantSource clock;
    private final SecureRandom salts;
    private final Supplier<AllianceState> ledger;
    private final Predicate<Run> lapsed;
    private final BooleanSupplier closed;
    private final BiConsumer<Run, String> spoiled;
    private final Supplier<Backoff> backoffs;
    private final Set<WorkItemId> acknowledged = new ConcurrentSkipListSet<>();

    /// @param ledger the verified state, as it is now
    /// @param lapsed whether the standing consent to a run has ended, so that nothing may leave
    /// @param closed whether the node is being stopped
    /// @param spoiled hears that training for a run could not use the data, and why
    Workshop(
            NodeSettings settings,
            Bench bench,
            Sender sender,
            Journal journal,
            InstantSource clock,
            SecureRandom salts,
            Supplier<AllianceState> ledger,
            Predicate<Run> lapsed,
            BooleanSupplier closed,
            BiConsumer<Run, String> spoiled,
            Supplier<Backoff> backoffs) {
        this.settings = settings;
        this.bench = bench;
        this.sender = sender;
        this.journal = journal;
        this.clock = clock;
        this.salts = salts;
        this.ledger = ledger;
        this.lapsed = lapsed;
        this.closed = closed;
        this.spoiled = spoiled;
        this.backoffs = backoffs;
    }

    /// @return whether the item is answered, so that it need not be looked at again
    boolean work(Run run, WorkItem item) {
        BooleanSupplier unwanted =
                () -> closed.getAsBoolean() || !NodeLogic.wanted(ledger.get(), item);
        try {
            var product = insist(item, () -> make(run, item, unwanted));
            sender.received(run.id(), item.base(), product.bytesIn());
            if (lapsed.test(run)) {
                var why = "its standing consent is in force no longer";
                journal.info("work-dropped", "item", item.id().value(), "reason", why);
                return false;
            }
            return switch (product) {
                case Bench.Product.Trained t -> insist(item, () -> deliver(run, item, t));
                case Bench.Product.Evaluated e -> insist(item, () -> report(run, item, e));
                case Bench.Product.Broken b when b.late() ->
                        decline(run, item, b.reason(), Optional.empty());
                case Bench.Product.Broken b -> {
                    journal.info("work-dropped", "item", item.id().value(), "reason", b.reason());
                    yield false;
                }
            };
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.HUB_BROKE_RULES) {
                // Nothing is said to such a hub, also not that this is left.
                return false;
            }
            journal.warn("work-failed", e);
            return !passing(e) && decline(run, item, told(run, item, e), unable(run, item, e));
        }
    }

    /// Data that can't be used now can't be used in the next round either, until they have changed.
    private Optional<Claim.Unable> unable(Run run, WorkItem item, FoedusException failure) {
        if (failure.code() != ErrorCode.BAD_DATASET || item.kind() != WorkItem.Kind.TRAIN) {
            return Optional.empty();
        }
        spoiled.accept(run, failure.reason());
        return Optional.of(new Claim.Unable(Optional.empty()));
    }

    /// Whether the hub said that it has the answer to an item; forgotten once asked.
    boolean acknowledged(WorkItemId item) {
        return acknowledged.remove(item);
    }

    /// What everyone may know of a failure: no names of files, no contents. The owner's log has the
    /// rest.
    private static String told(Run run, WorkItem item, FoedusException failure) {
        var plan = run.plan();
        return switch (failure.code()) {
            case BAD_DATASET, NOT_FOUND -> {
                boolean trains = item.kind() == WorkItem.Kind.TRAIN;
                var name = trains ? plan.dataset() : plan.evaluation().dataset();
                yield "the dataset " + name + " cannot be used here";
            }
            case BAD_MODEL -> "the model is not one of " + plan.model().architecture();
            case ENGINE_UNAVAILABLE ->
                    "no engine here trains " + plan.model().architecture() + " now";
            case NON_FINITE -> failure.reason();
            default -> "the node failed: " + failure.code();
        };
    }

    private Bench.Product make(Run run, WorkItem item, BooleanSupplier unwanted) {
        journal.info("work-begun", "item", item.id().value(), "base", item.base().shortHex());
        return switch (item.kind()) {
            case TRAIN -> kept(item).orElseGet(() -> bench.train(run, item, unwanted));
            case EVALUATE -> bench.evaluate(run, item);
        };
    }

    private Optional<Bench.Product> kept(WorkItem item) {
        var kept = bench.kept(item);
        kept.ifPresent(_ -> journal.info("update-kept", "item", item.id().value()));
        return kept.map(k -> k);
    }

    /// Tries until the trouble has passed or the item is over.
    private <T> T insist(WorkItem item, Supplier<T> attempt) {
        var backoff = backoffs.get();
        while (true) {
            try {
                return attempt.get();
            } catch (FoedusException e) {
                boolean over =
                        closed.getAsBoolean()
                                || clock.instant().isAfter(item.deadline())
                                || !NodeLogic.wanted(ledger.get(), item);
                if (over || !passing(e)) {
                    throw e;
                }
                journal.warn(trouble(e), e);
                rest(backoff, e);
            }
        }
    }

    private static void rest(Backoff backoff, FoedusException failure) {
        try {
            backoff.rest();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }

    private boolean deliver(Run run, WorkItem item, Bench.Product.Trained trained) {
        var body = Json.object();
        trained.metrics().forEach(body::put);
        var metrics = body(body);
        var outputs = new TreeMap<>(java.util.Map.of("delta", trained.delta()));
        Function<Claim.Header, Claim> claim =
                h ->
                        new Claim.WorkDone(
                                h,
                                item.id(),
                                outputs,
                                trained.examples(),
                                new TreeMap<>(),
                                Optional.of(metrics.digest()));
        var consent = Under.of(run, settings.node());
        sender.update(trained, item.id().value(), run.id(), consent);
        try {
            return claim(run, item, claim, List.of(metrics));
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.NOT_FOUND) {
                throw e;
            }
            // The hub lost the bytes meanwhile; they are still in the outbox.
            sender.update(trained, item.id().value(), run.id(), consent);
            return claim(run, item, claim, List.of(metrics));
        }
    }

    private Body body(Object content) {
        var salt = new byte[Body.SALT_BYTES];
        salts.nextBytes(salt);
        var readers = new TreeSet<>(Set.of("operator", "subject:" + settings.member()));
        return Body.of(Bytes.of(salt), Bytes.of(Json.write(content)), readers);
    }

    private boolean report(Run run, WorkItem item, Bench.Product.Evaluated done) {
        var metrics =
                new TreeMap<>(java.util.Map.of("accuracy", done.accuracy(), "loss", done.loss()));
        return claim(
                run,
                item,
                h ->
                        new Claim.WorkDone(
                                h,
                                item.id(),
                                new TreeMap<>(),
                                done.examples(),
                                metrics,
                                Optional.empty()),
                List.of());
    }

    private boolean claim(
            Run run, WorkItem item, Function<Claim.Header, Claim> claim, List<Body> bodies) {
        var consent = Optional.of(Under.of(run, settings.node()));
        var answer = sender.claim(claim, bodies, Optional.of(run.id()), consent);
        journal.info(
                "work-answered",
                "item",
                item.id().value(),
                "outcome",
                answer.outcome(),
                "reason",
                answer.reason().orElse(""));
        if (!answer.outcome().equals("discarded")) {
            acknowledged.add(item.id());
        }
        return true;
    }

    /// Tells the hub that an item will not be done. The hub is told why, but not more than fits.
    ///
    /// @param unable there where no other of the run could be done either
    /// @return true: there is nothing more to do about it
    boolean decline(Run run, WorkItem item, String reason, Optional<Claim.Unable> unable) {
        var shown = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        try {
            return claim(
                    run, item, h -> new Claim.WorkDeclined(h, item.id(), shown, unable), List.of());
        } catch (FoedusException e) {
            if (passing(e)) {
                throw e;
            }
            journal.warn("decline-refused", e);
            return true;
        }
    }
}
