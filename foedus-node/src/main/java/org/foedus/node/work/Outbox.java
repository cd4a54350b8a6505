package org.foedus.node.work;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.WorkItemId;
import org.foedus.kernels.Difference;
import org.foedus.kernels.Finite;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.safetensors.TensorFile;

/// Updates on disk, one file and one note a work item, kept until their round is over: a hub that
/// lost one may ask again, and a node that was stopped sends what it has instead of training anew.
///
/// The note is written last, so what has one is whole; the digest in it is checked all the same.
final class Outbox {
    private static final String SUFFIX = ".safetensors";
    private static final String PART = SUFFIX + ".part";
    private static final String NOTE = ".json";
    private static final List<String> SUFFIXES = List.of(PART, SUFFIX, NOTE);
    private static final int MAX_NOTE_BYTES = 16 * 1024;

    /// What stays free for the ledger and the log.
    private static final long RESERVE_BYTES = 1L << 20;

    private final Path folder;

    Outbox(Path folder) {
        this.folder = folder;
    }

    /// An update in its file.
    record Update(Path file, Output output) {}

    /// An update that is whole, with what its claim says beside.
    record Kept(Update update, long examples, SortedMap<String, Double> metrics) {}

    /// Beside a whole update.
    private record Note(Output delta, long examples, SortedMap<String, Double> metrics) {}

    /// Says `DISK_FULL` before training, not after it.
    void requireRoom(long bytes) {
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            if (usable < bytes + RESERVE_BYTES) {
                throw new FoedusException(
                        ErrorCode.DISK_FULL,
                        folder
                                + " has "
                                + usable
                                + " bytes free, an update needs "
                                + (bytes + RESERVE_BYTES)
                                + ": free some space; the node goes on by itself");
            }
        } catch (IOException e) {
            throw FileFailure.of("look at the disk of " + folder, e);
        }
    }

    /// Writes `after - base` with the base's header bytes.
    ///
    /// @param base the mapped file of the model that training began from
    /// @throws FoedusException `NON_FINITE` if training left something that is no number
    Update write(WorkItemId item, MemorySegment baseFile, TensorFile base, MemorySegment after) {
        var part = folder.resolve(item + PART);
        var file = folder.resolve(item + SUFFIX);
        try {
            Files.deleteIfExists(folder.resolve(item + NOTE));
            var output = writePart(part, baseFile, base, after);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return new Update(file, output);
        } catch (IOException e) {
            throw FileFailure.of("write " + file, e);
        } finally {
            deleteQuietly(part);
        }
    }

    /// The file is filled before it is mapped: a full disk is an error there, and would be a fault
    /// of the machine when a hole is filled through the mapping.
    private static Output writePart(
            Path part, MemorySegment baseFile, TensorFile base, MemorySegment after)
            throws IOException {
        try (var arena = Arena.ofConfined();
                var channel =
                        FileChannel.open(
                                part,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            fill(channel, baseFile.byteSize());
            long header = base.dataOffset();
            var bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, baseFile.byteSize(), arena);
            MemorySegment.copy(baseFile, 0, bytes, 0, header);
            var delta = bytes.asSlice(header);
            Difference.of(after, base.data(), delta);
            long bad = Finite.firstNonFinite(delta);
            if (bad >= 0) {
                throw new FoedusException(
                        ErrorCode.NON_FINITE,
                        "training diverged: element " + bad + " is not a finite number");
            }
            bytes.force();
            channel.force(true);
            return output(bytes);
        }
    }

    private static void fill(FileChannel channel, long size) throws IOException {
        channel.truncate(0);
        var zeros = ByteBuffer.allocate(Blobs.CHUNK_BYTES);
        for (long at = 0; at < size; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next sweep tries again.
        }
    }

    /// Notes that the update of `item` is whole; on disk when it returns.
    void keep(WorkItemId item, Update update, long examples, SortedMap<String, Double> metrics) {
        PrivateFile.write(
                folder.resolve(item + NOTE),
                Json.write(new Note(update.output(), examples, metrics)));
    }

    /// The update of `item`, if it was written to its end and is still as it was.
    Optional<Kept> find(WorkItemId item) {
        var file = folder.resolve(item + SUFFIX);
        var note = note(item);
        if (note.isEmpty() || !holds(file, note.get().delta())) {
            return Optional.empty();
        }
        var found = note.get();
        return Optional.of(
                new Kept(new Update(file, found.delta()), found.examples(), found.metrics()));
    }

    private Optional<Note> note(WorkItemId item) {
        try {
            return PrivateFile.read(folder.resolve(item + NOTE), MAX_NOTE_BYTES)
                    .map(bytes -> Json.read(bytes, Note.class));
        } catch (FoedusException e) {
            // Not one of ours: the item is trained anew.
            return Optional.empty();
        }
    }

    private static boolean holds(Path file, Output delta) {
        try (var arena = Arena.ofConfined();
                var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.size() == delta.bytes()
                    && output(channel.map(FileChannel.MapMode.READ_ONLY, 0, delta.bytes(), arena))
                            .equals(delta);
        } catch (IOException e) {
            return false;
        }
    }

    private static Output output(MemorySegment bytes) {
        var digest = Sha256.newDigest();
        var tree = new MerkleTree();
        for (long at = 0; at < bytes.byteSize(); at += Blobs.CHUNK_BYTES) {
            long length = Math.min(Blobs.CHUNK_BYTES, bytes.byteSize() - at);
            var chunk = bytes.asSlice(at, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            digest.update(chunk);
            tree.append(MerkleTree.leafHash(chunk));
        }
        return new Output(
                Sha256.of(digest), tree.root(), bytes.byteSize(), Output.DELTA, Output.FP32);
    }

    /// Deletes the files of items that are over.
    void sweep(Predicate<WorkItemId> over) {
        try (var listed = Files.list(folder)) {
            for (var file : List.copyOf(listed.toList())) {
                if (isOver(file, over)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("clear " + folder, e);
        }
    }

    private static boolean isOver(Path file, Predicate<WorkItemId> over) {
        var name = file.getFileName().toString();
        var suffix = SUFFIXES.stream().filter(name::endsWith).findFirst();
        if (suffix.isEmpty()) {
            return false;
        }
        try {
            var item = name.substring(0, name.length() - suffix.get().length());
            return over.test(new WorkItemId(item));
        } catch (FoedusException e) {
            // somebody else's file: not ours to delete
            return false;
        }
    }
}
