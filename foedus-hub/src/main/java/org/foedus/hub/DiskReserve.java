package org.foedus.hub;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.foedus.link.keys.PrivateFile;

/// Space on the hub's disk that nothing else takes: a file of zeros, spent when the hub starts on a
/// full disk, and put back when there is room. So the hub can always start and let people read.
///
/// While there is little space, the hub takes no claims but those that are small and pressing, and
/// then none: what a start writes always fits.
final class DiskReserve {
    /// What a start needs, and more.
    static final int BYTES = 4 << 20;

    /// With less free space the disk counts as full.
    static final long LOW_BYTES = 8L << 20;

    /// The file is put back with so much free space.
    private static final long ROOM_BYTES = LOW_BYTES + BYTES + (16L << 20);

    private static final Logger LOG = System.getLogger("org.foedus.hub");

    private final Path folder;
    private final Path file;
    private volatile Optional<String> trouble = Optional.empty();

    DiskReserve(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("reserve");
    }

    /// Bytes that the hub may still write where its ledger lies.
    long usable() {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "disk.unknown " + e);
            return Long.MAX_VALUE;
        }
    }

    /// Before a start writes anything.
    void open() {
        if (usable() < BYTES) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "disk.reserve-kept " + e);
            }
        }
        look();
    }

    /// Puts the file back, if there is room.
    void keep() {
        look();
        try {
            if (usable() >= ROOM_BYTES && !(Files.exists(file) && Files.size(file) == BYTES)) {
                fill();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "disk.no-reserve " + e);
        }
    }

    /// Written, not left as a hole: a hole takes no space.
    private void fill() throws IOException {
        Files.deleteIfExists(file);
        PrivateFile.create(file, new byte[0]);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var zeros = ByteBuffer.allocate(BYTES);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            channel.force(true);
        }
    }

    /// What is wrong with the disk, in a line; empty if nothing is.
    Optional<String> trouble() {
        return trouble;
    }

    private void look() {
        long usable = usable();
        var now =
                usable < LOW_BYTES
                        ? Optional.of(
                                folder
                                        + " has "
                                        + usable
                                        + " bytes free: the hub lets people read, and takes what is"
                                        + " new again when there are "
                                        + LOW_BYTES)
                        : Optional.<String>empty();
        if (now.isPresent() && trouble.isEmpty()) {
            LOG.log(Level.WARNING, "disk.full " + now.get());
        } else if (now.isEmpty() && trouble.isPresent()) {
            LOG.log(Level.INFO, "disk.room " + usable + " bytes free");
        }
        trouble = now;
    }
}
