package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Party;
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

/// The alliance's one writer. Not thread-safe: its shell calls it under a lock.
///
/// Nothing is acknowledged before it is durable in the ledger. When an append fails, the ledger is
/// read again, so that what is in memory never runs ahead of what is on disk.
public final class HubLogic {
    private static final int REPLAY_PAGE = 1000;

    private final Ledger ledger;
    private final Signer hub;
    private final InstantSource time;
    private final Recovering recovering;
    private AllianceState state = AllianceState.empty();
    private MerkleTree tree = new MerkleTree();

    public HubLogic(Ledger ledger, Signer hub, InstantSource time) {
        this(ledger, hub, time, RecoveryMark.inMemory(), Recovering.WAIT);
    }

    /// Replays `ledger`, which must have been founded by `hub`'s key.
    ///
    /// @param mark whether the ledger must be made whole before it is served from
    /// @param wait how long to wait for the members' nodes then
    public HubLogic(
            Ledger ledger, Signer hub, InstantSource time, RecoveryMark mark, Duration wait) {
        this.ledger = ledger;
        this.hub = hub;
        this.time = time;
        this.recovering = new Recovering(this, hub.publicKey(), mark, wait);
        replay();
        if (state.size() > 0 && !state.hubKey().equals(hub.publicKey())) {
            throw new FoedusException(
                    ErrorCode.WRONG_HUB_KEY,
                    "this ledger was founded by hub key "
                            + state.hubKey().fingerprint().shortHex()
                            + "…, not by "
                            + hub.publicKey().fingerprint().shortHex()
                            + "…: use the identity key that belongs to it");
        }
    }

