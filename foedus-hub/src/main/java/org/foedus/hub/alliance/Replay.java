package org.foedus.hub.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.json.EntryCodec;

/// State and tree as the ledger makes them, checked against what the hub signed. For one thread.
///
/// Each append left a signed checkpoint. So an entry that was changed, taken out or put in is
/// found, and named by the first checkpoint that does not fit.
final class Replay {
    private static final int PAGE = 1000;
    private static final String ADVICE =
            ". Keys and blobs are not concerned, and nothing was changed. Serve nothing from this"
                    + " ledger: move its database aside, then restore it from a backup";

    private final Ledger ledger;
    private final PublicKey hub;
    private AllianceState state = AllianceState.empty();
    private final MerkleTree tree = new MerkleTree();
    private final ClaimIndex claims = new ClaimIndex();

    Replay(Ledger ledger, PublicKey hub) {
        this.ledger = ledger;
        this.hub = hub;
    }

    AllianceState state() {
        return state;
    }

    /// The tree over the entries of [#state]; whoever appends leaves ahead of the ledger takes them
    /// back when that fails.
    MerkleTree tree() {
        return tree;
    }

    /// Goes on with what was just appended.
    void appended(AllianceState next, List<Entry> entries) {
        long index = state.size();
        for (var entry : entries) {
            claims.note(entry, index++);
        }
        state = next;
    }

    /// What is here now, for readers.
    Snapshot snapshot(boolean recovering) {
        return new Snapshot(state, recovering, tree, claims, ledger);
    }

    /// Reads what it has not read yet; on failure state and tree stay as they were.
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` where the ledger is not what the hub signed,
    ///   `WRONG_HUB_KEY` for another hub's ledger
    void catchUp() {
        long known = state.size();
        try {
            var next = state;
            for (var page = ledger.read(known, PAGE);
                    !page.isEmpty();
                    page = ledger.read(next.size(), PAGE)) {
                for (var line : page) {
                    var leaf = MerkleTree.leafHash(line.array());
                    var entry = EntryCodec.read(line);
                    claims.note(entry, next.size());
                    next = next.apply(entry, leaf);
                    tree.append(leaf);
                }
            }
            if (next.size() > 0) {
                check(next);
            }
            state = next;
        } catch (FoedusException e) {
            tree.truncate(known);
            throw e.code().type() == ErrorType.EXTERNAL || e.code() == ErrorCode.WRONG_HUB_KEY
                    ? e
                    : damaged(e);
        } catch (RuntimeException e) {
            tree.truncate(known);
            throw damaged(e);
        } catch (Error e) {
            tree.truncate(known);
            throw e;
        }
    }

    private void check(AllianceState next) {
        var note = ledger.checkpoint().orElse("");
        if (!next.hubKey().equals(hub) && !fits(note, hub, tree)) {
            throw new FoedusException(
                    ErrorCode.WRONG_HUB_KEY,
                    "this ledger was founded by hub key "
                            + next.hubKey().fingerprint().shortHex()
                            + "…, not by "
                            + hub.fingerprint().shortHex()
                            + "…: use the identity key that belongs to it");
        }
        if (!fits(note, hub, tree)) {
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED, "the newest checkpoint does not fit");
        }
    }

    /// Whether `note` is the hub's signature over exactly the leaves of `tree`.
    private static boolean fits(String note, PublicKey hub, MerkleTree tree) {
        try {
            var checkpoint = Checkpoint.open(note, hub);
            return checkpoint.size() == tree.size() && checkpoint.root().equals(tree.root());
        } catch (FoedusException _) {
            return false;
        }
    }

    private FoedusException damaged(RuntimeException cause) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                "the ledger is not what the hub signed: " + firstDamage(cause) + ADVICE,
                cause);
    }

    /// Reads all of it again, checkpoint by checkpoint. Slow, and only after a failure.
    private String firstDamage(RuntimeException cause) {
        var grown = new MerkleTree();
        long good = 0;
        for (var page = ledger.read(0, PAGE);
                !page.isEmpty();
                page = ledger.read(grown.size(), PAGE)) {
            for (var line : page) {
                grown.append(MerkleTree.leafHash(line.array()));
                var note = ledger.checkpoint(grown.size());
                if (note.isPresent() && !fits(note.get(), hub, grown)) {
                    return entries(good, grown.size()) + " or the checkpoint over them was changed";
                }
                if (note.isPresent()) {
                    good = grown.size();
                }
            }
        }
        if (good < grown.size()) {
            return entries(good, grown.size()) + " have no signed checkpoint";
        }
        long signed = newestSize().orElse(good);
        return signed > good
                ? entries(good, signed) + " are missing"
                : "it fits its checkpoints, and yet cannot be replayed ("
                        + cause.getMessage()
                        + "); was it written by a newer Foedus";
    }

    private Optional<Long> newestSize() {
        try {
            return ledger.checkpoint().map(note -> Checkpoint.parse(note).size());
        } catch (FoedusException _) {
            return Optional.empty();
        }
    }

    private static String entries(long from, long to) {
        return to - from == 1 ? "entry " + from : "entries " + from + " to " + (to - 1);
    }
}
