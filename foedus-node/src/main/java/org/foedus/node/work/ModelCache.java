package org.foedus.node.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.link.hub.HubClient;
import org.foedus.link.keys.FileFailure;

/// Models fetched by digest, kept on disk while they are among the newest few.
final class ModelCache {
    static final int KEPT = 3;
    private static final String PART = ".part";

    private final Path folder;

    /// Files that this process fetched or checked: a machine that lost its power may have kept a
    /// file's name and size but not its bytes.
    private final Set<Path> checked = new HashSet<>();

    ModelCache(Path folder) {
        this.folder = folder;
    }

    /// A model on disk.
    ///
    /// @param bytesIn that came over the wire for it now
    record Fetched(Path file, long bytesIn) {}

    /// The file of `digest`; fetched, going on where an earlier attempt ended, if it is not here.
    Fetched get(HubClient hub, Sha256 digest, long bytes, Instant now) {
        var file = folder.resolve(digest.hex() + ".safetensors");
        try {
            if (Files.exists(file) && Files.size(file) == bytes && intact(file, digest)) {
                Files.setLastModifiedTime(file, FileTime.from(now));
                return new Fetched(file, 0);
            }
            var part = folder.resolve(digest.hex() + PART);
            long moved = fetch(hub, digest, bytes, part);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(file, FileTime.from(now));
            checked.add(file);
            prune(file);
            return new Fetched(file, moved);
        } catch (IOException e) {
            throw FileFailure.of("keep a model in " + folder, e);
        }
    }

    /// The file of `digest`, if it is here.
    Optional<Path> find(Sha256 digest) {
        return Optional.of(folder.resolve(digest.hex() + ".safetensors"))
                .filter(Files::isRegularFile);
    }

    /// What an earlier attempt left may have lost bytes with the machine's power: then once anew.
    private static long fetch(HubClient hub, Sha256 digest, long bytes, Path part) {
        boolean resumed = Files.exists(part);
        try {
            return hub.download(digest, bytes, part);
        } catch (FoedusException e) {
            if (!resumed || e.code() != ErrorCode.DIGEST_MISMATCH) {
                throw e;
            }
            return hub.download(digest, bytes, part);
        }
    }

    private boolean intact(Path file, Sha256 digest) throws IOException {
        if (!checked.contains(file)) {
            var actual = Sha256.newDigest();
            try (var in = Files.newInputStream(file)) {
                var buffer = new byte[Blobs.CHUNK_BYTES];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    actual.update(buffer, 0, n);
                }
            }
            if (!Sha256.of(actual).equals(digest)) {
                Files.delete(file);
                return false;
            }
            checked.add(file);
        }
        return true;
    }

    private void prune(Path newest) throws IOException {
        List<Path> files;
        try (var listed = Files.list(folder)) {
            files =
                    listed.filter(f -> !f.equals(newest))
                            .sorted(Comparator.comparing(ModelCache::modified).reversed())
                            .toList();
        }
        for (var old : files.subList(Math.min(KEPT - 1, files.size()), files.size())) {
            Files.deleteIfExists(old);
            checked.remove(old);
        }
    }

    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            // gone meanwhile: the oldest of all
            return FileTime.fromMillis(0);
        }
    }
}