    /// Writes the first entries of a new alliance into an empty ledger.
    public void found(Charter charter, List<String> addresses, Sha256 nonce) {
        if (state.size() > 0) {
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
        return state;
    }

    public MerkleTree tree() {
        return tree;
    }

    /// How the ledger is made whole, if it is not.
    public Recovering recovering() {
        return recovering;
    }

    /// Says where the hub can be reached from now on.
    public void moved(List<String> addresses) {
        recovering.requireWhole();
        if (!addresses.equals(state.addresses())) {
            decided(new Entry.HubAddresses(now(), addresses));
        }
    }

    /// Says that the updates of `rounds` are about to be deleted.
    public void dropping(RunId run, SortedSet<Integer> rounds) {
        recovering.requireWhole();
        decided(new Entry.UpdatesDropped(now(), run, rounds));
    }

    /// Appends entries that this hub signed once and lost.
    ///
    /// @param signed whether the tree with them is a beginning of one that this hub signed
    void giveBack(Api.GivenBack given, Predicate<MerkleTree> signed) {
        var next = state;
        long before = tree.size();
        try {
            for (var line : given.entries()) {
                var leaf = MerkleTree.leafHash(line.array());
                next = next.apply(EntryCodec.read(line), leaf);
                tree.append(leaf);
            }
            if (!signed.test(tree)) {
                throw new FoedusException(
                        ErrorCode.VERIFICATION_FAILED,
                        "the mirror gave other entries from "
                                + before
                                + " on than this hub signed: nothing of it was taken");
            }
            var origin = Checkpoint.originOf(next.allianceId());
            var note = new Checkpoint(origin, tree.size(), tree.root()).sign(hub);
            ledger.append(before, given.entries(), List.of(), note);
            state = next;
        } catch (InvariantViolation e) {
            replay();
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the mirror gave entries that cannot follow entry " + before + ": " + e, e);
        } catch (RuntimeException e) {
            replay();
            throw e;
        }
    }

    /// Ends a recovery.
    ///
    /// @param from entries that were left
    void recovered(long from, SortedSet<NodeId> heard, SortedSet<NodeId> missing) {
        decided(
                new Entry.Recovered(now(), from, tree.size(), tree.root(), heard, missing));
    }

    /// Appends a claim, or says why not. A legal claim is durable when this returns.
    ///
    /// @param envelope decoded to `claim`
    /// @param forms the bodies that the claim names
    /// @param fault what was found wrong with the outputs, if anything: recorded as the answer
    public Api.ClaimAnswer submit(
            Envelope envelope, Claim claim, List<Api.BodyForm> forms, Optional<Fault> fault) {
        recovering.requireWhole();
        return switch (Rules.judge(state, envelope, claim, time.instant())) {
            case Verdict.Rejected r -> throw new FoedusException(r.code(), r.reason());
            case Verdict.Discarded d ->
                    new Api.ClaimAnswer("discarded", Optional.empty(), Optional.of(d.reason()));
            case Verdict.Repeated r ->
                    new Api.ClaimAnswer("repeated", Optional.of(r.index()), Optional.empty());
            case Verdict.Accepted _ -> accept(envelope, claim, Bodies.of(claim, forms), fault);
        };
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
        long index = state.size();
        append(List.of(new Entry.Claimed(now(), envelope, claim)), bodies);
        switch (claim) {
            case Claim.Apply c -> decide(c.member());
            case Claim.Vote c -> decide(c.applicant());
            default -> {
                // nothing follows at once
            }
        }
        return new Api.ClaimAnswer("accepted", Optional.of(index), Optional.empty());
    }

    private void decide(MemberId applicant) {
        var application = InvariantViolation.present(state.applications().get(applicant), "gone");
        var charter = state.rules();
        if (application.electorate().isEmpty() && applicant.equals(charter.lead())) {
            append(List.of(new Entry.Admitted(now(), applicant, "charter: lead")), List.of());
            return;
        }
        var basis =
                application.count(org.foedus.core.alliance.Choice.YES)
                        + " yes, "
                        + application.count(org.foedus.core.alliance.Choice.NO)
                        + " no, "
                        + application.count(org.foedus.core.alliance.Choice.ABSTAIN)
                        + " abstained, of "
                        + application.electorate().size();
        switch (application.tally(charter.admission())) {
            case AdmissionRule.Outcome.OPEN -> {
                // more ballots are awaited
            }
            case AdmissionRule.Outcome.ADMITTED ->
                    append(List.of(new Entry.Admitted(now(), applicant, basis)), List.of());
            case AdmissionRule.Outcome.REJECTED ->
                    append(List.of(new Entry.Rejected(now(), applicant, basis)), List.of());
        }
    }

    /// Lets every run move as far as it can now.
    public List<Effect> advance(SortedSet<NodeId> reachable) {
        var effects = new ArrayList<Effect>();
        if (recovering.advance(time.instant()) || state.recovering()) {
            return effects;
        }
        for (var id : new TreeSet<>(state.runs().keySet())) {
            advance(id, reachable, effects);
        }
        return effects;
    }

    private void advance(RunId id, SortedSet<NodeId> reachable, List<Effect> effects) {
        while (true) {
            var run = run(id);
            var nodes = new TreeSet<>(state.nodes().keySet());
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
        var nodes = new TreeSet<>(state.nodes().keySet());
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
        if (run(id).rounds().get(round) instanceof RoundState.Folding folding
                && run(id).active()
                && !state.recovering()) {
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
        if (run(id).rounds().get(round) instanceof RoundState.Folding
                && run(id).active()
                && !state.recovering()) {
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

    /// The newest checkpoint with its cosignatures.
    public String checkpoint() {
        var note = new StringBuilder(ledger.checkpoint().orElse(""));
        ledger.cosignatures(state.size()).forEach(note::append);
        return note.toString();
    }

    /// Keeps a witness's cosignature of the checkpoint of `size` entries, if it is one.
    public void cosign(PublicKey key, long size, String line) {
        if (size < 1 || size > tree.size()) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "there is no checkpoint of " + size + " entries");
        }
        var name = state.party(key).map(Party::label).orElse("");
        var checkpoint =
                new Checkpoint(Checkpoint.originOf(state.allianceId()), size, tree.root(size));
        if (!checkpoint.cosigned(line, name, key)) {
            throw new FoedusException(
                    ErrorCode.BAD_SIGNATURE,
                    "not a cosignature of " + name + " over the checkpoint of " + size);
        }
        ledger.addCosignature(size, name, line);
    }

    private void decided(Entry entry) {
        append(List.of(entry), List.of());
    }

    private Run run(RunId id) {
        return InvariantViolation.present(state.runs().get(id), "no run " + id);
    }

    /// The clock, but never before the newest entry.
    private Instant now() {
        var now = time.instant();
        return now.isBefore(state.at()) ? state.at() : now;
    }

    private void append(List<Entry> entries, List<Body> bodies) {
        var next = state;
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
        long before = state.size();
        try {
            leaves.forEach(tree::append);
            var origin = Checkpoint.originOf(next.allianceId());
            var note = new Checkpoint(origin, tree.size(), tree.root()).sign(hub);
            ledger.append(before, bytes, bodies, note);
            state = next;
        } catch (RuntimeException e) {
            replay();
            throw e;
        }
    }

    private void replay() {
        var replayed = AllianceState.empty();
        var grown = new MerkleTree();
        for (long from = 0; from < ledger.size(); ) {
            var page = ledger.read(from, REPLAY_PAGE);
            for (var line : page) {
                var leaf = MerkleTree.leafHash(line.array());
                replayed = replayed.apply(EntryCodec.read(line), leaf);
                grown.append(leaf);
            }
            from += page.size();
        }
        state = replayed;
        tree = grown;
        checkCheckpoint();
    }

    private void checkCheckpoint() {
        if (tree.size() == 0) {
            return;
        }
        var note = ledger.checkpoint().orElse("");
        var checkpoint = Checkpoint.open(note, hub.publicKey());
        if (checkpoint.size() != tree.size() || !checkpoint.root().equals(tree.root())) {
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the ledger does not match its checkpoint: "
                            + tree.size()
                            + " entries with root "
                            + tree.root().shortHex()
                            + "…, signed were "
                            + checkpoint.size()
                            + " with "
                            + checkpoint.root().shortHex()
                            + "…: restore the database from a backup");
        }
    }

    /// The type of a claim, for logs and counters.
    public static String typeOf(Claim claim) {
        return ClaimCodec.type(claim);
    }
}
