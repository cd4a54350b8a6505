package org.foedus.store.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// The two things a disk can run short in, so that tests can run it short.
interface Disk {
    Disk REAL =
            new Disk() {
                @Override
                public long usableBytes(Path folder) throws IOException {
                    return Files.getFileStore(folder).getUsableSpace();
                }

                @Override
                public void write(FileChannel file, ByteBuffer bytes) throws IOException {
                    while (bytes.hasRemaining()) {
                        file.write(bytes);
                    }
                }
            };

    long usableBytes(Path folder) throws IOException;

    /// Writes all of `bytes` at the file's position, or throws with some of them written.
    void write(FileChannel file, ByteBuffer bytes) throws IOException;

    /// Throws `DISK_FULL` unless `needed` bytes fit and leave [FolderBlobs#RESERVE_BYTES].
    default void require(Path folder, long needed) throws IOException {
        require(folder, needed, 0);
    }

    /// The same beside `promised` bytes, for which there is room but that have not come yet.
    default void require(Path folder, long needed, long promised) throws IOException {
        long usable = usableBytes(folder) - promised;
        if (needed > usable - FolderBlobs.RESERVE_BYTES) {
            throw new FoedusException(
                    ErrorCode.DISK_FULL,
                    ("%s has %d bytes free beside what is promised, %d are needed and %d kept in"
                                    + " reserve: free some space,"
                                    + " then try again")
                            .formatted(folder, usable, needed, FolderBlobs.RESERVE_BYTES));
        }
    }

    /// The failure of a step that still needs `needed` bytes (0: unknown): `DISK_FULL` if that is
    /// why, else `STORE_UNAVAILABLE`.
    default FoedusException failure(Path folder, String what, long needed, IOException cause) {
        return full(folder, needed, cause)
                ? new FoedusException(
                        ErrorCode.DISK_FULL,
                        "the disk of %s is full, %s needs %s: free some space, then go on"
                                .formatted(folder, what, needed > 0 ? needed + " bytes" : "room"),
                        cause)
                : unavailable(folder, what, cause);
    }

    static FoedusException unavailable(Path folder, String what, IOException cause) {
        if (readOnly(cause)) {
            return new FoedusException(
                    ErrorCode.STORE_UNAVAILABLE,
                    ("%s can't be written to (%s failed: %s). What is stored there is safe and can"
                                    + " be read; what was being stored is not. Make it writable"
                                    + " again, for this user, then go on")
                            .formatted(folder, what, cause.getMessage()),
                    cause);
        }
        return new FoedusException(
                ErrorCode.STORE_UNAVAILABLE,
                "%s failed in %s: %s".formatted(what, folder, cause),
                cause);
    }

    private static boolean readOnly(IOException cause) {
        return cause instanceof AccessDeniedException
                || String.valueOf(cause.getMessage()).contains("Read-only file system");
    }

    private boolean full(Path folder, long needed, IOException cause) {
        var message = String.valueOf(cause.getMessage());
        if (message.contains("No space left") || message.contains("quota")) {
            return true;
        }
        // The message may be in another language.
        try {
            return usableBytes(folder) < needed;
        } catch (IOException _) {
            return false;
        }
    }
}
