package org.foedus.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.foedus.core.digest.Bytes;
import org.foedus.store.sql.PostgresAccess;
import org.foedus.store.sql.SqlLedger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Durable appends a second: one transaction, one sync, each.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 3)
public class AppendBench {
    private static final int ENTRY_BYTES = 700;
    private static final String NOTE = "n".repeat(250);

    /// Where the ledger is.
    public enum Store {
        SQLITE,
        POSTGRES
    }

    @Param public Store store = Store.SQLITE;

    @Param({"1", "100"})
    public int entries;

    private SqlLedger ledger;
    private EmbeddedPostgres server;
    private List<Bytes> batch = List.of();
    private long size;

    @Setup(Level.Trial)
    public void open() throws IOException {
        batch = Collections.nCopies(entries, Bytes.of(new byte[ENTRY_BYTES]));
        var folder = Files.createTempDirectory("foedus-bench");
        ledger = store == Store.SQLITE ? sqlite(folder) : postgres();
        ledger.takeLead("benchmark");
        size = 0;
    }

    private static SqlLedger sqlite(Path folder) {
        return SqlLedger.open(folder.resolve("ledger.db"));
    }

    private SqlLedger postgres() throws IOException {
        server =
                EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .start();
        var url = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
        return SqlLedger.open(new PostgresAccess(url, "postgres", () -> ""));
    }

    @Benchmark
    public long append() {
        ledger.append(size, batch, List.of(), NOTE);
        size += entries;
        return size;
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        ledger.close();
        if (server != null) {
            server.close();
        }
    }
}
