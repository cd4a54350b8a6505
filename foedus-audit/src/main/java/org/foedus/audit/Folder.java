package org.foedus.audit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// The files of an export as they lie on the disk: regular files with names of the layout only.
final class Folder {
    /// Most names that are looked at, whether or not they belong into an export.
    static final int MAX_NAMES = Layout.MAX_BLOBS + Layout.MAX_BODIES + 100;

    private final Path root;
    private int left;
    private final SortedMap<String, Long> files = new TreeMap<>();

    private Folder(Path root, int mostNames) {
        this.root = root;
        this.left = mostNames;
    }

    /// Lists a folder; what does not belong into an export is a problem, and is not touched.
    static Folder list(Path root, Problems problems) throws IOException {
        return list(root, MAX_NAMES, problems);
    }

    static Folder list(Path root, int mostNames, Problems problems) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new FoedusException(ErrorCode.NOT_FOUND, root + " is no folder");
        }
        var folder = new Folder(root, mostNames);
        folder.list(root, "", problems);
        if (folder.left < 0) {
            problems.file(".", "expected at most " + mostNames + " files; the others are not read");
        }
        for (var path : Layout.FILES) {
            if (!Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
                problems.file(path, "is not in the folder");
            }
        }
        return folder;
    }

    private void list(Path directory, String prefix, Problems problems) throws IOException {
        try (var inside = Files.newDirectoryStream(directory)) {
            for (var file : inside) {
                if (--left < 0) {
                    return;
                }
                var path = prefix + file.getFileName();
                var attributes =
                        Files.readAttributes(
                                file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                if (attributes.isDirectory() && Layout.FOLDERS.contains(path)) {
                    list(file, path + "/", problems);
                } else if (!attributes.isRegularFile() || !Layout.known(path)) {
                    problems.file(shown(path), "does not belong into an export");
                } else if (attributes.size() > Layout.limit(path)) {
                    problems.file(
                            path,
                            "expected at most "
                                    + Layout.limit(path)
                                    + " bytes, found "
                                    + attributes.size()
                                    + ": not read");
                } else {
                    files.put(path, attributes.size());
                }
            }
        }
    }

    private static String shown(String path) {
        var printable = path.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 120 ? printable : printable.substring(0, 120) + "…";
    }

    /// Path to size in bytes.
    SortedMap<String, Long> files() {
        return files;
    }

    boolean has(String path) {
        return files.containsKey(path);
    }

    /// The bytes of a small file; empty, with a problem, if it is over `limit`, and empty if it is
    /// not there, which is a problem already.
    Optional<byte[]> read(String path, int limit, Problems problems) throws IOException {
        if (!has(path)) {
            return Optional.empty();
        }
        try (var in = open(path)) {
            var bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                problems.file(path, "expected at most " + limit + " bytes");
                return Optional.empty();
            }
            return Optional.of(bytes);
        }
    }

    /// Opens a listed file; the caller closes it.
    InputStream open(String path) throws IOException {
        return Channels.newInputStream(channel(path));
    }

    /// Maps a listed file read-only.
    MemorySegment map(String path, Arena arena) throws IOException {
        try (var channel = channel(path)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        }
    }

    private FileChannel channel(String path) throws IOException {
        return FileChannel.open(
                root.resolve(path), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
}
