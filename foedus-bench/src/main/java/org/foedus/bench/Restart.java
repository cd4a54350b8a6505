package org.foedus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.store.sql.SqlLedger;

/// How long a hub takes to read its ledger when it starts, and what it keeps of it in memory.
final class Restart {
    private static final int ENTRIES = 100_000;
    private static final int TIMES = 5;

    private Restart() {}

    /// `restart [ENTRIES]`: the first figure is that of a cold process.
    static void measure(String[] arguments) throws IOException {
        int entries = arguments.length > 1 ? Integer.parseInt(arguments[1]) : ENTRIES;
        var folder = Files.createTempDirectory("foedus-bench");
        long begin = System.nanoTime();
        var hub = LongLedger.write(folder, entries);
        System.out.printf("wrote %d entries in %.1f s%n", entries, seconds(begin));
        var database = folder.resolve("ledger.db");
        System.out.printf("database %.1f MiB%n", Files.size(database) / 1024.0 / 1024);
        for (int i = 1; i <= TIMES; i++) {
            long before = used();
            begin = System.nanoTime();
            try (var ledger = SqlLedger.open(database)) {
                var logic = new HubLogic(ledger, hub, InstantSource.system());
                double took = seconds(begin);
                System.out.printf(
                        "replay %d: %.2f s, %d entries, %.1f MiB kept%n",
                        i, took, logic.state().size(), (used() - before) / 1024.0 / 1024);
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
