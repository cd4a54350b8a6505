package org.foedus.node.outgoing;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;
import org.foedus.protocol.json.Json;

/// `outgoing.jsonl`.
public final class OutgoingLog {
    private static final long ROOM_BYTES = 64 * 1024;

    private final Path file;

    public OutgoingLog(Path file) {
        this.file = file;
    }

    /// Nothing is to leave that cannot be written down: throws `DISK_FULL` while there is no room.
    public void requireRoom() {
        var folder = file.toAbsolutePath().resolveSibling(".");
        try {
            long usable = Files.getFileStore(folder).getUsableSpace();
            if (usable < ROOM_BYTES) {
                throw new FoedusException(
                        ErrorCode.DISK_FULL,
                        "cannot write down what is sent: "
                                + folder.normalize()
                                + " has "
                                + usable
                                + " bytes free, "
                                + ROOM_BYTES
                                + " are needed: free some space; nothing was sent");
            }
        } catch (IOException e) {
            throw FileFailure.of("look at the disk of " + file, e);
        }
    }

    /// Appends one line; on disk when it returns.
    public synchronized void add(Outgoing sent) {
        var line = (Json.text(sent) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            if (!Files.exists(file)) {
                createEmpty();
            }
            try (var channel =
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
                channel.write(ByteBuffer.wrap(line));
                channel.force(false);
            }
        } catch (IOException e) {
            throw FileFailure.of("write " + file, e);
        }
    }

    private void createEmpty() {
        try {
            PrivateFile.create(file, new byte[0]);
        } catch (FoedusException e) {
            if (!Files.exists(file)) {
                throw e;
            }
            // another process was first
        }
    }

    /// The newest `max` lines, oldest first; a line that a crash tore is left out.
    public List<Outgoing> newest(int max) {
        if (!Files.exists(file)) {
            return List.of();
        }
        var lines = new ArrayDeque<String>();
        try (BufferedReader in = Files.newBufferedReader(file)) {
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                lines.addLast(line);
                if (lines.size() > max) {
                    lines.removeFirst();
                }
            }
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
        var read = new ArrayList<Outgoing>();
        for (var line : lines) {
            try {
                read.add(Json.read(line.getBytes(StandardCharsets.UTF_8), Outgoing.class));
            } catch (FoedusException e) {
                // torn by a crash: the next line is whole again
            }
        }
        return read;
    }
}
