package org.foedus.core.ledger;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;

/// Keeps the entries, the bodies beside them and the checkpoints. One writer at a time.
///
/// What an append stored is on disk when it returns, and is never changed. Implementations are
/// thread-safe. Failures: `STORE_UNAVAILABLE` (nothing happened), `OUTCOME_UNKNOWN` (a commit that
/// may have happened: reopen and look), `DISK_FULL`, `LEDGER_DAMAGED` (what is there is not what
/// was put there), and of every change `NOT_LEADING` (another writer has taken over).
public interface Ledger extends AutoCloseable {
    /// Most bytes of one entry.
    int MAX_ENTRY_BYTES = 64 * 1024;

    /// One read ends after so many bytes: 4 MiB.
    int MAX_READ_BYTES = 4 << 20;

    /// Most cosignatures of one key.
    int MAX_COSIGNATURES = 100;

    /// Number of entries.
    long size();

    /// Appends all of `entries`, `bodies` and `checkpoint` in one durable transaction, or nothing.
    ///
    /// Fails with `BAD_REQUEST` without entries, `TOO_LARGE` past a limit, `DIGEST_MISMATCH` for a
    /// body that is not intact, `ALREADY_EXISTS` for a body that is kept already.
    ///
    /// @param expectedSize [#size()] as the caller knew it; another size fails with `WRONG_STATE`
    /// @param checkpoint the signed note over the log with these entries
    void append(long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint);

    /// At most `maxEntries` entries from index `from` (0-based), in order; fewer at the end, and
    /// where they have more than [#MAX_READ_BYTES]; none only at the end.
    List<Bytes> read(long from, int maxEntries);

    /// The entries of these indexes that there are, in order.
    default List<Bytes> read(SortedSet<Long> indexes) {
        return indexes.stream().flatMap(i -> read(i, 1).stream()).toList();
    }

    /// The newest checkpoint, empty for an empty ledger.
    Optional<String> checkpoint();

    /// The checkpoint of `size` entries; empty if no append ended there.
    Optional<String> checkpoint(long size);

    Optional<Body> body(Sha256 digest);

    /// Forgets a body's content and salt for good; unknown digests are ignored. `BUSY` if traces
    /// could not be overwritten yet: call again.
    void eraseBody(Sha256 digest);

    /// Keeps a witness's cosignature line for the checkpoint of `size` entries; a later line of the
    /// same key for the same size replaces it. Of one key the [#MAX_COSIGNATURES] of the largest
    /// sizes are kept. `NOT_FOUND` if no append ended at `size`.
    void addCosignature(long size, String keyName, String line);

    /// Cosignature lines for the checkpoint of `size` entries, by key name.
    List<String> cosignatures(long size);

    /// The newest size that carries a cosignature of at least `atLeast` keys, with its checkpoint.
    Optional<String> witnessedCheckpoint(int atLeast);

    @Override
    void close();
}
