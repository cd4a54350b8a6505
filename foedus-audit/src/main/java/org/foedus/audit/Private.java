package org.foedus.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that their owner alone can read, where the system knows such a thing.
final class Private {
    private Private() {}

    /// Writes a file that is not there yet, and the folders above it.
    static void write(Path root, String path, byte[] bytes) throws IOException {
        var file = root.resolve(path);
        var parent = file.getParent();
        if (parent != null) {
            Files.createDirectories(parent, mode(root, "rwx------"));
        }
        try (var out = create(root, path)) {
            out.write(bytes);
        }
    }

    /// Creates a file that is not there yet; the caller closes it.
    static OutputStream create(Path root, String path) throws IOException {
        var file = Files.createFile(root.resolve(path), mode(root, "rw-------"));
        return Files.newOutputStream(file, StandardOpenOption.WRITE);
    }

    static void folder(Path root, String path) throws IOException {
        Files.createDirectory(root.resolve(path), mode(root, "rwx------"));
    }

    private static FileAttribute<?>[] mode(Path root, String mode) {
        return root.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
                }
                : new FileAttribute<?>[0];
    }
}
