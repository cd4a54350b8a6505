package org.foedus.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// SQLite with real files that were copied, cut or changed behind its back. What opens is whole up
/// to a checkpoint; what is not is refused by name; a mixture is never taken for a ledger.
class SqliteTortureTest {
    private static final long SEED = Long.getLong("foedus.seed", 20_261_124);
    private static final int TRIALS = Integer.getInteger("foedus.trials", 60);
    private static final int COPIES = 6;
    private static final int MOST_APPENDS_BETWEEN_COPIES = 40;
    private static final int BATCHES = 24;
    private static final int WAL_HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 24;
    private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

    /// What a damaged database may be refused with.
    private static final Set<ErrorCode> NAMED =
            EnumSet.of(
                    ErrorCode.LEDGER_DAMAGED,
                    ErrorCode.BAD_FORMAT,
                    ErrorCode.HALF_MIGRATED,
                    ErrorCode.STORE_UNAVAILABLE);

    @TempDir Path folder;
    private final Random random = new Random(SEED);
    private final Growth growth = new Growth();
    private int trials;

    /// The sizes at which an append ended.
    private static List<Long> ends(long size) {
        var ends = new ArrayList<Long>();
        for (long at = 0; at <= size; at += Growth.batch(at)) {
            ends.add(at);
        }
        return ends;
    }

