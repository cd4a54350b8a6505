package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFile;

/// A new key in the place of the one in a file, so that no crash loses either of them.
///
/// 1. The new key is written beside the file, and synced: `NAME.next.pem`.
/// 2. The hub is told; it takes it or not.
/// 3. The old key is written to `NAME.until-TIME.pem`, the file replaced at once, and
///    `NAME.next.pem` deleted.
///
/// After a crash the same command goes on: a key that lies beside is used again, and one that the
/// hub took already is only put in its place.
public final class KeyChange {
    private static final String PEM = ".pem";
    private static final int MAX_FILE_BYTES = 16 * 1024;

    private final Path file;

    public KeyChange(Path file) {
        this.file = file;
    }

    private Path beside(String what) {
        var name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - PEM.length()) + what + PEM);
    }

    public Path nextFile() {
        return beside(".next");
    }

    /// Whether a new key waits beside the file.
    public boolean begun() {
        return Files.exists(nextFile());
    }

    /// The new key: the one that waits beside the file, else one that is made now.
    public Signer next() {
        return begun() ? KeyFile.load(nextFile()) : KeyFile.create(nextFile());
    }

    /// Puts the new key in its place. The old one is kept, for as long as it holds and longer.
    ///
    /// @param until when the old one ceases to hold
    /// @return where the old one is, if there was one
    public Optional<Path> install(Instant until) {
        var next = bytes(nextFile());
        try {
            var old = PrivateFile.read(file, MAX_FILE_BYTES).filter(b -> !Arrays.equals(b, next));
            var kept = old.map(b -> keep(b, until));
            PrivateFile.write(file, next);
            Files.deleteIfExists(nextFile());
            return kept;
        } catch (IOException e) {
            throw FileFailure.of("delete " + nextFile(), e);
        } finally {
            Arrays.fill(next, (byte) 0);
        }
    }

    private Path keep(byte[] old, Instant until) {
        var time = until.truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-');
        for (int again = 1; ; again++) {
            var kept = beside(".until-" + time + (again == 1 ? "" : "-" + again));
            var there = PrivateFile.read(kept, MAX_FILE_BYTES);
            if (there.isEmpty()) {
                PrivateFile.create(kept, old);
                return kept;
            }
            if (Arrays.equals(there.get(), old)) {
                return kept;
            }
        }
    }

    private static byte[] bytes(Path path) {
        return PrivateFile.read(path, MAX_FILE_BYTES)
                .orElseThrow(() ->
                        new FoedusException(ErrorCode.NOT_FOUND, "there is no key file " + path));
    }
}
