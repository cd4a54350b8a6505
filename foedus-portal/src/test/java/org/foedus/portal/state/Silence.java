package org.foedus.portal.state;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;

/// Nothing is known but the time.
record Silence(Instant now) implements Outside {
    static Outside at(Instant now) {
        return new Silence(now);
    }

    @Override
    public SortedSet<NodeId> reachable() {
        return Collections.emptySortedSet();
    }

    @Override
    public SortedMap<NodeId, Instant> lastSeen() {
        return Collections.emptySortedMap();
    }

    @Override
    public long parameters(Sha256 model) {
        return 0;
    }

    @Override
    public String waiting(Run run) {
        return "";
    }

    @Override
    public SortedMap<NodeId, Long> bytesUp(RunId run) {
        return Collections.emptySortedMap();
    }

    @Override
    public SortedMap<NodeId, Long> bytesDown(RunId run) {
        return Collections.emptySortedMap();
    }

    @Override
    public List<Bytes> entries(long from, int count) {
        return List.of();
    }

    @Override
    public String note() {
        return "";
    }

    @Override
    public List<Sha256> inclusion(long index, long size) {
        return List.of();
    }

    @Override
    public LedgerIndex index() {
        return new LedgerIndex();
    }
}
