package org.foedus.link.mirror;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.hub.HubClient;
import org.foedus.protocol.chain.Chain;

/// A hub's history that cuts off the end of a mirror's, and says why: a recovery, without this
/// mirror, that the members confirmed.
///
/// @param cut entries that both histories have
/// @param chain the hub's history as a whole, verified
/// @param lines of the hub's from the cut on
/// @param entries the same, decoded
/// @param found what breaks the rules in it, also before the cut
record Recut(
        long cut, Chain chain, List<Bytes> lines, List<Entry> entries, List<Page.Found> found) {

    /// Reads the hub's history from its beginning.
    ///
    /// @return empty if no confirmed recovery explains the difference
    /// @throws FoedusException `RECOVERING` while the members have not confirmed it yet
    static Optional<Recut> find(HubClient client, Chain ours, PublicKey hub, Checkpoint head) {
        var theirs = new Chain(Optional.of(hub));
        var lines = new ArrayList<Bytes>();
        var entries = new ArrayList<Entry>();
        var found = new ArrayList<Page.Found>();
        while (theirs.size() < head.size()) {
            var page = client.entries(theirs.size(), Duration.ZERO);
            if (page.isEmpty()) {
                return Optional.empty();
            }
            long left = head.size() - theirs.size();
            for (var line : page.subList(0, (int) Math.min(page.size(), left))) {
                boolean same = lines.isEmpty() && isOurs(ours, theirs.size(), line);
                var judged = Page.judge(theirs, List.of(line));
                if (judged.stop().isPresent()) {
                    return Optional.empty();
                }
                var entry = judged.entries().getFirst();
                found.addAll(judged.found());
                if (!same) {
                    lines.add(line);
                    entries.add(entry);
                }
                if (lines.size() == 1 && !explains(entry)) {
                    return Optional.empty();
                }
            }
        }
        if (lines.isEmpty() || !theirs.tree().root().equals(head.root())) {
            return Optional.empty();
        }
        if (theirs.state().recovering()) {
            throw new FoedusException(
                    ErrorCode.RECOVERING,
                    "the hub's ledger was recovered without what this mirror holds, and the members"
                            + " have not confirmed that yet: nothing was changed here (foedus"
                            + " recovery show)");
        }
        return Optional.of(new Recut(theirs.size() - lines.size(), theirs, lines, entries, found));
    }

    private static boolean isOurs(Chain ours, long index, Bytes line) {
        return index < ours.size()
                && ours.tree().leaf(index).equals(MerkleTree.leafHash(line.array()));
    }

    /// A recovery for which everybody was heard leaves no mirror with more.
    private static boolean explains(Entry entry) {
        return entry instanceof Entry.Recovered recovered && !recovered.missing().isEmpty();
    }
}
