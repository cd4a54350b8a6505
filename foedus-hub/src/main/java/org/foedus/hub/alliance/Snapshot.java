package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.AllianceState;
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
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Move;
import org.foedus.core.run.Run;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EntryCodec;

/// The ledger as it was durable at one moment, for all who read. Thread-safe, and without a lock:
/// nobody who reads waits for one who writes.
///
/// The tree, the index and the ledger may have grown since: what they hold beyond this moment is
/// not shown.
public final class Snapshot {
    private final AllianceState state;
    private final boolean recovering;
    private final MerkleTree tree;
    private final ClaimIndex claims;
    private final Ledger ledger;

    Snapshot(
            AllianceState state,
            boolean recovering,
            MerkleTree tree,
            ClaimIndex claims,
            Ledger ledger) {
        this.state = state;
        this.recovering = recovering;
        this.tree = tree;
        this.claims = claims;
        this.ledger = ledger;
    }

    public AllianceState state() {
        return state;
    }

    /// Number of entries.
    public long size() {
        return state.size();
    }

    /// Whether the ledger must be made whole before it is served from.
    public boolean recovering() {
        return recovering;
    }

    /// Refuses what can't be answered from a ledger that is not whole.
    public void requireWhole() {
        if (recovering) {
            throw new FoedusException(
                    ErrorCode.RECOVERING,
                    "the hub is being made whole from its members' mirrors: nothing is lost by"
                            + " waiting, try again (foedus recovery show)");
        }
    }

    /// Whether `note` is of this ledger's history, and not ahead of it.
    public boolean holds(Checkpoint note) {
        return note.size() <= size() && tree.root(note.size()).equals(note.root());
    }

    /// The state of the recovery of a ledger that is whole.
    public Api.Recovery whole() {
        requireWhole();
        return new Api.Recovery(
                false,
                size(),
                root(),
                Collections.emptySortedSet(),
                Collections.emptySortedSet(),
                Optional.empty());
    }

    private Sha256 root() {
        return root(size());
    }

    /// The root over the first `size` entries.
    public Sha256 root(long size) {
        return tree.root(bounded(size));
    }

    public List<Sha256> inclusionProof(long index, long size) {
        return tree.inclusionProof(index, bounded(size));
    }

    public List<Sha256> consistencyProof(long from, long to) {
        return tree.consistencyProof(from, bounded(to));
    }

    private long bounded(long size) {
        if (size > size()) {
            throw new IllegalArgumentException("size " + size + " of " + size());
        }
        return size;
    }

    /// At most `max` entries from index `from`.
    public List<Bytes> entries(long from, int max) {
        long most = Math.min(max, size() - from);
        return most <= 0 ? List.of() : ledger.read(from, (int) most);
    }

    /// The exact bytes of the entries of these indexes.
    public List<Bytes> entries(SortedSet<Long> indexes) {
        return ledger.read(indexes.headSet(size()));
    }

    /// A body, if `reader` may read it.
    public Optional<Body> body(Sha256 digest, Party reader) {
        return ledger.body(digest).filter(b -> Bodies.mayRead(b, reader));
    }

    /// The newest checkpoint with its cosignatures.
    public String checkpoint() {
        var note = new StringBuilder(ledger.checkpoint(size()).orElse(""));
        ledger.cosignatures(size()).forEach(note::append);
        return note.toString();
    }

    /// Keeps a witness's cosignature of the checkpoint of `size` entries, if it is one.
    public void cosign(PublicKey key, long size, String line) {
        if (size < 1 || size > size()) {
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

    /// The means of what the included nodes measured.
    public SortedMap<String, Double> metrics(Run run, RoundState.Folding round) {
        return RoundMetrics.of(run, round, ledger);
    }

    /// What a run waits for, for people.
    public String waitingFor(Run run, SortedSet<NodeId> reachable, Instant now) {
        var nodes = state.nodes(run);
        return switch (Conductor.next(run, nodes, reachable, now)) {
            case Move.Wait wait -> wait.why();
            case Move.Fold _ -> "folding";
            case Move.Rest _ -> run.status().label();
            case Move.Open _, Move.Close _, Move.FailRound _, Move.Finish _, Move.Fail _ ->
                    "moving";
        };
    }

    /// The answer to a claim that would change nothing; empty for one that may be appended, whose
    /// signature was verified then. Who signs is judged first: a key that nobody knows costs a
    /// look-up.
    ///
    /// @throws FoedusException why it is refused
    public Optional<Api.ClaimAnswer> answer(Envelope envelope, Claim claim, Instant clock) {
        requireWhole();
        var stranger = Rules.stranger(state, envelope.key(), claim);
        if (stranger.isPresent()) {
            throw stranger.get().failure();
        }
        if (!Rules.signed(envelope)) {
            throw Rule.SIGNATURE.refuse("signature").failure();
        }
        return answer(envelope, judge(envelope, claim, clock));
    }

    /// As above, from the verdict on a claim that is signed.
    Optional<Api.ClaimAnswer> answer(Envelope envelope, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Rejected r ->
                    Optional.of(taken(envelope, r).map(Snapshot::repeated).orElseThrow(r::failure));
            case Verdict.Discarded d ->
                    Optional.of(
                            new Api.ClaimAnswer(
                                    "discarded", Optional.empty(), Optional.of(d.reason())));
            case Verdict.Repeated r -> Optional.of(repeated(r.index()));
            case Verdict.Accepted _ -> Optional.empty();
        };
    }

    /// By the clock, and by the time that the entry would have: where the clock was ahead before,
    /// that is the newest entry's.
    Verdict judge(Envelope envelope, Claim claim, Instant clock) {
        var verdict = Rules.judgeSigned(state, envelope, claim, clock);
        if (!(verdict instanceof Verdict.Accepted) || !clock.isBefore(state.at())) {
            return verdict;
        }
        var held = Rules.judgeSigned(state, envelope, claim, state.at());
        return held instanceof Verdict.Rejected r && r.code() == ErrorCode.CLOCK_SKEW
                ? new Verdict.Rejected(ErrorCode.CLOCK_SKEW, aheadBefore(clock))
                : held;
    }

    private String aheadBefore(Instant clock) {
        return "the hub's clock was ahead: its newest entry is of "
                + state.at()
                + ", it is "
                + clock
                + " now, and entries never go back in time; claims are taken again from "
                + state.at().minus(Rules.MAX_HELD)
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
        var index = claims.find(envelope.key(), envelope.payload().sha256());
        return index.isPresent() && is(envelope, index.getAsLong())
                ? Optional.of(index.getAsLong())
                : Optional.empty();
    }

    private boolean is(Envelope envelope, long index) {
        return entries(index, 1).stream()
                .anyMatch(line ->
                        EntryCodec.read(line) instanceof Entry.Claimed c
                                && c.envelope().key().equals(envelope.key())
                                && c.envelope().payload().equals(envelope.payload()));
    }

    /// How far the newest entry is ahead of the clock; zero in ordinary times.
    public Duration ahead(Instant clock) {
        var ahead = Duration.between(clock, state.at());
        return ahead.isNegative() ? Duration.ZERO : ahead;
    }
}