    private Path fresh() throws IOException {
        return Files.createDirectory(folder.resolve("trial" + trials++)).resolve("ledger.db");
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /// A stopped process is the instant at which all its files are copied.
    @Test
    @EnabledOnOs(OS.LINUX)
    void aFolderThatWasCopiedUnderLoadHoldsAllThatWasAcknowledged() throws Exception {
        var file = fresh();
        var process = AppendingProcess.start(file);
        try (var output = process.inputReader()) {
            for (int i = 0; i < COPIES; i++) {
                long acknowledged = read(output, 1 + random.nextInt(MOST_APPENDS_BETWEEN_COPIES));
                signal(process, "STOP");
                awaitStopped(process);
                var copy = fresh();
                for (var suffix : SUFFIXES) {
                    Files.copy(beside(file, suffix), beside(copy, suffix));
                }
                signal(process, "CONT");

                long size = assertPrefix(copy);

                assertThat(size)
                        .as("seed %d, copy %d", SEED, i)
                        .isGreaterThanOrEqualTo(acknowledged);
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static long read(BufferedReader output, int lines) throws IOException {
        long last = 0;
        for (int i = 0; i < lines; i++) {
            last = Long.parseLong(output.readLine());
        }
        return last;
    }

    private static void signal(Process process, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
                .isZero();
    }

    private static void awaitStopped(Process process) throws IOException {
        boolean stopped = false;
        while (!stopped) {
            try (var threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
                stopped = threads.allMatch(SqliteTortureTest::stopped);
            }
        }
    }

    private static boolean stopped(Path thread) {
        try {
            var stat = Files.readString(thread.resolve("stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException _) {
            return true; // It has ended.
        }
    }

    /// Asserts that `file` opens to the entries up to a checkpoint, and can be appended to.
    private long assertPrefix(Path file) {
        try (var ledger = SqlLedger.open(file)) {
            long size = ledger.size();
            assertThat(ends(size)).as("an append is whole").endsWith(size);
            var entries = ledger.read(0, Integer.MAX_VALUE);
            assertThat(entries).hasSize((int) size);
            for (int i = 0; i < size; i++) {
                assertThat(entries.get(i)).isEqualTo(Growth.entry(i));
            }
            assertThat(ledger.checkpoint())
                    .isEqualTo(size == 0 ? Optional.empty() : Optional.of(growth.note(size)));
            assertThat(ledger.check()).isEmpty();
            growth.append(ledger, size);
            return size;
        }
    }

    /// A database and its write-ahead log, as they lie while a hub runs.
    private static final class Image {
        private final byte[] database;
        private final byte[] wal;
        private final int frameBytes;

        Image(byte[] database, byte[] wal) {
            this.database = database;
            this.wal = wal;
            this.frameBytes = FRAME_HEADER_BYTES + pageBytes(database);
        }
    }

    private static int pageBytes(byte[] database) {
        return (database[16] & 0xff) << 8 | database[17] & 0xff;
    }

    private Image grown() throws IOException {
        var file = fresh();
        try (var ledger = SqlLedger.open(file)) {
            long size = 0;
            for (int i = 0; i < BATCHES; i++) {
                size = growth.append(ledger, size);
            }
            return new Image(Files.readAllBytes(file), Files.readAllBytes(beside(file, "-wal")));
        }
    }

    private Path laid(byte[] database, byte[] wal) throws IOException {
        var file = fresh();
        Files.write(file, database);
        Files.write(beside(file, "-wal"), wal);
        return file;
    }

    @Test
    void aLogCutAnywhereOpensUpToACheckpoint() throws IOException {
        var whole = grown();
        int frames = (whole.wal.length - WAL_HEADER_BYTES) / whole.frameBytes;
        assertThat(frames).isGreaterThan(BATCHES);
        var cuts = new ArrayList<Integer>();
        for (int frame = 0; frame <= frames; frame++) {
            cuts.add(WAL_HEADER_BYTES + frame * whole.frameBytes);
        }
        for (int i = 0; i < TRIALS; i++) {
            cuts.add(random.nextInt(whole.wal.length));
        }
        var sizes = new TreeMap<Integer, Long>();
        for (int cut : cuts) {
            var log = Arrays.copyOf(whole.wal, cut);
            sizes.put(cut, assertPrefix(laid(whole.database, log)));
        }
        assertThat(List.copyOf(sizes.values())).as("a longer log holds no less").isSorted();
        assertThat(List.copyOf(sizes.values()))
                .contains(0L)
                .endsWith(ends(3L * BATCHES).get(BATCHES));
    }

    @Test
    void aLogWithAByteChangedOpensUpToACheckpoint() throws IOException {
        var whole = grown();
        for (int i = 0; i < TRIALS; i++) {
            var changed = whole.wal.clone();
            int at = random.nextInt(changed.length);
            changed[at] ^= (byte) (1 << random.nextInt(8));
            var file = laid(whole.database, changed);
            try {
                assertPrefix(file);
            } catch (FoedusException e) {
                assertThat(NAMED).as("byte %d: %s", at, e.reason()).contains(e.code());
            }
        }
    }

    /// Each page's head, and bytes anywhere.
    @Test
    void aDatabaseWithAByteChangedIsFoundOut() throws IOException {
        var file = fresh();
        try (var ledger = SqlLedger.open(file)) {
            long size = 0;
            for (int i = 0; i < BATCHES; i++) {
                size = growth.append(ledger, size);
            }
            ledger.addCosignature(size, "witness", "line\n");
        }
        var database = Files.readAllBytes(file);
        int page = pageBytes(database);
        var places = new ArrayList<Integer>();
        for (int at = 0; at < database.length; at += page) {
            places.add(at + random.nextInt(8));
        }
        for (int i = 0; i < 2 * TRIALS; i++) {
            places.add(random.nextInt(database.length));
        }
        int refused = 0;
        int found = 0;
        int harmless = 0;
        for (int at : places) {
            var changed = database.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            switch (fate(laid(changed, new byte[0]), at)) {
                case REFUSED -> refused++;
                case FOUND -> found++;
                case HARMLESS -> harmless++;
            }
        }
        System.out.printf(
                "of %d changed bytes: %d refused when opened or read, %d found by the check, %d in"
                        + " unused places%n",
                places.size(), refused, found, harmless);
        assertThat(refused).isPositive();
        assertThat(found).isPositive();
    }

    private enum Fate {
        REFUSED,
        FOUND,
        HARMLESS
    }

    private Fate fate(Path file, int at) {
        try (var ledger = SqlLedger.open(file)) {
            long size = ends(3L * BATCHES).get(BATCHES);
            var entries = ledger.read(0, Integer.MAX_VALUE);
            boolean same = ledger.size() == size && entries.size() == size;
            for (int i = 0; same && i < size; i++) {
                same = entries.get(i).equals(Growth.entry(i));
            }
            same &= ledger.checkpoint().equals(Optional.of(growth.note(size)));
            var problems = ledger.check();
            assertThat(same || !problems.isEmpty()).as("byte %d changed unseen", at).isTrue();
            return problems.isEmpty() ? Fate.HARMLESS : Fate.FOUND;
        } catch (FoedusException e) {
            assertThat(NAMED).as("byte %d: %s", at, e.reason()).contains(e.code());
            return Fate.REFUSED;
        }
    }
}
