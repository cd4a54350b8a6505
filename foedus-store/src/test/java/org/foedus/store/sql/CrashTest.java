package org.foedus.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that appends is killed (SIGKILL) again and again; nothing it acknowledged may be lost,
/// and no append may be there by half.
class CrashTest {
    private static final long SEED = Long.getLong("foedus.seed", 20_261_123);
    private static final int KILLS = 4;
    private static final int MOST_APPENDS_BEFORE_A_KILL = 60;

    @Test
    void everyAcknowledgedEntrySurvivesAKilledProcess(@TempDir Path folder) throws Exception {
        var file = folder.resolve("ledger.db");
        var random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            int appends = 1 + random.nextInt(MOST_APPENDS_BEFORE_A_KILL);

            long acknowledged = killedAfter(appends, file);

            try (var ledger = SqlLedger.open(file)) {
                long size = ledger.size();
                assertThat(size)
                        .as("seed %d, kill %d", SEED, kill)
                        .isGreaterThanOrEqualTo(acknowledged);
                assertWhole(ledger, size);
            }
        }
    }

    /// Returns the last size that the process printed, read to the end of its output.
    private static long killedAfter(int appends, Path file) throws Exception {
        var process = AppendingProcess.start(file);
        try (var output = process.inputReader()) {
            long acknowledged = 0;
            for (int i = 0; i < appends; i++) {
                var line = output.readLine();
                assertThat(line).as("the process ended by itself").isNotNull();
                acknowledged = Long.parseLong(line);
            }
            process.toHandle().destroyForcibly();
            return Math.max(acknowledged, lastWhole(output));
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
    }

    /// What was printed between the decision to kill and the death; a torn last line is no promise.
    private static long lastWhole(BufferedReader output) throws IOException {
        var rest = new StringBuilder();
        for (int c = output.read(); c >= 0; c = output.read()) {
            rest.append((char) c);
        }
        var whole = rest.substring(0, rest.lastIndexOf("\n") + 1).strip();
        return whole.isEmpty() ? 0 : Long.parseLong(whole.substring(whole.lastIndexOf('\n') + 1));
    }

    private static void assertWhole(SqlLedger ledger, long size) {
        var entries = ledger.read(0, Integer.MAX_VALUE);
        for (int i = 0; i < size; i++) {
            assertThat(entries.get(i)).isEqualTo(Growth.entry(i));
        }
        long at = 0;
        while (at < size) {
            at += Growth.batch(at);
            var body = Growth.body(at);
            assertThat(ledger.body(body.digest())).contains(body);
        }
        assertThat(at).as("the last append is whole").isEqualTo(size);
        assertThat(ledger.checkpoint()).contains(new Growth().note(size));
    }
}
