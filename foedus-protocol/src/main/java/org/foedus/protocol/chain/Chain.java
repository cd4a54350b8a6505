package org.foedus.protocol.chain;

import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.DecisionRules;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.json.EntryCodec;

/// Entries folded one after the other: their tree and the state that they make.
///
/// An entry is judged against the entries before it and nothing else: neither the clock nor the
/// disk of whoever reads can make an honest hub look false.
public final class Chain {
    private static final int MOST_OF_A_REASON = 1000;

    private final Optional<PublicKey> hub;
    private final MerkleTree tree = new MerkleTree();
    private AllianceState state = AllianceState.empty();

    /// @param hub who must have founded it, where that is known
    public Chain(Optional<PublicKey> hub) {
        this.hub = hub;
    }

    public long size() {
        return tree.size();
    }

    public AllianceState state() {
        return state;
    }

    /// Grows with the chain.
    public MerkleTree tree() {
        return tree;
    }

    /// Appends an entry that was judged before it was written.
    ///
    /// @throws FoedusException if it cannot be read, or not follow
    public void replay(Bytes line) {
        var leaf = MerkleTree.leafHash(line.array());
        append(state.apply(EntryCodec.read(line), leaf), leaf);
    }

    /// Judges the next line, and appends it where that is possible.
    public Judged judge(Bytes line) {
        Entry entry;
        try {
            entry = EntryCodec.read(line);
        } catch (FoedusException e) {
            return EntryCodec.unknownType(line)
                    .<Judged>map(Judged.Unknown::new)
                    .orElseGet(() ->
                            new Judged.Impossible("", printable("cannot be read: " + e.reason())));
        } catch (RuntimeException e) {
            return new Judged.Impossible("", printable("cannot be read: " + e.getMessage()));
        }
        // Any stranger's entry that was made to break the replay ends in one of the two catches.
        Optional<String> wrong;
        try {
            wrong = wrong(entry);
        } catch (RuntimeException e) {
            wrong = Optional.of("cannot be judged: " + e.getMessage());
        }
        try {
            var leaf = MerkleTree.leafHash(line.array());
            append(state.apply(entry, leaf), leaf);
        } catch (RuntimeException e) {
            var why = wrong.orElse("cannot follow the entries before it: " + e.getMessage());
            return new Judged.Impossible(EntryCodec.type(entry), printable(why));
        }
        return wrong.<Judged>map(why -> new Judged.Unlawful(entry, printable(why)))
                .orElseGet(() -> new Judged.Lawful(entry));
    }

    private Optional<String> wrong(Entry entry) {
        return switch (entry) {
            case Entry.Founded e when hub.isPresent() && !e.hub().equals(hub.get()) ->
                    Optional.of("hub: expected " + hub.get() + ", found " + e.hub());
            case Entry.Recovered e when !e.root().equals(tree.root()) ->
                    Optional.of(
                            "root: expected "
                                    + tree.root()
                                    + " of the entries before, found "
                                    + e.root());
            default -> DecisionRules.judge(state, entry);
        };
    }

    private void append(AllianceState next, Sha256 leaf) {
        tree.append(leaf);
        state = next;
    }

    /// The hub chose some of the words: they go to a terminal, a log and a page.
    private static String printable(String text) {
        var line = text.replaceAll("\\p{C}|[\\u2028\\u2029]", "?");
        return line.length() <= MOST_OF_A_REASON
                ? line
                : line.substring(0, MOST_OF_A_REASON - 1) + "…";
    }
}
