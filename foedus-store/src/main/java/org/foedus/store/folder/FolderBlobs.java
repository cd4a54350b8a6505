package org.foedus.store.folder;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.store.StoreChecks;
import org.jspecify.annotations.Nullable;

/// Blobs in a folder.
public final class FolderBlobs implements Blobs {
    /// The largest blob taken in unless another limit is given: 64 GiB.
    public static final long MAX_BLOB_BYTES = 64L << 30;

    /// Free space that uploads and drafts leave, so that the ledger can still be written: 16 MiB.
    public static final long RESERVE_BYTES = 16L << 20;

    private final Folders folders;
    private final long maxBlobBytes;
    private final Disk disk;
    private final ConcurrentHashMap<String, Upload> uploads = new ConcurrentHashMap<>();

    /// Bytes of drafts that are being written.
    private final AtomicLong drafting = new AtomicLong();

    /// Whether every upload on disk is in memory.
    private boolean known;

    FolderBlobs(Folders folders, long maxBlobBytes, Disk disk) {
        this.folders = folders;
        this.maxBlobBytes = maxBlobBytes;
        this.disk = disk;
    }

    /// Opens the store in `root`, which is made if it is not there.
    public static FolderBlobs open(Path root) {
        return open(root, MAX_BLOB_BYTES);
    }

    /// As [#open(Path)], with a limit of `maxBlobBytes` for one blob.
    public static FolderBlobs open(Path root, long maxBlobBytes) {
        return open(root, maxBlobBytes, Disk.REAL);
    }

    static FolderBlobs open(Path root, long maxBlobBytes, Disk disk) {
        try {
            return new FolderBlobs(Folders.open(root), maxBlobBytes, disk);
        } catch (IOException e) {
            throw Disk.unavailable(root, "opening the blob store", e);
        }
    }

    /// Deletes the drafts that a crash left, then writes a byte to see that it can: `DISK_FULL`
    /// where even that gave no room. Call it once at start, before the first draft.
    public void sweep() {
        io(
                "sweeping drafts",
                () -> {
                    try (var drafts = Files.newDirectoryStream(folders.drafts())) {
                        for (var draft : drafts) {
                            Files.deleteIfExists(draft);
                        }
                    }
                    probe();
                    return true;
                });
    }

