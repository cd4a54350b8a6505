package org.foedus.core.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Large bytes named by their SHA-256: models, updates, optimizer states.
///
/// Uploads are streamed to disk and hashed as they come, never whole in memory, and survive a
/// restart at the offset that reached the disk. Thread-safe; one writer per upload id at a time
/// (`BUSY`).
public interface Blobs {
    /// The bytes over which the chunk root is a Merkle tree (RFC 6962 hashing of the chunks).
    int CHUNK_BYTES = 256 * 1024;

    /// Size in bytes, empty if it is not here.
    Optional<Long> size(Sha256 digest);

    /// Reads from `offset` to the end; the caller closes it. `NOT_FOUND` if it is not here,
    /// `BAD_REQUEST` for an offset past its end.
    InputStream open(Sha256 digest, long offset);

    /// Maps the whole blob read-only for as long as `arena` lives. `NOT_FOUND` if it is not here.
    MemorySegment map(Sha256 digest, Arena arena);

    /// A writable mapping of a new file of `bytes` bytes; [Draft#commit()] makes it a blob.
    Draft draft(long bytes, Arena arena);

    /// Whose an upload is, and what for.
    ///
    /// @param member 1–200 of `a-z`, `0-9`, `.`, `_` and `-`, as the purpose
    record Owner(String member, String purpose) {
        private static final Pattern WORD = Pattern.compile("[a-z0-9._-]{1,200}");

        public Owner {
            if (!WORD.matcher(member).matches() || !WORD.matcher(purpose).matches()) {
                throw new FoedusException(
                        ErrorCode.BAD_NAME,
                        "an upload's owner and purpose are 1 to 200 of a-z, 0-9, ., _ and -");
            }
        }
    }

    /// An upload that has an owner.
    ///
    /// @param whole its bytes came, were right, and are a blob
    record Owned(Sha256 digest, long bytes, Owner owner, boolean whole) {}

    /// Opens (or finds again) the upload `id` of a blob of `bytes` bytes with this digest. Returns
    /// the offset to go on from, whether or not the blob is here already: who uploads has the
    /// bytes. `BAD_NAME` unless the id is 1–80 of `a-z`, `0-9` and `-`, `ALREADY_EXISTS` if it was
    /// begun for something else, `TOO_LARGE`, `DISK_FULL`.
    ///
    /// @param owner kept beside the bytes until the upload is abandoned, also once they are a blob
    long begin(String id, Sha256 digest, long bytes, Optional<Owner> owner);

    /// An upload of nobody's.
    default long begin(String id, Sha256 digest, long bytes) {
        return begin(id, digest, bytes, Optional.empty());
    }

    /// The uploads that have an owner, by id, also from before a restart.
    SortedMap<String, Owned> uploads();

    /// The offset of upload `id`; empty if there is none.
    Optional<Long> offset(String id);

    /// Appends `content` at `offset`, which must be the upload's offset (`OFFSET_MISMATCH`);
    /// returns the new offset. Bytes past the announced size fail with `TOO_LARGE`. When the last
    /// byte is there the digest is checked: right, and the blob exists; wrong, and the upload is
    /// dropped with `DIGEST_MISMATCH`. A broken stream (`IO_FAILED`) or a full disk (`DISK_FULL`)
    /// keeps what came.
    long append(String id, long offset, InputStream content);

    /// Drops an upload and its bytes, if there is one, and forgets whose it was; a blob that came
    /// of it stays.
    void abandon(String id);

    /// Whether the blob's bytes are still those of its name, by reading all of them. `NOT_FOUND` if
    /// it is not here.
    default boolean intact(Sha256 digest) {
        var actual = Sha256.newDigest();
        var buffer = new byte[CHUNK_BYTES];
        try (var in = open(digest, 0)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                actual.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.STORE_UNAVAILABLE, "read blob " + digest, e);
        }
        return Sha256.of(actual).equals(digest);
    }

    /// Moves a damaged blob aside, if it is here: its name is free again, its bytes are kept where
    /// the store can.
    default void quarantine(Sha256 digest) {
        delete(digest);
    }

    /// Root of the RFC 6962 tree over the blob's 256 KiB chunks.
    Sha256 chunkRoot(Sha256 digest);

    /// Deletes a blob, if it is here.
    void delete(Sha256 digest);

    /// A blob in the making.
    interface Draft {
        MemorySegment segment();

        /// Syncs to disk and names it; the blob exists durably on return. The segment may be read
        /// on, and must not be written any more.
        Sha256 commit();
    }
}
