package org.foedus.portal.state;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;

/// What pages show and the state does not hold; whoever serves them knows it, or says nothing.
public interface Outside {
    Instant now();

    /// Nodes that the hub has heard of lately.
    SortedSet<NodeId> reachable();

    SortedMap<NodeId, Instant> lastSeen();

    /// Number of parameters of a model that is at hand, 0 if it is not.
    long parameters(Sha256 model);

    /// What an active run waits for; empty where it is not known.
    String waiting(Run run);

    /// Tensor bytes that nodes sent for a run.
    SortedMap<NodeId, Long> bytesUp(RunId run);

    SortedMap<NodeId, Long> bytesDown(RunId run);

    /// Exact bytes of entries, in order: at most `count` from the index `from` on.
    List<Bytes> entries(long from, int count);

    /// The newest checkpoint with the signatures on it; empty while there is none.
    String note();

    /// Hashes that lead from an entry to the root of the first `size` entries.
    List<Sha256> inclusion(long index, long size);

    /// The words of these entries, kept from page to page.
    LedgerIndex index();
}
