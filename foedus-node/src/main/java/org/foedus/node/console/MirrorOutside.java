package org.foedus.node.console;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.client.Pause;
import org.foedus.link.mirror.Mirror;
import org.foedus.portal.state.LedgerIndex;
import org.foedus.portal.state.Outside;

/// What a member's machine knows beside the state: the entries of its mirror, no more. Who is at
/// the hub now, and what moved there, only the hub could tell.
final class MirrorOutside implements Outside {
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MAX_PAUSES = 60;

    private final Mirror mirror;
    private final InstantSource clock;
    private final Pause pause;
    private final LedgerIndex index = new LedgerIndex();

    MirrorOutside(Mirror mirror, InstantSource clock, Pause pause) {
        this.mirror = mirror;
        this.clock = clock;
        this.pause = pause;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    /// What this process knows already, the node may still be writing: that takes a moment.
    ///
    /// @throws FoedusException `BUSY` if it takes longer
    @Override
    public List<Bytes> entries(long from, int count) {
        for (int i = 0; i < MAX_PAUSES; i++) {
            var lines = mirror.lines(from, count);
            if (lines.size() >= Math.min(count, mirror.size() - from)) {
                return lines;
            }
            if (!paused()) {
                break;
            }
        }
        throw new FoedusException(
                ErrorCode.BUSY,
                "the node is writing its copy of the ledger: look again in a moment");
    }

    private boolean paused() {
        try {
            pause.pause(PAUSE);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
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
