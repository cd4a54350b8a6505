package org.foedus.sim;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.store.StoreChecks;

/// The blobs of a simulated hub. Whole uploads and committed drafts are synced; an upload under way
/// is not, and a crash takes what it likes of it.
final class BlobDisk {
    private static final Duration SYNC_MOST = Duration.ofMillis(10);
    private static final int READ_BYTES = 4096;

    private final World world;
    private final boolean tears;
    private final TreeMap<Sha256, byte[]> blobs = new TreeMap<>();
    private final TreeMap<Sha256, byte[]> unsynced = new TreeMap<>();
    private final TreeMap<String, Upload> uploads = new TreeMap<>();
    private final TreeMap<String, Blobs.Owned> owned = new TreeMap<>();
    private boolean lazy;

    /// @param tears whether a crash leaves garbage in what was not synced
    BlobDisk(World world, boolean tears) {
        this.world = world;
        this.tears = tears;
    }

    private static final class Upload {
        private final Sha256 digest;
        private final byte[] content;
        private int offset;
        private boolean busy;

        private Upload(Sha256 digest, int bytes) {
            this.digest = digest;
            this.content = new byte[bytes];
        }
    }

    /// A planted bug: a committed model is not synced.
    void commitWithoutSync() {
        lazy = true;
    }

    void crash() {
        unsynced.clear();
        for (var upload : uploads.values()) {
            upload.busy = false;
            if (upload.offset > 0 && world.odds(0.5)) {
                int kept = world.chance().nextInt(upload.offset + 1);
                if (tears && world.odds(0.5)) {
                    for (int i = kept; i < upload.offset; i++) {
                        upload.content[i] = (byte) world.chance().nextInt();
                    }
                } else {
                    upload.offset = kept;
                }
            }
        }
    }

    /// The bytes of a blob that a crash would leave.
    Optional<byte[]> durable(Sha256 digest) {
        return Optional.ofNullable(blobs.get(digest));
    }

    Blobs open(Machine machine) {
        return new Opening(machine);
    }

    private final class Opening implements Blobs {
        private final Machine machine;

        Opening(Machine machine) {
            this.machine = machine;
        }

        private void sync() {
            machine.busy(world.between(Duration.ofNanos(1), SYNC_MOST));
        }

        private byte[] blob(Sha256 digest) {
            var content = blobs.getOrDefault(digest, unsynced.get(digest));
            if (content == null) {
                throw StoreChecks.noBlob(digest);
            }
            return content;
        }

        @Override
        public Optional<Long> size(Sha256 digest) {
            var content = blobs.getOrDefault(digest, unsynced.get(digest));
            return Optional.ofNullable(content).map(c -> (long) c.length);
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
            var segment = arena.allocate(bytes, Float.BYTES);
            return new Draft() {
                @Override
                public MemorySegment segment() {
                    return segment;
                }

                @Override
                public Sha256 commit() {
                    var content = segment.toArray(ValueLayout.JAVA_BYTE);
                    var digest = Sha256.of(content);
                    sync();
                    (lazy ? unsynced : blobs).put(digest, content);
                    return digest;
                }
            };
        }

        @Override
        public SortedMap<String, Owned> uploads() {
            return new TreeMap<>(owned);
        }

        @Override
        public long begin(String id, Sha256 digest, long bytes, Optional<Owner> owner) {
            StoreChecks.uploadId(id);
            StoreChecks.blob(digest, bytes, Integer.MAX_VALUE);
            var upload =
                    uploads.computeIfAbsent(id, _ -> new Upload(digest, Math.toIntExact(bytes)));
            if (!upload.digest.equals(digest) || upload.content.length != bytes) {
                throw StoreChecks.otherUpload(id);
            }
            owner.ifPresent(o -> owned.put(id, new Owned(digest, bytes, o, false)));
            if (upload.offset == bytes) {
                finish(id, upload);
            }
            return upload.offset;
        }

        @Override
        public Optional<Long> offset(String id) {
            StoreChecks.uploadId(id);
            return Optional.ofNullable(uploads.get(id)).map(u -> (long) u.offset);
        }

        @Override
        public long append(String id, long offset, InputStream content) {
            StoreChecks.uploadId(id);
            var upload = uploads.get(id);
            if (upload == null) {
                throw StoreChecks.noUpload(id);
            }
            if (upload.busy) {
                throw StoreChecks.uploadBusy(id);
            }
            if (offset != upload.offset) {
                throw StoreChecks.wrongOffset(id, offset, upload.offset);
            }
            upload.busy = true;
            try {
                take(id, upload, content);
                sync();
                if (upload.offset == upload.content.length) {
                    finish(id, upload);
                }
                return upload.offset;
            } finally {
                upload.busy = false;
            }
        }

        private void take(String id, Upload upload, InputStream content) {
            var buffer = new byte[READ_BYTES];
            try {
                for (int got = content.read(buffer); got >= 0; got = content.read(buffer)) {
                    if (got > upload.content.length - upload.offset) {
                        throw StoreChecks.pastTheEnd(id, upload.content.length);
                    }
                    System.arraycopy(buffer, 0, upload.content, upload.offset, got);
                    upload.offset += got;
                }
            } catch (IOException e) {
                if (upload.offset < upload.content.length) {
                    throw StoreChecks.brokenStream(id, upload.offset, upload.content.length, e);
                }
            }
        }

        private void finish(String id, Upload upload) {
            uploads.remove(id);
            var whose = Optional.ofNullable(owned.remove(id));
            var actual = Sha256.of(upload.content);
            if (!actual.equals(upload.digest)) {
                throw StoreChecks.wrongDigest(upload.digest, actual);
            }
            blobs.put(actual, upload.content);
            whose.ifPresent(o -> owned.put(id, new Owned(o.digest(), o.bytes(), o.owner(), true)));
        }

        @Override
        public void abandon(String id) {
            uploads.remove(id);
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
            unsynced.remove(digest);
        }
    }
}
