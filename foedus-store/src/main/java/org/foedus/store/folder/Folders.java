package org.foedus.store.folder;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;
import org.foedus.core.digest.Sha256;

/// Where each file lies, and the moves that make a file durable. No state but the root.
record Folders(Path root) {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private static final FileAttribute<?>[] OWNER_ONLY =
            POSIX
                    ? new FileAttribute<?>[] {
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------"))
                    }
                    : new FileAttribute<?>[0];

    /// Makes what is missing; a new root can be entered by its owner alone.
    static Folders open(Path folder) throws IOException {
        Files.createDirectories(folder, OWNER_ONLY);
        var folders = new Folders(folder.toRealPath());
        for (var part : new Path[] {folders.blobs(), folders.uploads(), folders.drafts()}) {
            if (!Files.isDirectory(part, NOFOLLOW_LINKS)) {
                Files.createDirectory(part);
            }
        }
        sync(folders.root);
        return folders;
    }

    Path blobs() {
        return root.resolve("blobs");
    }

    Path uploads() {
        return root.resolve("uploads");
    }

    Path drafts() {
        return root.resolve("drafts");
    }

    Path blob(Sha256 digest) {
        return blobFolder(digest).resolve(digest.hex());
    }

    private Path blobFolder(Sha256 digest) {
        return outerFolder(digest).resolve(digest.hex().substring(2, 4));
    }

    private Path outerFolder(Sha256 digest) {
        return blobs().resolve(digest.hex().substring(0, 2));
    }

    /// The blob's size; empty if it is not here or if a link stands in its way.
    OptionalLong blobSize(Sha256 digest) throws IOException {
        if (!Files.isDirectory(outerFolder(digest), NOFOLLOW_LINKS)
                || !Files.isDirectory(blobFolder(digest), NOFOLLOW_LINKS)) {
            return OptionalLong.empty();
        }
        return fileSize(blob(digest));
    }

    /// The size of a regular file; empty if there is none.
    static OptionalLong fileSize(Path file) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
            return attributes.isRegularFile()
                    ? OptionalLong.of(attributes.size())
                    : OptionalLong.empty();
        } catch (NoSuchFileException _) {
            return OptionalLong.empty();
        }
    }

    static FileChannel read(Path file) throws IOException {
        return FileChannel.open(file, Set.of(READ, NOFOLLOW_LINKS));
    }

    /// Moves `file`, whose bytes are synced, to the blob's place and syncs the folders.
    void publish(Path file, Sha256 digest) throws IOException {
        makeFolder(outerFolder(digest));
        makeFolder(blobFolder(digest));
        move(file, blob(digest));
    }

    /// Moves a damaged blob out of the way, in place of an earlier one of its name.
    void quarantine(Sha256 digest) throws IOException {
        var quarantine = root.resolve("quarantine");
        makeFolder(quarantine);
        move(blob(digest), quarantine.resolve(digest.hex()));
        sync(blobFolder(digest));
    }

    private static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder, NOFOLLOW_LINKS)) {
            Files.createDirectories(folder);
            sync(folder.resolveSibling("."));
        }
    }

    /// Moves `from` to `to` in one step and syncs the folder of `to`.
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(to.resolveSibling("."));
    }

    private static void sync(Path folder) throws IOException {
        if (POSIX) {
            try (var channel = FileChannel.open(folder, READ)) {
                channel.force(true);
            }
        }
    }
}