    private void probe() throws IOException {
        var file = Files.createTempFile(folders.drafts(), "probe", "");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            disk.write(channel, ByteBuffer.wrap(new byte[1]));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public boolean intact(Sha256 digest) {
        return reading(
                digest,
                file -> {
                    var actual = Sha256.newDigest();
                    Hashing.feed(file, file.size(), actual);
                    return Sha256.of(actual).equals(digest);
                });
    }

    @Override
    public Optional<Long> size(Sha256 digest) {
        var size = blobSize(digest);
        return size.isPresent() ? Optional.of(size.getAsLong()) : Optional.empty();
    }

    @Override
    public InputStream open(Sha256 digest, long offset) {
        return io(
                "opening the blob " + digest,
                () -> {
                    var file = blob(digest);
                    try {
                        StoreChecks.readFrom(digest, offset, file.size());
                        return Channels.newInputStream(file.position(offset));
                    } catch (IOException | RuntimeException e) {
                        file.close();
                        throw e;
                    }
                });
    }

    @Override
    public MemorySegment map(Sha256 digest, Arena arena) {
        return reading(digest, file -> file.map(MapMode.READ_ONLY, 0, file.size(), arena));
    }

    @Override
    public Draft draft(long bytes, Arena arena) {
        StoreChecks.draft(bytes, maxBlobBytes);
        return io(
                "making a new blob of %d bytes".formatted(bytes),
                () -> {
                    drafting.addAndGet(bytes);
                    try {
                        return FileDraft.create(folders, bytes, arena, disk);
                    } finally {
                        drafting.addAndGet(-bytes);
                    }
                });
    }

    @Override
    public synchronized long begin(String id, Sha256 digest, long bytes) {
        StoreChecks.uploadId(id);
        StoreChecks.blob(digest, bytes, maxBlobBytes);
        return io("beginning the upload " + id, () -> beginChecked(id, digest, bytes));
    }

    private long beginChecked(String id, Sha256 digest, long bytes) throws IOException {
        var note = new UploadNote(digest, bytes);
        var upload = find(id);
        if (upload != null && !upload.note().equals(note)) {
            throw StoreChecks.otherUpload(id);
        }
        var here = blobSize(digest);
        if (here.isPresent()) {
            StoreChecks.sameSize(digest, here.getAsLong(), bytes);
            abandon(id);
            return bytes;
        }
        if (upload == null) {
            upload = create(id, note);
        }
        if (upload.whole()) {
            upload.claim();
            try {
                finish(id, upload);
            } finally {
                upload.release();
            }
        }
        return upload.offset();
    }

    private Upload create(String id, UploadNote note) throws IOException {
        disk.require(folders.uploads(), note.bytes(), promised());
        var file = folders.uploads().resolve(id);
        Files.deleteIfExists(file);
        Files.createFile(file);
        note.write(file);
        var upload = new Upload(id, folders.uploads(), note, 0, disk);
        uploads.put(id, upload);
        return upload;
    }

    /// Bytes that open uploads and drafts have room for and have not written yet: a file that will
    /// grow takes no space by itself.
    private long promised() throws IOException {
        if (!known) {
            try (var files = Files.newDirectoryStream(folders.uploads())) {
                for (var file : files) {
                    find(String.valueOf(file.getFileName()));
                }
            }
            known = true;
        }
        return drafting.get() + uploads.values().stream().mapToLong(Upload::missing).sum();
    }

    /// The upload in memory, else as it lies on disk; null if there is none.
    private synchronized @Nullable Upload find(String id) throws IOException {
        var open = uploads.get(id);
        if (open != null) {
            return open;
        }
        var file = folders.uploads().resolve(id);
        var note = UploadNote.read(file);
        var came = Folders.fileSize(file);
        if (note.isEmpty() || came.isEmpty()) {
            return null;
        }
        long offset = Math.min(came.getAsLong(), note.get().bytes());
        var upload = new Upload(id, folders.uploads(), note.get(), offset, disk);
        uploads.put(id, upload);
        return upload;
    }

    @Override
    public Optional<Long> offset(String id) {
        StoreChecks.uploadId(id);
        return io("finding the upload " + id, () -> Optional.ofNullable(find(id)))
                .map(Upload::offset);
    }

    @Override
    public long append(String id, long offset, InputStream content) {
        StoreChecks.uploadId(id);
        return io(
                "storing the upload " + id,
                () -> {
                    var upload = find(id);
                    if (upload == null) {
                        throw StoreChecks.noUpload(id);
                    }
                    return append(id, upload, offset, content);
                });
    }

    private long append(String id, Upload upload, long offset, InputStream content)
            throws IOException {
        upload.claim();
        try {
            if (uploads.get(id) != upload) {
                throw StoreChecks.noUpload(id); // It ended between finding and claiming it.
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
    private void finish(String id, Upload upload) throws IOException {
        try {
            upload.finish();
        } catch (FoedusException e) {
            drop(id, upload); // Its digest is wrong.
            throw e;
        }
        folders.publish(upload.file(), upload.note().digest());
        drop(id, upload);
    }

    private void drop(String id, Upload upload) throws IOException {
        Files.deleteIfExists(UploadNote.beside(upload.file()));
        upload.deleteFile();
        uploads.remove(id, upload);
    }

    @Override
    public void abandon(String id) {
        StoreChecks.uploadId(id);
        io(
                "dropping the upload " + id,
                () -> {
                    var upload = find(id);
                    if (upload != null) {
                        upload.claim();
                        try {
                            drop(id, upload);
                        } finally {
                            upload.release();
                        }
                    }
                    return true;
                });
    }

    @Override
    public Sha256 chunkRoot(Sha256 digest) {
        return reading(digest, Hashing::chunkRoot);
    }

    @Override
    public void delete(Sha256 digest) {
        io(
                "deleting the blob " + digest,
                () -> blobSize(digest).isPresent() && Files.deleteIfExists(folders.blob(digest)));
    }

    /// Into the folder `quarantine`, under its name.
    @Override
    public void quarantine(Sha256 digest) {
        io(
                "moving the damaged blob " + digest + " aside",
                () -> {
                    if (blobSize(digest).isPresent()) {
                        folders.quarantine(digest);
                    }
                    return true;
                });
    }

    /// What uploads left behind, by their ids; not those that this process goes on with.
    public List<String> leftovers() {
        return io(
                "listing uploads",
                () -> {
                    var ids = new ArrayList<String>();
                    try (var files = Files.newDirectoryStream(folders.uploads())) {
                        for (var file : files) {
                            ids.add(String.valueOf(file.getFileName()));
                        }
                    }
                    Collections.sort(ids);
                    return ids;
                });
    }

    private OptionalLong blobSize(Sha256 digest) {
        return io("looking for the blob " + digest, () -> folders.blobSize(digest));
    }

    private FileChannel blob(Sha256 digest) throws IOException {
        if (folders.blobSize(digest).isEmpty()) {
            throw StoreChecks.noBlob(digest);
        }
        try {
            return Folders.read(folders.blob(digest));
        } catch (NoSuchFileException _) {
            throw StoreChecks.noBlob(digest);
        }
    }

    private <T> T reading(Sha256 digest, FileWork<T> work) {
        return io(
                "reading the blob " + digest,
                () -> {
                    try (var file = blob(digest)) {
                        return work.on(file);
                    }
                });
    }

    private <T> T io(String what, DiskWork<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw disk.failure(folders.root(), what, 0, e);
        }
    }

    private interface DiskWork<T> {
        T run() throws IOException;
    }

    private interface FileWork<T> {
        T on(FileChannel file) throws IOException;
    }
}
