package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Move;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.jspecify.annotations.Nullable;

/// The alliance's one writer. Not thread-safe: its shell calls it under a lock, but for
/// [#snapshot].
///
/// Nothing is acknowledged before it is durable in the ledger. After an append that failed, what
/// the ledger holds is read before anything else is done, so that what is in memory never runs
/// ahead of what is on disk, nor behind it.
public final class HubLogic {
    private final Ledger ledger;
    private final Signer hub;
    private final InstantSource time;
    private final Recovering recovering;
    private final Replay replay;
    private final Intake intake;
    private boolean behind;
    private volatile Snapshot snapshot;

    public HubLogic(Ledger ledger, Signer hub, InstantSource time) {
        this(
                ledger,
                hub,
                time,
                RecoveryMark.inMemory(),
                Recovering.WAIT,
                ClaimLimits.DEFAULT,
                () -> Long.MAX_VALUE);
    }

    /// Replays `ledger`, which must have been founded by `hub`'s key.
    ///
    /// @param mark whether the ledger must be made whole before it is served from
    /// @param wait how long to wait for the members' nodes then
    /// @param limits how much members may add
    /// @param room bytes that the ledger's disk has free
    public HubLogic(
            Ledger ledger,
            Signer hub,
            InstantSource time,
            RecoveryMark mark,
            Duration wait,
            ClaimLimits limits,
            LongSupplier room) {
        this.ledger = ledger;
        this.hub = hub;
        this.time = time;
        this.replay = new Replay(ledger, hub.publicKey());
        this.intake = new Intake(ledger, limits, room);
        replay.catchUp();
        this.snapshot = replay.snapshot(mark.from().isPresent());
        this.recovering = new Recovering(this, hub.publicKey(), mark, wait);
    }

    /// What is durable now, for everybody who reads: at any time, on any thread.
    public Snapshot snapshot() {
        return snapshot;
    }

    /// Shows readers what is there now, all of it durable.
    void publish() {
        snapshot = replay.snapshot(recovering.active());
    }

