package org.foedus.node.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foedus.core.digest.Sha256;
import org.foedus.link.keys.FileFailure;

/// Files that this node holds.
final class Held {
    private static final int COPY_BYTES = 256 * 1024;

    private Held() {}

    /// Whether a file is what the ledger calls `digest`.
    static boolean whole(Path file, Sha256 digest, long bytes) {
        var actual = Sha256.newDigest();
        var buffer = new byte[COPY_BYTES];
        try (var in = Files.newInputStream(file)) {
            if (Files.size(file) != bytes) {
                return false;
            }
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                actual.update(buffer, 0, n);
            }
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
        return Sha256.of(actual).equals(digest);
    }
}
