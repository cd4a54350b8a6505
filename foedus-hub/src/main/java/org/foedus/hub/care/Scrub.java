package org.foedus.hub.care;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.hub.HubRuntime;

/// Reads blobs again, slowly, to see whether they are still what their names say. A damaged one is
/// moved aside, named, and asked for again where a node may hold it.
final class Scrub {
    private static final Logger LOG = System.getLogger("org.foedus.hub.care");

    private final HubRuntime runtime;
    private final Blobs blobs;
    private final long bytesPerSecond;
    private final Predicate<Duration> stopped;
    private final Tally tally;

    /// @param stopped waits for so long; true if the scrub is to end
    Scrub(HubRuntime runtime, Blobs blobs, long bytesPerSecond, Predicate<Duration> stopped) {
        this.runtime = runtime;
        this.blobs = blobs;
        this.bytesPerSecond = bytesPerSecond;
        this.stopped = stopped;
        this.tally = runtime.tally();
    }

    /// One pass over all that the ledger names.
    void pass() {
        var ever = Needs.ever(state());
        tally.total.set(ever.size());
        tally.done.set(0);
        for (var blob : ever.entrySet()) {
            if (stopped.test(Duration.ZERO)) {
                return;
            }
            if (blobs.size(blob.getKey()).isPresent() && !whole(blob.getKey())) {
                setAside(blob.getKey(), blob.getValue());
            }
            tally.done.incrementAndGet();
        }
    }

    private AllianceState state() {
        return runtime.state();
    }

    private boolean whole(Sha256 digest) {
        var actual = Sha256.newDigest();
        var buffer = new byte[Blobs.CHUNK_BYTES];
        try (var in = blobs.open(digest, 0)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                actual.update(buffer, 0, n);
                tally.read.addAndGet(n);
                if (stopped.test(Duration.ofNanos(1_000_000_000L * n / bytesPerSecond))) {
                    return true;
                }
            }
        } catch (IOException e) {
            // A page that can't be read is as bad as one that is wrong.
            LOG.log(Level.ERROR, "blob.unreadable sha256=" + digest, e);
            return false;
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return true;
            }
            throw e;
        }
        return Sha256.of(actual).equals(digest);
    }

    /// Moves a damaged blob aside; asks for it if anybody may hold it.
    void setAside(Sha256 digest, long bytes) {
        tally.damaged.incrementAndGet();
        LOG.log(
                Level.ERROR,
                "blob.damaged sha256="
                        + digest
                        + ": moved into the folder quarantine; is the disk going bad?");
        blobs.quarantine(digest);
        var state = state();
        boolean model =
                Optional.ofNullable(state.blobs().get(digest)).filter(Blob::model).isPresent();
        if (model || Needs.now(state).containsKey(digest)) {
            runtime.wanted().want(digest, bytes, runtime.now());
            runtime.nudge();
        }
    }
}
