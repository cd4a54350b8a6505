package org.foedus.link.mirror;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.alliance.Rules;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.json.EntryCodec;

/// Entries folded one after the other: their tree and the state that they make.
final class Chain {
    private final PublicKey hub;
    private final MerkleTree tree = new MerkleTree();
    private AllianceState state = AllianceState.empty();

    Chain(PublicKey hub) {
        this.hub = hub;
    }

    long size() {
        return tree.size();
    }

    AllianceState state() {
        return state;
    }

    Sha256 leaf(long index) {
        return tree.leaf(index);
    }

    /// That the first `to` entries extend the first `from`.
    List<Sha256> consistency(long from, long to) {
        return tree.consistencyProof(from, to);
    }

    /// Grows with the chain; read it under the mirror's lock.
    MerkleTree tree() {
        return tree;
    }

    Sha256 root() {
        return tree.root();
    }

    Sha256 root(long size) {
        return tree.root(size);
    }

    /// Appends an entry that was verified before it was written.
    void replay(Bytes line) {
        append(EntryCodec.read(line), line);
    }

    /// Appends an entry that comes from the hub, if it could legally stand here.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED`, naming the entry
    Entry verify(Bytes line) {
        Entry entry;
        try {
            entry = EntryCodec.read(line);
        } catch (FoedusException e) {
            throw refused(e.reason(), e);
        }
        var before = size() == 0 ? Instant.MIN : state.at();
        if (entry.at().isBefore(before)) {
            throw refused("its time " + entry.at() + " is before " + before, null);
        }
        switch (entry) {
            case Entry.Founded founded when !founded.hub().equals(hub) ->
                    throw refused("it founds the alliance of another hub " + founded.hub(), null);
            case Entry.Claimed claimed -> judge(claimed);
            case Entry.Recovered recovered when !recovered.root().equals(root()) ->
                    throw refused(
                            "it recovers other entries than those before it: their root is "
                                    + root()
                                    + ", it says "
                                    + recovered.root(),
                            null);
            case Entry.Recovered _,
                    Entry.UpdatesDropped _,
                    Entry.Admitted _,
                    Entry.Rejected _,
                    Entry.VoteOpened _,
                    Entry.VoteExtended _,
                    Entry.Decided _ ->
                    decide(entry);
            case Entry.Founded _,
                    Entry.HubAddresses _,
                    Entry.WorkRefused _,
                    Entry.RoundOpened _,
                    Entry.RoundClosed _,
                    Entry.RoundPublished _,
                    Entry.RoundFailed _,
                    Entry.RunFinished _,
                    Entry.RunFailed _,
                    Entry.BodyErased _ -> {
                // the state's own invariants are the check
                if (state.recovering()) {
                    decide(entry);
                }
            }
        }
        append(entry, line);
        return entry;
    }

    private void judge(Entry.Claimed claimed) {
        if (size() == 0) {
            throw refused("a ledger begins with the founding of its alliance", null);
        }
        var verdict = Rules.judge(state, claimed.envelope(), claimed.claim(), claimed.at());
        switch (verdict) {
            case Verdict.Accepted _ -> {
                // legal
            }
            case Verdict.Repeated r -> throw refused("it repeats entry " + r.index(), null);
            case Verdict.Rejected r -> throw refused(r.code() + ": " + r.reason(), null);
            case Verdict.Discarded d -> throw refused(d.reason(), null);
        }
    }

    private void decide(Entry entry) {
        DecisionRules.judge(state, entry)
                .ifPresent(wrong -> {
                    throw refused(wrong, null);
                });
    }

    private void append(Entry entry, Bytes line) {
        var leaf = MerkleTree.leafHash(line.array());
        AllianceState next;
        try {
            next = state.apply(entry, leaf);
        } catch (InvariantViolation e) {
            throw refused(String.valueOf(e.getMessage()), e);
        }
        tree.append(leaf);
        state = next;
    }

    private FoedusException refused(
            String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED, "entry " + size() + " is not legal: " + why, cause);
    }
}
