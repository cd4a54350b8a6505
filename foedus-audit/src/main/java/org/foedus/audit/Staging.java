package org.foedus.audit;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// A folder in the making, beside where it will be: it appears whole or not at all.
final class Staging {
    private Staging() {}

    /// Fills a new folder.
    interface Fill<T> {
        T fill(Path folder) throws IOException;
    }

    static <T> T into(Path target, Fill<T> fill) throws IOException {
        requireFree(target);
        var parent = target.toAbsolutePath().normalize().getParent();
        if (parent == null) {
            throw new FoedusException(ErrorCode.ALREADY_EXISTS, target + " is no place for it");
        }
        Files.createDirectories(parent);
        var draft = Files.createTempDirectory(parent, "." + target.getFileName() + "-");
        try {
            var result = fill.fill(draft);
            requireFree(target);
            Files.deleteIfExists(target);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return result;
        } finally {
            if (Files.exists(draft, LinkOption.NOFOLLOW_LINKS)) {
                delete(draft);
            }
        }
    }

    private static void requireFree(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean empty = false;
        if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
            try (var inside = Files.newDirectoryStream(target)) {
                empty = !inside.iterator().hasNext();
            }
        }
        if (!empty) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    target + " is there already: name a new or an empty folder");
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException failure) throws IOException {
                        Files.delete(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
