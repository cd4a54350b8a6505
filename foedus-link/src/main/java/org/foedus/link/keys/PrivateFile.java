package org.foedus.link.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// A small file that only its owner may read (mode 0600), written whole or not at all.
public final class PrivateFile {
    private static final AtomicLong TEMPORARY = new AtomicLong();

    private PrivateFile() {}

    /// Replaces `file` at once: a reader, or a crash, sees the old bytes or the new ones.
    ///
    /// @throws FoedusException `IO_FAILED`, `DISK_FULL`
    public static void write(Path file, byte[] bytes) {
        try {
            var temporary = writeBeside(file, bytes);
            try {
                Files.move(
                        temporary,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncFolder(file);
        } catch (IOException e) {
            throw FileFailure.of("write " + file, e);
        }
    }

    /// Creates `file`, and never touches one that exists.
    ///
    /// @throws FoedusException `ALREADY_EXISTS`, `IO_FAILED`, `DISK_FULL`
    public static void create(Path file, byte[] bytes) {
        try {
            var temporary = writeBeside(file, bytes);
            try {
                link(temporary, file, bytes);
            } finally {
                Files.deleteIfExists(temporary);
            }
            syncFolder(file);
        } catch (FileAlreadyExistsException e) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    file + " exists already and is never overwritten; move it away first",
                    e);
        } catch (IOException e) {
            throw FileFailure.of("create " + file, e);
        }
    }

    /// The bytes of `file`; empty when there is no such file.
    ///
    /// @throws FoedusException `KEY_EXPOSED` when others may read it, `BAD_FORMAT` when it is a
    ///   symbolic link or no plain file, `TOO_LARGE` over `maxBytes`, `IO_FAILED`
    public static Optional<byte[]> read(Path file, int maxBytes) {
        try {
            if (Files.isSymbolicLink(file)) {
                throw new FoedusException(
                        ErrorCode.BAD_FORMAT,
                        file + " is a symbolic link, which is refused; put the file itself there");
            }
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.empty();
            }
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FoedusException(ErrorCode.BAD_FORMAT, file + " is no plain file");
            }
            Access.check(file, "600");
            try (var in =
                    Files.newInputStream(
                            file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
                var bytes = in.readNBytes(maxBytes + 1);
                if (bytes.length > maxBytes) {
                    throw new FoedusException(
                            ErrorCode.TOO_LARGE,
                            file + " is larger than the " + maxBytes + " bytes expected there");
                }
                return Optional.of(bytes);
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    /// Opens a file of any size for reading and writing; one that is not there yet is created for
    /// its owner alone. The caller closes it.
    public static FileChannel open(Path file) throws IOException {
        var options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        return FileChannel.open(file, options, Access.creating(file, Access.FILE_MODE));
    }

    private static Path writeBeside(Path file, byte[] bytes) throws IOException {
        var temporary =
                file.resolveSibling(
                        "."
                                + file.getFileName()
                                + "."
                                + ProcessHandle.current().pid()
                                + "-"
                                + TEMPORARY.incrementAndGet()
                                + ".tmp");
        // Left by a process of the same id that was killed in between.
        Files.deleteIfExists(temporary);
        try {
            writeNew(temporary, bytes);
            return temporary;
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static void writeNew(Path file, byte[] bytes) throws IOException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel =
                FileChannel.open(file, options, Access.creating(file, Access.FILE_MODE))) {
            if (!Access.isPosix(file)) {
                Access.restrict(file, Access.FILE_MODE);
            }
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /// A hard link appears whole and fails when the name is taken; a rename would overwrite.
    private static void link(Path temporary, Path file, byte[] bytes) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) {
            writeNew(file, bytes);
        }
    }

    private static void syncFolder(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null || !Access.isPosix(file)) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
