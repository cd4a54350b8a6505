package org.foedus.node.work;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
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
import org.foedus.protocol.safetensors.TensorFile;

/// Updates on disk, one file a work item, kept until their round is over: a hub that lost one may
/// ask again.
final class Outbox {
    private static final String SUFFIX = ".safetensors";

    private final Path folder;

    Outbox(Path folder) {
        this.folder = folder;
    }

    /// An update in its file.
    record Update(Path file, Output output) {}

    /// Writes `after - base` with the base's header bytes.
    ///
    /// @param base the mapped file of the model that training began from
    /// @throws FoedusException `NON_FINITE` if training left something that is no number
    Update write(WorkItemId item, MemorySegment baseFile, TensorFile base, MemorySegment after) {
        var file = folder.resolve(item + SUFFIX);
        long header = base.dataOffset();
        try (var arena = Arena.ofConfined();
                var channel =
                        FileChannel.open(
                                file,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            channel.truncate(0);
            var bytes = channel.map(FileChannel.MapMode.READ_WRITE, 0, baseFile.byteSize(), arena);
            MemorySegment.copy(baseFile, 0, bytes, 0, header);
            var delta = bytes.asSlice(header);
            Difference.of(after, base.data(), delta);
            long bad = Finite.firstNonFinite(delta);
            if (bad >= 0) {
                Files.deleteIfExists(file);
                throw new FoedusException(
                        ErrorCode.NON_FINITE,
                        "training diverged: element " + bad + " is not a finite number");
            }
            bytes.force();
            return new Update(file, output(bytes));
        } catch (IOException e) {
            throw FileFailure.of("write " + file, e);
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

    /// The update of `item`, if it is here.
    Optional<Path> find(WorkItemId item) {
        return Optional.of(folder.resolve(item + SUFFIX)).filter(Files::isRegularFile);
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
        if (!name.endsWith(SUFFIX)) {
            return false;
        }
        try {
            return over.test(new WorkItemId(name.substring(0, name.length() - SUFFIX.length())));
        } catch (FoedusException e) {
            // somebody else's file: not ours to delete
            return false;
        }
    }
}
