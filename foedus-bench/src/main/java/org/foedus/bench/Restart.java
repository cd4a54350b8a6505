package org.foedus.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.store.sql.SqlLedger;

/// How long a hub takes to read its ledger when it starts, and what it keeps of it in memory.
final class Restart {
    private static final int ENTRIES = 100_000;
    private static final int TIMES = 5;

    private Restart() {}

    /// `write FOLDER [ENTRIES]`: a new folder with a ledger.
    static void write(String[] arguments) throws IOException {
        int entries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : ENTRIES;
        long begin = System.nanoTime();
        var folder = Files.createDirectories(Path.of(arguments[1]));
        LongLedger.write(folder, entries);
        System.out.printf(
                "wrote %d entries in %.1f s, %.1f MiB%n",
                entries, seconds(begin), Files.size(folder.resolve("ledger.db")) / 1024.0 / 1024);
    }

    /// `restart FOLDER`: the first figure is that of a cold process.
    static void measure(String[] arguments) {
        var folder = Path.of(arguments[1]);
        var hub = LongLedger.hub(folder);
        var threads = ManagementFactory.getThreadMXBean();
        for (int i = 1; i <= TIMES; i++) {
            long before = used();
            long begin = System.nanoTime();
            long cpu = threads.getCurrentThreadCpuTime();
            try (var ledger = SqlLedger.open(folder.resolve("ledger.db"))) {
                var logic = new HubLogic(ledger, hub, InstantSource.system());
                double took = seconds(begin);
                double busy = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
                System.out.printf(
                        "replay %d: %.2f s (%.2f s of one core), %d entries, %.1f MiB kept%n",
                        i, took, busy, logic.state().size(), (used() - before) / 1024.0 / 1024);
            }
        }
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static long used() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
