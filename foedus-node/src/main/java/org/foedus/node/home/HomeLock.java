package org.foedus.node.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;
import org.jspecify.annotations.Nullable;

/// Held by the one process that works in a node's folder; gone with the process, however it ends.
public final class HomeLock implements AutoCloseable {
    private static final long LOCKED_AT = 1L << 40;
    private static final int MAX_PID_BYTES = 18;
    private static final String UNKNOWN = "unknown";

    private final FileChannel channel;
    private final FileLock lock;

    private HomeLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /// @throws FoedusException `WRONG_STATE`, naming the process that holds it
    static HomeLock take(Path file) {
        try {
            var channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            var lock = tryLock(channel);
            if (lock == null) {
                var holder = pid(channel);
                channel.close();
                throw new FoedusException(
                        ErrorCode.WRONG_STATE,
                        "a node runs in "
                                + file.getParent()
                                + " already (process "
                                + holder
                                + "): stop it first, or use another folder");
            }
            channel.truncate(0);
            var pid = Long.toString(ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new HomeLock(channel, lock);
        } catch (IOException e) {
            throw FileFailure.of("lock " + file, e);
        }
    }

    /// Locks a byte far behind the text, so that others can read who holds it (on Windows locked
    /// bytes can't be read).
    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_AT, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String pid(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(MAX_PID_BYTES);
        channel.read(buffer, 0);
        var text = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
        return text.matches("[0-9]+") ? text : UNKNOWN;
    }

    /// The process that took the lock and still runs. Takes no lock itself, so that a node which
    /// starts at this moment is not turned away.
    static Optional<Long> holder(Path file) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var pid = pid(channel);
            var written = Files.getLastModifiedTime(file).toInstant().plusSeconds(1);
            // A process that began after the lock was written only bears the same number.
            return pid.equals(UNKNOWN)
                    ? Optional.empty()
                    : ProcessHandle.of(Long.parseLong(pid))
                            .filter(ProcessHandle::isAlive)
                            .filter(p -> p.info().startInstant().map(written::isAfter).orElse(true))
                            .map(ProcessHandle::pid);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw FileFailure.of("release the lock of a node's folder", e);
        }
    }
}
