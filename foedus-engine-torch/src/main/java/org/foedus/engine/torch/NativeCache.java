package org.foedus.engine.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Lets one process at a time unpack into a shared folder. JavaCPP's own lock is released between
/// files, and a process that maps a library while another still writes it dies of SIGBUS.
final class NativeCache {
    private NativeCache() {}

    /// Runs `loading`, which unpacks what is missing and loads it. The first time for `key` that
    /// happens under a file lock, and others wait; later processes run at the same time. A process
    /// that dies in the middle leaves no mark, so the next one starts over.
    static void load(Path folder, String key, Runnable loading) throws IOException {
        Files.createDirectories(folder);
        var mark = folder.resolve("unpacked-" + key);
        if (!Files.exists(mark)) {
            try (var channel =
                            FileChannel.open(
                                    folder.resolve("foedus.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    var _ = channel.lock()) {
                if (!Files.exists(mark)) {
                    loading.run();
                    Files.createFile(mark);
                    return;
                }
            }
        }
        loading.run();
    }
}