    /// Writes the first entries of a new alliance into an empty ledger.
    public void found(Charter charter, List<String> addresses, Sha256 nonce) {
        if (state().size() > 0) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS, "this ledger holds an alliance already");
        }
        var at = time.instant();
        append(
                List.of(
                        new Entry.Founded(at, charter, hub.publicKey(), nonce),
                        new Entry.HubAddresses(at, addresses)),
                List.of());
    }

    public AllianceState state() {
        return replay.state();
    }

    public MerkleTree tree() {
        return replay.tree();
    }

    /// After an append of unknown outcome: what has really happened.
    void catchUp() {
        if (behind) {
            replay.catchUp();
            behind = false;
            publish();
        }
    }

    /// How the ledger is made whole, if it is not.
    public Recovering recovering() {
        return recovering;
    }

    /// Says where the hub can be reached from now on.
    public void moved(List<String> addresses) {
        recovering.requireWhole();
        catchUp();
        if (!addresses.equals(state().addresses())) {
            decided(new Entry.HubAddresses(now(), addresses));
        }
    }

    /// Says that the updates of `rounds` are about to be deleted.
    public void dropping(RunId run, SortedSet<Integer> rounds) {
        recovering.requireWhole();
        catchUp();
        decided(new Entry.UpdatesDropped(now(), run, rounds));
    }

    /// Appends entries that this hub signed once and lost.
    ///
    /// @param signed whether the tree with them is a beginning of one that this hub signed
    void giveBack(Api.GivenBack given, Predicate<MerkleTree> signed) {
        catchUp();
        long before = tree().size();
        try {
            giveBack(given.entries(), signed);
        } catch (InvariantViolation e) {
            tree().truncate(before);
            throw lie(before, "they cannot follow what is here", e);
        } catch (Throwable e) {
            tree().truncate(before);
            throw e;
        }
    }

    private void giveBack(List<Bytes> lines, Predicate<MerkleTree> signed) {
        var next = state();
        var entries = new ArrayList<Entry>();
        for (var line : lines) {
            var leaf = MerkleTree.leafHash(line.array());
            var entry = EntryCodec.read(line);
            next = next.apply(entry, leaf);
            tree().append(leaf);
            entries.add(entry);
        }
        if (!signed.test(tree())) {
            throw lie(state().size(), "they are not those that this hub signed", null);
        }
        store(next, entries, lines, List.of());
    }

    private static FoedusException lie(long from, String why, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "the mirror gave other entries from " + from + " on: " + why + "; none was taken",
                cause);
    }

    /// Ends a recovery.
    ///
    /// @param from entries that were left
    void recovered(long from, SortedSet<NodeId> heard, SortedSet<NodeId> missing) {
        long to = tree().size();
        decided(new Entry.Recovered(now(), from, to, tree().root(), heard, missing));
    }

    /// Appends a claim, or says why not. A legal claim is durable when this returns.
    ///
    /// @param envelope decoded to `claim`
    /// @param forms the bodies that the claim names
    /// @param fault what was found wrong with the outputs, if anything: recorded as the answer
    public Api.ClaimAnswer submit(
            Envelope envelope, Claim claim, List<Api.BodyForm> forms, Optional<Fault> fault) {
        return snapshot()
                .answer(envelope, claim, time.instant())
                .orElseGet(() -> take(envelope, claim, Bodies.of(claim, forms), fault));
    }

    /// Appends a claim that [Snapshot#answer] let through, unless something came between.
    public Api.ClaimAnswer take(
            Envelope envelope, Claim claim, List<Body> bodies, Optional<Fault> fault) {
        recovering.requireWhole();
        catchUp();
        var now = snapshot();
        return now.answer(envelope, now.judge(envelope, claim, time.instant()))
                .orElseGet(() -> accept(envelope, claim, bodies, fault));
    }

    /// What is wrong with a claim's outputs.
    public record Fault(ErrorCode code, String reason) {}

    private Api.ClaimAnswer accept(
            Envelope envelope, Claim claim, List<Body> bodies, Optional<Fault> fault) {
        if (fault.isPresent() && claim instanceof Claim.WorkDone done) {
            append(
                    List.of(
                            new Entry.WorkRefused(
                                    now(),
                                    done.work(),
                                    fault.get().code().name(),
                                    fault.get().reason())),
                    List.of());
            throw new FoedusException(fault.get().code(), fault.get().reason());
        }
        intake.require(state(), envelope, claim, bodies, now());
        long index = state().size();
        // Judged a moment ago; the rules would verify its signature again, under the lock.
        append(List.of(new Entry.Claimed(now(), envelope, claim)), bodies, false);
        decide();
        return new Api.ClaimAnswer("accepted", Optional.of(index), Optional.empty());
    }

    /// Decides what the ballots and the clock make due: also what the last ballot that a hub took
    /// before it stopped had made due.
    private void decide() {
        if (state().size() == 0 || state().recovering()) {
            return;
        }
        var due = Registrar.next(state(), now());
        while (due.isPresent()) {
            decided(due.get());
            due = Registrar.next(state(), now());
        }
    }

    /// Decides what can be decided, and lets every run move as far as it can now.
    public List<Effect> advance(SortedSet<NodeId> reachable) {
        catchUp();
        decide();
        var effects = new ArrayList<Effect>();
        if (recovering.advance(time.instant()) || state().recovering()) {
            return effects;
        }
        Registrar.wake(state()).ifPresent(t -> effects.add(new Effect.Wake(t)));
        for (var id : new TreeSet<>(state().runs().keySet())) {
            advanceAlone(id, reachable, effects);
        }
        return effects;
    }

    /// One run that fails does not keep the others. Without a ledger to write to, none can move.
    private void advanceAlone(RunId id, SortedSet<NodeId> reachable, List<Effect> effects) {
        try {
            advance(id, reachable, effects);
        } catch (FoedusException e) {
            throw e;
        } catch (RuntimeException e) {
            effects.add(new Effect.Stuck(id, e));
        }
    }

    private void advance(RunId id, SortedSet<NodeId> reachable, List<Effect> effects) {
        while (true) {
            var run = run(id);
            var nodes = state().nodes(run);
            var at = now();
            switch (Conductor.next(run, nodes, reachable, at)) {
                case Move.Rest _ -> {
                    return;
                }
                case Move.Wait wait -> {
                    wait.until().ifPresent(t -> effects.add(new Effect.Wake(t)));
                    return;
                }
                case Move.Fold fold -> {
                    effects.add(new Effect.Fold(id, fold.round()));
                    return;
                }
                case Move.Open open ->
                        decided(
                                new Entry.RoundOpened(
                                        at,
                                        id,
                                        open.round(),
                                        run.model(),
                                        open.cohort(),
                                        open.deadline()));
                case Move.Close close ->
                        decided(
                                new Entry.RoundClosed(
                                        at, id, close.round(), close.included(), close.excluded()));
                case Move.FailRound fail ->
                        decided(new Entry.RoundFailed(at, id, fail.round(), fail.reason()));
                case Move.Finish _ -> decided(new Entry.RunFinished(at, id, run.model()));
                case Move.Fail fail -> decided(new Entry.RunFailed(at, id, fail.reason()));
            }
        }
    }

    /// A folded round is published, unless it is no longer folding.
    ///
    /// @param metrics as [Snapshot#metrics] has them
    public void published(
            RunId id,
            int round,
            Sha256 model,
            Optional<Sha256> optimizerState,
            SortedMap<String, Double> metrics) {
        catchUp();
        if (run(id).rounds().get(round) instanceof RoundState.Folding
                && run(id).active()
                && !state().recovering()) {
            decided(
                    new Entry.RoundPublished(
                            now(),
                            id,
                            round,
                            model,
                            run(id).modelBytes(),
                            optimizerState,
                            metrics));
        }
    }

    /// The update of `node` can't be folded: the others are, if they are enough.
    public void spoiled(RunId id, int round, NodeId node, String reason) {
        catchUp();
        if (run(id).rounds().get(round) instanceof RoundState.Folding folding
                && folding.included().contains(node)
                && run(id).active()
                && !state().recovering()) {
            var rest = folding.without(node, Conductor.shortened("spoiled: " + reason));
            decided(
                    Conductor.membersOf(rest.included(), state().nodes(run(id)))
                                    >= run(id).plan().cohort().min()
                            ? new Entry.RoundClosed(
                                    now(), id, round, rest.included(), rest.excluded())
                            : new Entry.RoundFailed(now(), id, round, node + ": " + reason));
        }
    }

    public void foldFailed(RunId id, int round, String reason) {
        catchUp();
        if (run(id).rounds().get(round) instanceof RoundState.Folding
                && run(id).active()
                && !state().recovering()) {
            decided(new Entry.RoundFailed(now(), id, round, reason));
        }
    }

    /// Bytes that members said in the last day. On any thread.
    public long saidToday() {
        return intake.today();
    }

    /// Most bytes that members may say in a day.
    public long mostADay() {
        return intake.mostADay();
    }

    private void decided(Entry entry) {
        append(List.of(entry), List.of());
    }

    private Run run(RunId id) {
        return InvariantViolation.present(state().runs().get(id), "no run " + id);
    }

    /// The clock, but never before the newest entry.
    private Instant now() {
        var now = time.instant();
        return now.isBefore(state().at()) ? state().at() : now;
    }

    private void append(List<Entry> entries, List<Body> bodies) {
        append(entries, bodies, true);
    }

    private void append(List<Entry> entries, List<Body> bodies, boolean judge) {
        var next = state();
        var bytes = new ArrayList<Bytes>();
        for (var entry : entries) {
            var illegal = judge ? DecisionRules.judge(next, entry) : Optional.<String>empty();
            if (illegal.isPresent()) {
                throw new InvariantViolation(EntryCodec.type(entry) + ": " + illegal.get());
            }
            var line = EntryCodec.write(entry);
            var leaf = MerkleTree.leafHash(line.array());
            next = next.apply(entry, leaf);
            bytes.add(line);
        }
        long before = state().size();
        try {
            bytes.forEach(line -> tree().append(MerkleTree.leafHash(line.array())));
            store(next, entries, bytes, bodies);
        } catch (Throwable e) {
            tree().truncate(before);
            throw e;
        }
    }

    /// Appends to the ledger what the tree has already. Whatever goes wrong, also an error of the
    /// machine, may have gone wrong after the commit.
    private void store(
            AllianceState next, List<Entry> entries, List<Bytes> bytes, List<Body> bodies) {
        behind = true;
        var origin = Checkpoint.originOf(next.allianceId());
        var note = new Checkpoint(origin, tree().size(), tree().root()).sign(hub);
        ledger.append(state().size(), bytes, bodies, note);
        replay.appended(next, entries);
        behind = false;
        publish();
    }

    /// What is wrong with the bodies of a claim that names them all; recorded as the answer.
    public static Optional<Fault> fault(Claim claim, List<Body> bodies) {
        return PrivateMetrics.fault(claim, bodies);
    }

    /// The type of a claim, for logs and counters.
    public static String typeOf(Claim claim) {
        return ClaimCodec.type(claim);
    }
}
