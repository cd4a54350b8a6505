package org.foedus.store.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Blobs;
import org.foedus.store.StoreChecks;
import org.jspecify.annotations.Nullable;

/// One upload: its file, what was announced, and the digest of what has come.
///
/// The file holds a prefix of the blob at all times; [#offset] is its length. Whoever changes it
/// holds the claim; the offset may be read without.
final class Upload {
    private static final int BUFFER_BYTES = Blobs.CHUNK_BYTES;

    private final String id;
    private final Path folder;
    private final Path file;
    private final Sha256 announced;
    private final long bytes;
    private final Disk disk;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile long offset;

    /// The digest of the first [#offset] bytes; null if they must be hashed again.
    private @Nullable MessageDigest digest;

    Upload(String id, Path folder, UploadNote note, long offset, Disk disk) {
        this.id = id;
        this.folder = folder;
        this.file = folder.resolve(id);
        this.announced = note.digest();
        this.bytes = note.bytes();
        this.offset = offset;
        this.disk = disk;
        this.digest = offset == 0 ? Sha256.newDigest() : null;
    }

    UploadNote note() {
        return new UploadNote(announced, bytes);
    }

    Path file() {
        return file;
    }

    long offset() {
        return offset;
    }

    /// Bytes that have not come yet.
    long missing() {
        return bytes - offset;
    }

    boolean whole() {
        return offset == bytes;
    }

    /// Takes the upload for one writer: `BUSY` while another has it.
    void claim() {
        if (!claimed.compareAndSet(false, true)) {
            throw StoreChecks.uploadBusy(id);
        }
    }

    void release() {
        claimed.set(false);
    }

    /// Writes what comes behind [#offset]. Whatever goes wrong, the file keeps what came.
    void append(InputStream content) {
        try (var channel = FileChannel.open(file, Set.of(CREATE, READ, WRITE, NOFOLLOW_LINKS))) {
            var running = running(channel);
            long at = offset;
            channel.truncate(at).position(at);
            var buffer = new byte[BUFFER_BYTES];
            for (int got = next(content, buffer); got >= 0; got = next(content, buffer)) {
                if (got > bytes - at) {
                    throw StoreChecks.pastTheEnd(id, bytes);
                }
                write(channel, ByteBuffer.wrap(buffer, 0, got));
                running.update(buffer, 0, got);
                at += got;
                offset = at;
            }
        } catch (IOException e) {
            throw Disk.unavailable(folder, "the upload " + id, e);
        }
    }

    /// The next bytes, at most one more than are missing; -1 at the end.
    private int next(InputStream content, byte[] buffer) {
        try {
            return content.read(buffer, 0, (int) Math.min(buffer.length, bytes - offset + 1));
        } catch (IOException e) {
            if (whole()) {
                return -1; // All bytes came; how the connection ended does not matter.
            }
            throw StoreChecks.brokenStream(id, offset, bytes, e);
        }
    }

    private void write(FileChannel channel, ByteBuffer content) {
        try {
            disk.require(folder, content.remaining());
            disk.write(channel, content);
        } catch (IOException e) {
            var failure = disk.failure(folder, "the upload " + id, bytes - offset, e);
            try {
                channel.truncate(offset);
            } catch (IOException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }

    private MessageDigest running(FileChannel channel) throws IOException {
        var running = digest;
        if (running == null) {
            running = Sha256.newDigest();
            offset = Hashing.feed(channel, Math.min(channel.size(), bytes), running);
            digest = running;
        }
        return running;
    }

    /// Syncs the whole file and compares the digests; the file may be published then.
    void finish() throws IOException {
        try (var channel = FileChannel.open(file, Set.of(READ, WRITE, NOFOLLOW_LINKS))) {
            var actual = Sha256.of(running(channel));
            digest = null;
            if (!actual.equals(announced)) {
                throw StoreChecks.wrongDigest(announced, actual);
            }
            channel.force(true);
        }
    }

    void deleteFile() throws IOException {
        Files.deleteIfExists(file);
    }
}
