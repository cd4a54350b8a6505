package org.foedus.engine.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Bytes to read a dataset from, and the words for refusing them.
///
/// @param name for errors
/// @param size in bytes, before any decompression
record Source(String name, long size, Opener opener) {
    /// Opens the bytes from their start.
    @FunctionalInterface
    interface Opener {
        InputStream open() throws IOException;
    }

    static Source of(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new NoSuchFileException(file.toString());
            }
            return new Source(file.toString(), Files.size(file), () -> Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new FoedusException(
                    ErrorCode.BAD_DATASET, "dataset " + file + ": there is no such file", e);
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    static Source of(String name, byte[] bytes) {
        return new Source(name, bytes.length, () -> new ByteArrayInputStream(bytes));
    }

    /// @param where `byte 8`, or `line 3, column 2`
    FoedusException refused(String where, String message) {
        return new FoedusException(
                ErrorCode.BAD_DATASET, "dataset " + name + ", " + where + ": " + message);
    }

    FoedusException refusedAt(long offset, String message) {
        return refused("byte " + offset, message);
    }

    FoedusException unreadable(IOException e) {
        return unreadable(name, e);
    }

    private static FoedusException unreadable(String name, IOException e) {
        return new FoedusException(
                ErrorCode.IO_FAILED, "dataset " + name + " could not be read: " + e, e);
    }
}
