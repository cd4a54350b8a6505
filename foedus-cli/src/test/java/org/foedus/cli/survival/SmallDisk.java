package org.foedus.cli.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A small file system in memory, mounted for a test; only where mounting is allowed.
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// Empty where this process may not mount.
    static Optional<SmallDisk> mount(Path folder, int mebibytes) throws IOException {
        Files.createDirectories(folder);
        var options = "mode=0700,size=" + mebibytes + "m";
        boolean mounted =
                run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
        System.out.println(
                "full disk: " + (mounted ? "a mounted tmpfs" : "cannot mount: left out"));
        return mounted ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    private static boolean run(List<String> command) {
        try {
            var process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.onExit().join().exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    Path folder() {
        return folder;
    }

    /// Writes until nothing fits any more.
    void fill() throws IOException {
        try (var channel =
                FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int size : new int[] {1 << 20, 1 << 12, 1}) {
                while (fits(channel, size)) {
                    // more
                }
            }
        }
    }

    private static boolean fits(FileChannel channel, int size) {
        try {
            return channel.write(ByteBuffer.allocate(size)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    void free() throws IOException {
        Files.delete(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        assertThat(run(List.of("umount", "-l", folder.toString()))).isTrue();
    }
}
