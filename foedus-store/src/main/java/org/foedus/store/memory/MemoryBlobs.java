package org.foedus.store.memory;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.store.StoreChecks;

/// Blobs in memory, for tests and simulation.
public final class MemoryBlobs implements Blobs {
    /// The largest blob: 1 GiB.
    public static final long MAX_BLOB_BYTES = 1L << 30;

    private final ConcurrentSkipListMap<Sha256, byte[]> blobs = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, MemoryUpload> uploads =
            new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Owned> owned = new ConcurrentSkipListMap<>();
    private final long maxBlobBytes;

    public MemoryBlobs() {
        this(MAX_BLOB_BYTES);
    }

    /// Blobs of at most `maxBlobBytes` bytes each.
    public MemoryBlobs(long maxBlobBytes) {
        this.maxBlobBytes = Math.min(maxBlobBytes, MAX_BLOB_BYTES);
    }

    /// The same blobs and uploads, as after a restart that lost nothing.
    public MemoryBlobs reopened() {
        var again = new MemoryBlobs(maxBlobBytes);
        again.blobs.putAll(blobs);
        uploads.forEach((id, upload) -> again.uploads.put(id, upload.copy()));
        again.owned.putAll(owned);
        return again;
    }

    @Override
    public Optional<Long> size(Sha256 digest) {
        return Optional.ofNullable(blobs.get(digest)).map(content -> (long) content.length);
    }

    @Override
    public InputStream open(Sha256 digest, long offset) {
        var content = blob(digest);
        StoreChecks.readFrom(digest, offset, content.length);
        return new ByteArrayInputStream(content, (int) offset, content.length - (int) offset);
    }

    @Override
    public MemorySegment map(Sha256 digest, Arena arena) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, blob(digest)).asReadOnly();
    }

    @Override
    public Draft draft(long bytes, Arena arena) {
        StoreChecks.draft(bytes, maxBlobBytes);
        return new MemoryDraft(arena.allocate(bytes));
    }

    @Override
    public SortedMap<String, Owned> uploads() {
        return new TreeMap<>(owned);
    }

    @Override
    public synchronized long begin(String id, Sha256 digest, long bytes, Optional<Owner> owner) {
        StoreChecks.uploadId(id);
        StoreChecks.blob(digest, bytes, maxBlobBytes);
        var upload = uploads.get(id);
        boolean sameOwner = Optional.ofNullable(owned.get(id)).map(Owned::owner).equals(owner);
        if (upload != null && !(upload.announces(digest, bytes) && sameOwner)) {
            throw StoreChecks.otherUpload(id);
        }
        if (upload == null) {
            upload = new MemoryUpload(id, digest, (int) bytes);
            uploads.put(id, upload);
            owner.ifPresent(o -> owned.put(id, new Owned(digest, bytes, o, false)));
        }
        if (upload.whole()) {
            upload.claim();
            finish(id, upload);
            upload.release();
        }
        return upload.offset();
    }

    @Override
    public Optional<Long> offset(String id) {
        StoreChecks.uploadId(id);
        return Optional.ofNullable(uploads.get(id)).map(MemoryUpload::offset);
    }

    @Override
    public long append(String id, long offset, InputStream content) {
        StoreChecks.uploadId(id);
        var upload = uploads.get(id);
        if (upload == null) {
            throw StoreChecks.noUpload(id);
        }
        upload.claim();
        try {
            if (uploads.get(id) != upload) {
                throw StoreChecks.noUpload(id);
            }
            if (offset != upload.offset()) {
                throw StoreChecks.wrongOffset(id, offset, upload.offset());
            }
            upload.append(content);
            if (upload.whole()) {
                finish(id, upload);
            }
            return upload.offset();
        } finally {
            upload.release();
        }
    }

    /// Makes a whole upload a blob, or drops it for its wrong digest. The caller has claimed it.
    private void finish(String id, MemoryUpload upload) {
        uploads.remove(id, upload);
        var whose = Optional.ofNullable(owned.remove(id));
        blobs.put(upload.announced(), upload.verified());
        whose.ifPresent(o -> owned.put(id, new Owned(o.digest(), o.bytes(), o.owner(), true)));
    }

    @Override
    public void abandon(String id) {
        StoreChecks.uploadId(id);
        var upload = uploads.get(id);
        if (upload != null) {
            upload.claim();
            uploads.remove(id, upload);
            upload.release();
        }
        owned.remove(id);
    }

    @Override
    public Sha256 chunkRoot(Sha256 digest) {
        var content = blob(digest);
        var tree = new MerkleTree();
        for (int at = 0; at < content.length; at += CHUNK_BYTES) {
            int end = Math.min(content.length, at + CHUNK_BYTES);
            tree.append(MerkleTree.leafHash(Arrays.copyOfRange(content, at, end)));
        }
        return tree.root();
    }

    @Override
    public void delete(Sha256 digest) {
        blobs.remove(digest);
    }

    private byte[] blob(Sha256 digest) {
        var content = blobs.get(digest);
        if (content == null) {
            throw StoreChecks.noBlob(digest);
        }
        return content;
    }

    private final class MemoryDraft implements Draft {
        private final MemorySegment segment;
        private boolean committed;

        private MemoryDraft(MemorySegment segment) {
            this.segment = segment;
        }

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public Sha256 commit() {
            if (committed) {
                throw new FoedusException(ErrorCode.WRONG_STATE, "this draft is a blob already");
            }
            var content = segment.toArray(ValueLayout.JAVA_BYTE);
            var digest = Sha256.of(content);
            blobs.put(digest, content);
            committed = true;
            return digest;
        }
    }
}
