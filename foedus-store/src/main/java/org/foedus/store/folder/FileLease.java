package org.foedus.store.folder;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.store.Lease;
import org.jspecify.annotations.Nullable;

/// A lease by a lock on a file of this machine. The operating system gives it back with the
/// process.
public final class FileLease implements Lease {
    private final Path file;
    private @Nullable FileLock lock;

    /// @param file made if it is not there
    public FileLease(Path file) {
        this.file = file;
    }

    @Override
    public boolean take() {
        if (held()) {
            return true;
        }
        try {
            var channel = FileChannel.open(file, CREATE, WRITE);
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException _) {
                lock = null; // This process has it already, for another hub.
            }
            if (lock == null) {
                channel.close();
            }
            return lock != null;
        } catch (IOException e) {
            throw new FoedusException(
                    ErrorCode.IO_FAILED,
                    "%s could not be locked: %s".formatted(file, e.getMessage()),
                    e);
        }
    }

    @Override
    public boolean held() {
        return lock != null && lock.isValid();
    }

    @Override
    public void close() {
        var held = lock;
        if (held != null) {
            lock = null;
            try {
                held.acquiredBy().close();
            } catch (IOException e) {
                throw new FoedusException(
                        ErrorCode.IO_FAILED, "%s could not be released".formatted(file), e);
            }
        }
    }
}
