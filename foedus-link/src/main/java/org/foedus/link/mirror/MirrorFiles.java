package org.foedus.link.mirror;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// What a mirror keeps: entries, the newest verified checkpoint, alarms and evidence against the
/// hub. A folder in the shells; the simulation has a disk of its own.
public interface MirrorFiles extends AutoCloseable {
    /// Whether this opening may write.
    boolean writable();

    /// Becomes the one that writes, if nobody else is; whether it is now.
    boolean claim();

    /// Only reads from now on, so that another may write.
    void release();

    /// The newest verified note, if there is one.
    Optional<String> checkpoint();

    /// Durable on return, in place of the one before.
    void keepCheckpoint(String note);

    /// There is no verified note any more: the next opening begins anew.
    void forgetCheckpoint();

    /// Takes the first `count` entries one by one; what follows them on disk was never anchored by
    /// a checkpoint and is cut off.
    void replay(long count, Consumer<Bytes> take);

    /// Lines as they are on disk, whole ones only, unverified: at most `count` from the index
    /// `from` on.
    List<Bytes> lines(long from, int count);

    /// Durable on return.
    void append(List<Bytes> lines);

    /// Keeps evidence against the hub.
    ///
    /// @param what begins its name
    /// @return its name, for people
    String keepEvidence(String what, Instant at, String text);

    /// The alarms, a line each; empty if there are none.
    String alarms();

    /// Durable on return, in place of those before.
    void keepAlarms(String lines);

    /// How many of the alarms the owner has seen. Anyone may say it, also who does not write.
    long acknowledged();

    void acknowledge(long alarms);

    /// The failure of a mirror that is damaged at entry `index` of `count`.
    FoedusException damaged(long index, long count, String why, @Nullable Throwable cause);

    @Override
    void close();
}
