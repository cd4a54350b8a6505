package org.foedus.portal.state;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.alliance.Texts;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.protocol.json.EntryCodec;

/// What pages show and the state does not hold. Whoever serves them has the entries and a clock;
/// what only a hub knows is unknown elsewhere.
public interface Outside {
    Instant now();

    /// Nodes that the hub has heard of lately.
    default SortedSet<NodeId> reachable() {
        return Collections.emptySortedSet();
    }

    /// When the hub heard of each.
    default SortedMap<NodeId, Instant> lastSeen() {
        return Collections.emptySortedMap();
    }

    /// Number of parameters of a model that is at hand, 0 if it is not.
    default long parameters(Sha256 model) {
        return 0;
    }

    /// What an active run waits for; empty where it is not known.
    default String waiting(Run run) {
        return "";
    }

    /// Tensor bytes that nodes sent for a run.
    default SortedMap<NodeId, Long> bytesUp(RunId run) {
        return Collections.emptySortedMap();
    }

    /// And those that nodes fetched.
    default SortedMap<NodeId, Long> bytesDown(RunId run) {
        return Collections.emptySortedMap();
    }

    /// Exact bytes of entries, in order: at most `count` from the index `from` on.
    List<Bytes> entries(long from, int count);

    /// Those of these indexes that there are, in order.
    default List<Bytes> entries(SortedSet<Long> indexes) {
        return indexes.stream().flatMap(i -> entries(i, 1).stream()).toList();
    }

    /// Long texts, out of the entries.
    default Texts texts() {
        return index ->
                entries(index, 1).stream()
                        .map(EntryCodec::read)
                        .findFirst()
                        .orElseThrow(() ->
                                new FoedusException(
                                        ErrorCode.NOT_FOUND, "there is no entry " + index));
    }

    /// The newest checkpoint with the signatures on it; empty while there is none.
    String note();

    /// Hashes that lead from an entry to the root of the first `size` entries.
    List<Sha256> inclusion(long index, long size);

    /// The words of these entries, kept from page to page.
    LedgerIndex index();
}
