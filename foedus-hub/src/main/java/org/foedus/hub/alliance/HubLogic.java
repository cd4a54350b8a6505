package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
import org.foedus.core.alliance.Registrar;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
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
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EntryCodec;
import org.jspecify.annotations.Nullable;

/// The alliance's one writer. Not thread-safe: its shell calls it under a lock.
///
/// Nothing is acknowledged before it is durable in the ledger. After an append that failed, what
/// the ledger holds is read before anything else is done, so that what is in memory never runs
/// ahead of what is on disk, nor behind it.
public final class HubLogic {
    /// Among so many of the newest entries a claim that comes again is looked for.
    private static final int NEWEST = 1000;

    private final Ledger ledger;
    private final Signer hub;
    private final InstantSource time;
    private final Recovering recovering;
    private final Replay replay;
    private final Intake intake;
    private boolean behind;

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
        this.recovering = new Recovering(this, hub.publicKey(), mark, wait);
        this.replay = new Replay(ledger, hub.publicKey());
        this.intake = new Intake(ledger, limits, room);
        replay.catchUp();
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
        var next = state();
        long before = tree().size();
        try {
            for (var line : given.entries()) {
                var leaf = MerkleTree.leafHash(line.array());
                next = next.apply(EntryCodec.read(line), leaf);
                tree().append(leaf);
            }
            if (!signed.test(tree())) {
                throw lie(before, "they are not those that this hub signed", null);
            }
        } catch (FoedusException e) {
            tree().truncate(before);
            throw e;
        } catch (InvariantViolation e) {
            tree().truncate(before);
            throw lie(before, "they cannot follow what is here", e);
        }
        store(next, given.entries(), List.of(), before);
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
        recovering.requireWhole();
        catchUp();
        return switch (judge(envelope, claim)) {
            case Verdict.Rejected r ->
                    taken(envelope, r).map(HubLogic::repeated).orElseThrow(r::failure);
            case Verdict.Discarded d ->
                    new Api.ClaimAnswer("discarded", Optional.empty(), Optional.of(d.reason()));
            case Verdict.Repeated r -> repeated(r.index());
            case Verdict.Accepted _ -> accept(envelope, claim, Bodies.of(claim, forms), fault);
        };
    }

    /// By the clock, and by the time that the entry would have: where the clock was ahead before,
    /// that is the newest entry's.
    private Verdict judge(Envelope envelope, Claim claim) {
        var clock = time.instant();
        var verdict = Rules.judge(state(), envelope, claim, clock);
        if (!(verdict instanceof Verdict.Accepted) || !clock.isBefore(state().at())) {
            return verdict;
        }
        var held = Rules.judge(state(), envelope, claim, state().at());
        return held instanceof Verdict.Rejected r && r.code() == ErrorCode.CLOCK_SKEW
                ? new Verdict.Rejected(ErrorCode.CLOCK_SKEW, aheadBefore(clock))
                : held;
    }

    private String aheadBefore(Instant clock) {
        return "the hub's clock was ahead: its newest entry is of "
                + state().at()
                + ", it is "
                + clock
                + " now, and entries never go back in time; claims are taken again from "
                + state().at().minus(Rules.MAX_HELD)
                + " on";
    }

    private static Api.ClaimAnswer repeated(long index) {
        return new Api.ClaimAnswer("repeated", Optional.of(index), Optional.empty());
    }

    /// The entry of a claim that was taken before another one of its key: its answer broke on the
    /// way, and it comes again.
    private Optional<Long> taken(Envelope envelope, Verdict.Rejected refusal) {
        if (refusal.code() != ErrorCode.BAD_SEQUENCE) {
            return Optional.empty();
        }
        long from = Math.max(0, state().size() - NEWEST);
        var newest = ledger.read(from, NEWEST);
        for (int i = newest.size() - 1; i >= 0; i--) {
            if (EntryCodec.read(newest.get(i)) instanceof Entry.Claimed c
                    && c.envelope().key().equals(envelope.key())
                    && c.envelope().payload().equals(envelope.payload())) {
                return Optional.of(from + i);
            }
        }
        return Optional.empty();
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
        append(List.of(new Entry.Claimed(now(), envelope, claim)), bodies);
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
            advance(id, reachable, effects);
        }
        return effects;
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

    /// What a run waits for, for people.
    public String waitingFor(Run run, SortedSet<NodeId> reachable) {
        var nodes = state().nodes(run);
        return switch (Conductor.next(run, nodes, reachable, time.instant())) {
            case Move.Wait wait -> wait.why();
            case Move.Fold _ -> "folding";
            case Move.Rest _ -> run.status().label();
            case Move.Open _, Move.Close _, Move.FailRound _, Move.Finish _, Move.Fail _ ->
                    "moving";
        };
    }

    /// A folded round is published, unless it is no longer folding.
    public void published(RunId id, int round, Sha256 model, Optional<Sha256> optimizerState) {
        catchUp();
        if (run(id).rounds().get(round) instanceof RoundState.Folding folding
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
                            RoundMetrics.of(run(id), folding, ledger)));
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

    /// A body, if `reader` may read it.
    public Optional<Body> body(Sha256 digest, Party reader) {
        return ledger.body(digest).filter(b -> Bodies.mayRead(b, reader));
    }

    public List<Bytes> entries(long from, int max) {
        return ledger.read(from, max);
    }

    /// The exact bytes of the entries of these indexes.
    public List<Bytes> entries(SortedSet<Long> indexes) {
        return ledger.read(indexes);
    }

    /// The newest checkpoint with its cosignatures.
    public String checkpoint() {
        var note = new StringBuilder(ledger.checkpoint().orElse(""));
        ledger.cosignatures(state().size()).forEach(note::append);
        return note.toString();
    }

    /// Keeps a witness's cosignature of the checkpoint of `size` entries, if it is one.
    public void cosign(PublicKey key, long size, String line) {
        if (size < 1 || size > tree().size()) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "there is no checkpoint of " + size + " entries");
        }
        var name = state().party(key).map(Party::label).orElse("");
        var checkpoint =
                new Checkpoint(Checkpoint.originOf(state().allianceId()), size, tree().root(size));
        if (!checkpoint.cosigned(line, name, key)) {
            throw new FoedusException(
                    ErrorCode.BAD_SIGNATURE,
                    "not a cosignature of " + name + " over the checkpoint of " + size);
        }
        ledger.addCosignature(size, name, line);
    }

    /// Bytes that members said in the last day.
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

    /// How far the newest entry is ahead of the clock; zero in ordinary times.
    public Duration ahead() {
        var ahead = Duration.between(time.instant(), state().at());
        return ahead.isNegative() ? Duration.ZERO : ahead;
    }

    /// The clock, but never before the newest entry.
    private Instant now() {
        var now = time.instant();
        return now.isBefore(state().at()) ? state().at() : now;
    }

    private void append(List<Entry> entries, List<Body> bodies) {
        var next = state();
        var bytes = new ArrayList<Bytes>();
        var leaves = new ArrayList<Sha256>();
        for (var entry : entries) {
            var illegal = DecisionRules.judge(next, entry);
            if (illegal.isPresent()) {
                throw new InvariantViolation(EntryCodec.type(entry) + ": " + illegal.get());
            }
            var line = EntryCodec.write(entry);
            var leaf = MerkleTree.leafHash(line.array());
            next = next.apply(entry, leaf);
            bytes.add(line);
            leaves.add(leaf);
        }
        long before = state().size();
        leaves.forEach(tree()::append);
        store(next, bytes, bodies, before);
    }

    /// Appends to the ledger what the tree has already.
    private void store(AllianceState next, List<Bytes> bytes, List<Body> bodies, long before) {
        try {
            var origin = Checkpoint.originOf(next.allianceId());
            var note = new Checkpoint(origin, tree().size(), tree().root()).sign(hub);
            ledger.append(before, bytes, bodies, note);
            replay.appended(next);
        } catch (RuntimeException e) {
            tree().truncate(before);
            behind = true;
            throw e;
        }
    }

    /// The type of a claim, for logs and counters.
    public static String typeOf(Claim claim) {
        return ClaimCodec.type(claim);
    }
}
