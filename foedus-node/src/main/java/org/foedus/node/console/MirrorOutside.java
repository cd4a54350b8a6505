package org.foedus.node.console;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.mirror.Mirror;
import org.foedus.portal.state.LedgerIndex;
import org.foedus.portal.state.Outside;

/// What a member's machine knows beside the state: the entries of its mirror, no more. Who is at
/// the hub now, and what moved there, only the hub could tell.
final class MirrorOutside implements Outside {
    private final Mirror mirror;
    private final InstantSource clock;
    private final LedgerIndex index = new LedgerIndex();

    MirrorOutside(Mirror mirror, InstantSource clock) {
        this.mirror = mirror;
        this.clock = clock;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public List<Bytes> entries(long from, int count) {
        var lines = mirror.lines(from, count);
        if (lines.size() < Math.min(count, mirror.size() - from)) {
            throw new FoedusException(
                    ErrorCode.BUSY,
                    "the node is writing its copy of the ledger: look again in a moment");
        }
        return lines;
    }

    @Override
    public String note() {
        return mirror.note().orElse("");
    }

    @Override
    public List<Sha256> inclusion(long entry, long size) {
        return mirror.inclusion(entry, size);
    }

    @Override
    public LedgerIndex index() {
        return index;
    }
}
