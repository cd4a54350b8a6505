package org.foedus.hub.care;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.protocol.api.Api;

/// Blobs that the hub should have and has not, or not whole. Nodes that may hold them are asked to
/// send them again; the bytes prove themselves. Thread-safe.
public final class Wanted {
    /// How long a node's question is answered at once because of a wanted blob; later it is told
    /// with whatever else it is told.
    private static final Duration URGENT = Duration.ofMinutes(1);

    private static final Logger LOG = System.getLogger("org.foedus.hub.care");

    private final TreeMap<Sha256, Lost> lost = new TreeMap<>();
    private long mended;

    private record Lost(long bytes, Instant since) {}

    /// Asks for a blob from now on. True if that is new.
    public synchronized boolean want(Sha256 digest, long bytes, Instant now) {
        if (lost.containsKey(digest)) {
            return false;
        }
        lost.put(digest, new Lost(bytes, now));
        LOG.log(Level.ERROR, "blob.wanted sha256=" + digest + " bytes=" + bytes);
        return true;
    }

    /// It is here again.
    public synchronized void have(Sha256 digest) {
        if (lost.remove(digest) != null) {
            mended++;
            LOG.log(Level.INFO, "blob.mended sha256=" + digest);
        }
    }

    /// Forgets what has come meanwhile, and what nobody needs any more.
    public synchronized void review(Blobs blobs, AllianceState state) {
        for (var digest : List.copyOf(lost.keySet())) {
            if (blobs.size(digest).isPresent()) {
                have(digest);
            } else if (state.dropped().containsKey(digest)) {
                lost.remove(digest);
            }
        }
    }

    public synchronized Optional<Long> bytes(Sha256 digest) {
        return Optional.ofNullable(lost.get(digest)).map(Lost::bytes);
    }

    public synchronized int size() {
        return lost.size();
    }

    /// How many came again.
    public synchronized long mended() {
        return mended;
    }

    /// What `node` may hold: its own updates, and models of runs that it consented to.
    public synchronized List<Api.Wanted> of(AllianceState state, NodeId node) {
        var wanted = new ArrayList<Api.Wanted>();
        lost.forEach((digest, what) -> {
            if (mayHold(state, node, digest)) {
                wanted.add(new Api.Wanted(digest, what.bytes()));
            }
        });
        return wanted;
    }

    /// Whether one of them was lost a moment ago.
    public synchronized boolean urgent(List<Api.Wanted> wanted, Instant now) {
        return wanted.stream()
                .map(w -> lost.get(w.sha256()))
                .anyMatch(l -> l != null && l.since().plus(URGENT).isAfter(now));
    }

    private static boolean mayHold(AllianceState state, NodeId node, Sha256 digest) {
        return Optional.ofNullable(state.blobs().get(digest)).stream()
                .flatMap(b -> b.origins().stream())
                .anyMatch(origin ->
                        switch (origin) {
                            case Blob.Origin.Update u -> u.work().node().equals(node);
                            case Blob.Origin.Model m -> {
                                var run = state.runs().get(m.run());
                                yield run != null && run.consented(node);
                            }
                            case Blob.Origin.OptimizerState _ -> false;
                        });
    }
}
