package org.foedus.store.folder;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;

/// A mapped file that becomes a blob. Nobody may write to the segment after [#commit()]. A draft
/// that is not committed when its arena closes is deleted. Not thread-safe.
final class FileDraft implements Blobs.Draft {
    private final Folders folders;
    private final Path file;
    private final MemorySegment segment;
    private boolean committed;

    private FileDraft(Folders folders, Path file, MemorySegment segment) {
        this.folders = folders;
        this.file = file;
        this.segment = segment;
    }

    /// A draft of `bytes` zeros. They are written, not left as a hole: a full disk is an error
    /// here, and would be a fault of the machine when the hole is filled through the mapping.
    @SuppressWarnings("restricted") // Only to hear of the arena's end; no memory is reached by it.
    static FileDraft create(Folders folders, long bytes, Arena arena, Disk disk)
            throws IOException {
        disk.require(folders.drafts(), bytes);
        var file = Files.createTempFile(folders.drafts(), "draft", "");
        try (var channel = FileChannel.open(file, READ, WRITE)) {
            fill(channel, bytes, folders, disk);
            var draft =
                    new FileDraft(folders, file, channel.map(MapMode.READ_WRITE, 0, bytes, arena));
            MemorySegment.NULL.reinterpret(arena, _ -> draft.drop());
            return draft;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void fill(FileChannel channel, long bytes, Folders folders, Disk disk) {
        var zeros = ByteBuffer.allocate(Blobs.CHUNK_BYTES);
        for (long done = 0; done < bytes; done += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), bytes - done));
            try {
                disk.write(channel, zeros);
            } catch (IOException e) {
                throw disk.failure(folders.drafts(), "a new blob", bytes - done, e);
            }
        }
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
        try (var channel = FileChannel.open(file, WRITE)) {
            segment.force();
            channel.force(true);
            var digest = digest();
            folders.publish(file, digest);
            committed = true;
            return digest;
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new FoedusException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "a new blob could not be stored in %s: %s".formatted(folders.root(), e),
                    e);
        }
    }

    private Sha256 digest() {
        var digest = Sha256.newDigest();
        for (long at = 0; at < segment.byteSize(); at += Blobs.CHUNK_BYTES) {
            long bytes = Math.min(Blobs.CHUNK_BYTES, segment.byteSize() - at);
            digest.update(segment.asSlice(at, bytes).asByteBuffer());
        }
        return Sha256.of(digest);
    }

    private void drop() {
        if (!committed) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                System.getLogger(FileDraft.class.getName())
                        .log(System.Logger.Level.WARNING, "store_draft_left", e);
            }
        }
    }
}
