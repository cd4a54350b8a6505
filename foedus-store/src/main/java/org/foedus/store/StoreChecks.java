package org.foedus.store;

import java.util.List;
import java.util.regex.Pattern;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;

/// What every ledger and every blob store refuses, whatever it keeps its bytes on.
public final class StoreChecks {
    public static final int MAX_UPLOAD_ID_CHARS = 80;

    /// The empty blob, which needs no upload.
    public static final Sha256 NOTHING = Sha256.of(new byte[0]);

    private static final Pattern UPLOAD_ID =
            Pattern.compile("[a-z0-9-]{1," + MAX_UPLOAD_ID_CHARS + "}");

    private StoreChecks() {}

    /// `BAD_REQUEST` for an append of nothing, `TOO_LARGE` for an entry or a body past its limit,
    /// `DIGEST_MISMATCH` for a body that is not what its digest says.
    public static void append(List<Bytes> entries, List<Body> bodies) {
        if (entries.isEmpty()) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "an append to the ledger needs at least one entry");
        }
        for (var entry : entries) {
            atMost(entry.length(), Ledger.MAX_ENTRY_BYTES, "a ledger entry");
        }
        for (var body : bodies) {
            atMost(body.content().length(), Body.MAX_CONTENT_BYTES, "the body " + body.digest());
            if (!body.intact()) {
                throw new FoedusException(
                        ErrorCode.DIGEST_MISMATCH,
                        "the body %s is not what its digest says, or its salt has not %d bytes"
                                .formatted(body.digest(), Body.SALT_BYTES));
            }
        }
    }

    /// Throws `WRONG_STATE` unless both sizes are the same.
    public static void expectedSize(long expected, long actual) {
        if (expected != actual) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE,
                    "the ledger has %d entries, the append was made for %d: read it again"
                            .formatted(actual, expected));
        }
    }

    /// `BAD_REQUEST` for a range of entries that starts or counts below 0.
    public static void range(long from, int maxEntries) {
        if (from < 0 || maxEntries < 0) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "cannot read %d entries from index %d".formatted(maxEntries, from));
        }
    }

    /// The failure of a write by one whom another has followed.
    public static FoedusException notLeading(String what, String leader) {
        return new FoedusException(
                ErrorCode.NOT_LEADING,
                ("another hub (%s) has taken the lead of this ledger: could not %s. Nothing was"
                                + " written; ask that hub, and let this one wait or end")
                        .formatted(leader, what));
    }

    /// The failure of an append whose body is already kept.
    public static FoedusException bodyExists(Sha256 digest) {
        return new FoedusException(
                ErrorCode.ALREADY_EXISTS,
                "the ledger has a body %s already: draw a new salt".formatted(digest));
    }

    /// The failure of a cosignature for a size at which no checkpoint was signed.
    public static FoedusException noCheckpoint(long size) {
        return new FoedusException(
                ErrorCode.NOT_FOUND, "the ledger has no checkpoint of %d entries".formatted(size));
    }

    /// Throws `BAD_NAME` unless `id` is 1–80 of `a-z`, `0-9` and `-`.
    public static void uploadId(String id) {
        if (!UPLOAD_ID.matcher(id).matches()) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME,
                    "an upload id is 1 to %d of the characters a-z, 0-9 and -"
                            .formatted(MAX_UPLOAD_ID_CHARS));
        }
    }

    /// Throws unless `bytes` is in 0..`limit` and, if 0, `digest` is that of the empty blob.
    public static void blob(Sha256 digest, long bytes, long limit) {
        draft(bytes, limit);
        if (bytes == 0 && !digest.equals(NOTHING)) {
            throw wrongDigest(digest, NOTHING);
        }
    }

    /// Throws unless a new blob may have `bytes` bytes.
    public static void draft(long bytes, long limit) {
        if (bytes < 0) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "a blob cannot have %d bytes".formatted(bytes));
        }
        atMost(bytes, limit, "a new blob");
    }

    /// Throws `BAD_REQUEST` unless `offset` is in 0..`size`.
    public static void readFrom(Sha256 digest, long offset, long size) {
        if (offset < 0 || offset > size) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "the blob %s has %d bytes: it cannot be read from byte %d"
                            .formatted(digest, size, offset));
        }
    }

    public static FoedusException wrongDigest(Sha256 announced, Sha256 actual) {
        return new FoedusException(
                ErrorCode.DIGEST_MISMATCH,
                "the bytes that came have the digest %s, announced was %s: the upload is dropped"
                        .formatted(actual, announced));
    }

    public static FoedusException noBlob(Sha256 digest) {
        return new FoedusException(
                ErrorCode.NOT_FOUND, "there is no blob %s here".formatted(digest));
    }

    public static FoedusException noUpload(String id) {
        return new FoedusException(
                ErrorCode.NOT_FOUND, "there is no upload %s: begin it again".formatted(id));
    }

    public static FoedusException uploadBusy(String id) {
        return new FoedusException(
                ErrorCode.BUSY,
                "another writer is at the upload %s: ask for its offset, then go on".formatted(id));
    }

    public static FoedusException otherUpload(String id) {
        return new FoedusException(
                ErrorCode.ALREADY_EXISTS,
                "the upload %s was begun with another digest or size: abandon it first"
                        .formatted(id));
    }

    public static FoedusException wrongOffset(String id, long given, long actual) {
        return new FoedusException(
                ErrorCode.OFFSET_MISMATCH,
                "the upload %s goes on at byte %d, not at %d".formatted(id, actual, given));
    }

    public static FoedusException pastTheEnd(String id, long bytes) {
        return new FoedusException(
                ErrorCode.TOO_LARGE,
                "the upload %s was announced with %d bytes and more came".formatted(id, bytes));
    }

    public static FoedusException brokenStream(
            String id, long offset, long bytes, Throwable cause) {
        return new FoedusException(
                ErrorCode.IO_FAILED,
                "the upload %s broke off: go on from byte %d of %d".formatted(id, offset, bytes),
                cause);
    }

    private static void atMost(long bytes, long limit, String what) {
        if (bytes > limit) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE,
                    "%s has %d bytes, at most %d are allowed".formatted(what, bytes, limit));
        }
    }
}
