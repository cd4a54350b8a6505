package org.foedus.node.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.link.hub.HubClient;
import org.foedus.link.keys.FileFailure;

/// Models fetched by digest, kept on disk while they are among the newest few.
final class ModelCache {
    static final int KEPT = 3;
    private static final String PART = ".part";

    private final Path folder;

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
            if (Files.exists(file) && Files.size(file) == bytes) {
                Files.setLastModifiedTime(file, FileTime.from(now));
                return new Fetched(file, 0);
            }
            var part = folder.resolve(digest.hex() + PART);
            long moved = hub.download(digest, bytes, part);
            Files.move(
                    part,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            Files.setLastModifiedTime(file, FileTime.from(now));
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
