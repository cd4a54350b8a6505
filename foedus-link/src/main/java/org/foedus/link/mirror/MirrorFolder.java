package org.foedus.link.mirror;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.jspecify.annotations.Nullable;

/// The files of a mirror: `entries.jsonl`, `checkpoint`, `lock` while a process writes, and where
/// the hub proved false `alarms.jsonl`, evidence, and `alarms-seen`, how many the owner has seen.
final class MirrorFolder implements MirrorFiles {
    private static final int MAX_SPENT_NAMES = 1000;
    private static final int MAX_ALARMS_BYTES = 1 << 20;
    private static final int MAX_SEEN_BYTES = 100;
    private static final String ALARMS = "alarms.jsonl";
    private static final String SEEN = "alarms-seen";

    /// Folders that this process writes to. Where a process closes a file, the system lets go of
    /// all its locks on it: so the lock of a folder that is held here is not touched again.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final LineMarks marks = new LineMarks();
    private @Nullable FileChannel lockFile;

    private MirrorFolder(Path folder) {
        this.folder = folder;
    }

    static MirrorFolder open(Path folder) {
        PrivateFolder.create(folder);
        var opened = new MirrorFolder(folder.toAbsolutePath().normalize());
        opened.claim();
        return opened;
    }

    @Override
    public boolean writable() {
        return lockFile != null;
    }

    @Override
    public boolean claim() {
        if (writable() || !HELD.add(folder)) {
            return writable();
        }
        var path = folder.resolve("lock");
        try {
            var channel = PrivateFile.open(path);
            if (channel.tryLock() != null) {
                lockFile = channel;
                return true;
            }
            channel.close();
        } catch (IOException e) {
            HELD.remove(folder);
            throw FileFailure.of("open " + path, e);
        }
        HELD.remove(folder);
        return false;
    }

    Path entries() {
        return folder.resolve("entries.jsonl");
    }

    @Override
    public Optional<String> checkpoint() {
        return PrivateFile.read(folder.resolve("checkpoint"), Checkpoint.MAX_NOTE_BYTES)
                .map(b -> new String(b, StandardCharsets.UTF_8));
    }

    @Override
    public void keepCheckpoint(String note) {
        PrivateFile.write(folder.resolve("checkpoint"), note.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void replay(long count, java.util.function.Consumer<Bytes> take) {
        var file = entries();
        if (count > 0 && !Files.exists(file)) {
            throw damaged(0, count, "the file is missing", null);
        }
        long bytes = 0;
        if (count > 0) {
            try (var in = new BufferedInputStream(Files.newInputStream(file))) {
                bytes = take(in, count, take);
            } catch (IOException e) {
                throw FileFailure.of("read " + file, e);
            }
        }
        if (writable()) {
            cut(file, bytes);
        }
    }

    @Override
    public List<Bytes> lines(long from, int count) {
        if (!Files.exists(entries())) {
            return List.of();
        }
        var begin = marks.before(from);
        var found = new ArrayList<Bytes>();
        try (var file = Files.newInputStream(entries());
                var in = new BufferedInputStream(file)) {
            in.skipNBytes(begin.bytes());
            long at = begin.bytes();
            for (long i = begin.index(); i < from + count; i++) {
                var line = line(in);
                if (line.isEmpty()) {
                    break;
                }
                marks.note(i, at);
                at += line.get().length() + 1L;
                if (i >= from) {
                    found.add(line.get());
                }
            }
        } catch (EOFException e) {
            // The file was cut since its places were noted.
            marks.forget();
            return List.of();
        } catch (IOException e) {
            throw FileFailure.of("read " + entries(), e);
        }
        return found;
    }

    @Override
    public void forgetCheckpoint() {
        marks.forget();
        try {
            Files.deleteIfExists(folder.resolve("checkpoint"));
        } catch (IOException e) {
            throw FileFailure.of("cut the mirror in " + folder, e);
        }
    }

    private long take(InputStream in, long count, java.util.function.Consumer<Bytes> take)
            throws IOException {
        long bytes = 0;
        for (long i = 0; i < count; i++) {
            var line = line(in);
            if (line.isEmpty()) {
                throw damaged(i, count, "the line is cut off or too long", null);
            }
            try {
                take.accept(line.get());
            } catch (FoedusException e) {
                throw damaged(i, count, e.reason(), e);
            }
            bytes += line.get().length() + 1L;
        }
        return bytes;
    }

    private static Optional<Bytes> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n' && line.size() <= Ledger.MAX_ENTRY_BYTES) {
            line.write(b);
            b = in.read();
        }
        return b == '\n' ? Optional.of(Bytes.of(line.toByteArray())) : Optional.empty();
    }

    private static void cut(Path file, long bytes) {
        if (!Files.exists(file)) {
            return;
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            if (channel.size() > bytes) {
                channel.truncate(bytes);
                channel.force(true);
            }
        } catch (IOException e) {
            throw FileFailure.of("cut the unfinished end of " + file, e);
        }
    }

    @Override
    public FoedusException damaged(long index, long count, String why, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.VERIFICATION_FAILED,
                entries()
                        + " is damaged at line "
                        + (index + 1)
                        + " of "
                        + count
                        + ": "
                        + why
                        + ". Next: move the folder "
                        + folder
                        + " away; the ledger is fetched anew from the hub and verified",
                cause);
    }

    @Override
    public void append(List<Bytes> lines) {
        var file = entries();
        var bytes = new ByteArrayOutputStream();
        for (var line : lines) {
            bytes.writeBytes(line.array());
            bytes.write('\n');
        }
        try {
            if (!Files.exists(file)) {
                PrivateFile.create(file, new byte[0]);
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                long end = channel.size();
                var buffer = ByteBuffer.wrap(bytes.toByteArray());
                while (buffer.hasRemaining()) {
                    channel.write(buffer, end + buffer.position());
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw FileFailure.of("append to " + file, e);
        }
    }

    @Override
    public String keepEvidence(String what, Instant at, String text) {
        var stamp = what + "-" + at.toString().replace(':', '-');
        for (int i = 0; i < MAX_SPENT_NAMES; i++) {
            var file = folder.resolve(stamp + (i == 0 ? "" : "-" + i) + ".txt");
            if (!Files.exists(file)) {
                PrivateFile.create(file, text.getBytes(StandardCharsets.UTF_8));
                return file.toString();
            }
        }
        throw new FoedusException(ErrorCode.IO_FAILED, "too many files of evidence in " + folder);
    }

    @Override
    public String alarms() {
        return PrivateFile.read(folder.resolve(ALARMS), MAX_ALARMS_BYTES)
                .map(b -> new String(b, StandardCharsets.UTF_8))
                .orElse("");
    }

    @Override
    public void keepAlarms(String lines) {
        PrivateFile.write(folder.resolve(ALARMS), lines.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public long acknowledged() {
        return PrivateFile.read(folder.resolve(SEEN), MAX_SEEN_BYTES)
                .map(b -> new String(b, StandardCharsets.UTF_8).strip())
                .map(text -> text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0)
                .orElse(0L);
    }

    @Override
    public void acknowledge(long alarms) {
        PrivateFile.write(folder.resolve(SEEN), (alarms + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /// The lock ends with its file.
    @Override
    public void release() {
        var held = lockFile;
        if (held == null) {
            return;
        }
        lockFile = null;
        try {
            held.close();
        } catch (IOException e) {
            throw FileFailure.of("close the mirror " + folder, e);
        } finally {
            HELD.remove(folder);
        }
    }

    @Override
    public void close() {
        release();
    }
}
