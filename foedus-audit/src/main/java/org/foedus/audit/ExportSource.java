package org.foedus.audit;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;

/// Where an export comes from: a hub's store, or a hub over the network.
///
/// @param entries the ledger
/// @param checkpoint the signed note to export up to, with the witnesses' cosignature lines
/// @param blobs what the exporter may read
/// @param bodies what the exporter may read
public record ExportSource(
        Entries entries, String checkpoint, BlobSource blobs, BodySource bodies) {

    /// Pages of the ledger.
    @FunctionalInterface
    public interface Entries {
        /// At most `maxEntries` entries from index `from` (0-based), in order; none only past the
        /// end.
        List<Bytes> read(long from, int maxEntries);
    }

    /// Blobs by digest.
    @FunctionalInterface
    public interface BlobSource {
        /// The blob's bytes, which the caller closes; empty if it is not there or not for us.
        Optional<InputStream> open(Sha256 digest);
    }

    /// Bodies by digest.
    @FunctionalInterface
    public interface BodySource {
        /// Empty if it is not there (any more) or not for us.
        Optional<Body> read(Sha256 digest);

        static BodySource none() {
            return _ -> Optional.empty();
        }
    }
}
