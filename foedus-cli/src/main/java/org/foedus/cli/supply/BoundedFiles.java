package org.foedus.cli.supply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;

/// Files of others, never read past a limit.
final class BoundedFiles {
    private BoundedFiles() {}

    static byte[] read(Path file, int max) {
        try (var in = Files.newInputStream(file)) {
            return read(file.toString(), in, max);
        } catch (NoSuchFileException e) {
            throw new FoedusException(ErrorCode.NOT_FOUND, "there is no file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    static byte[] read(String what, InputStream in, int max) throws IOException {
        var bytes = in.readNBytes(max + 1);
        if (bytes.length > max) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE, what + ": expected at most " + max + " bytes");
        }
        return bytes;
    }
}
