package org.foedus.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.ledger.Body;
import org.foedus.store.Lease;
import org.foedus.store.folder.FileLease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One leads, and one who led writes no more.
class LeadTest {
    @TempDir Path folder;

    private void zombie(SqlLedger old, SqlLedger next) {
        var body =
                Body.of(
                        Bytes.of(new byte[Body.SALT_BYTES]),
                        Bytes.utf8("body"),
                        new java.util.TreeSet<>(List.of("member")));
        old.takeLead("hub A");
        old.append(0, List.of(Bytes.utf8("a")), List.of(body), "note of 1\n");
        next.takeLead("hub B");

        var said =
                failure(
                        ErrorCode.NOT_LEADING,
                        () -> old.append(1, List.of(Bytes.utf8("z")), List.of(), "zombie\n"));
        failure(ErrorCode.NOT_LEADING, () -> old.addCosignature(1, "witness", "line"));
        failure(ErrorCode.NOT_LEADING, () -> old.eraseBody(body.digest()));
        failure(ErrorCode.NOT_LEADING, () -> old.putMeta("port", "1"));

        assertThat(said).contains("hub B").contains("Nothing was written");
        next.append(1, List.of(Bytes.utf8("b")), List.of(), "note of 2\n");
        assertThat(old.read(0, 10)).containsExactly(Bytes.utf8("a"), Bytes.utf8("b"));
        assertThat(next.body(body.digest())).contains(body);
        assertThat(next.cosignatures(1)).isEmpty();
        assertThat(next.meta("port")).isEmpty();
        assertThat(next.leader()).isEqualTo("hub B");
        old.takeLead("hub A again");
        old.append(2, List.of(Bytes.utf8("c")), List.of(), "note of 3\n");
        assertThat(old.epoch()).isEqualTo(3);
    }

    @Test
    void aZombieCannotWriteToPostgres() throws SQLException {
        var schema = TestServer.schema();
        try (var old = SqlLedger.open(schema);
                var next = SqlLedger.open(schema)) {
            zombie(old, next);
        }
    }

    @Test
    void aZombieCannotWriteToSqlite() {
        var file = folder.resolve("ledger.db");
        try (var old = SqlLedger.open(file);
                var next = SqlLedger.open(file)) {
            zombie(old, next);
        }
    }

    @Test
    void theTakeoverWaitsForATransactionThatHasCheckedTheEpoch() throws Exception {
        var schema = TestServer.schema();
        var database = Database.open(new PostgresBackend(schema));
        try (var old = new SqlLedger(database);
                var next = SqlLedger.open(schema)) {
            var taking = new Thread[1];
            database.write(
                    "be slow",
                    dsl -> {
                        dsl.fetch("SELECT epoch FROM leadership FOR UPDATE");
                        taking[0] = Thread.ofPlatform().start(() -> next.takeLead("hub B"));
                        awaitLockOfAnother();
                        dsl.execute("INSERT INTO meta VALUES ('late', 'but in time')");
                    });
            taking[0].join();

            assertThat(next.meta("late")).contains("but in time");
            failure(ErrorCode.NOT_LEADING, () -> old.putMeta("late", "too late"));
        }
    }

    private static void awaitLockOfAnother() {
        try (var connection = TestServer.connect();
                var statement = connection.createStatement()) {
            boolean waits = false;
            while (!waits) {
                try (var rows =
                        statement.executeQuery(
                                "SELECT count(*) FROM pg_stat_activity"
                                        + " WHERE wait_event_type = 'Lock'")) {
                    waits = rows.next() && rows.getInt(1) > 0;
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void oneHolds(Lease one, Lease other) {
        assertThat(one.held()).isFalse();
        assertThat(one.take()).isTrue();
        assertThat(one.take()).as("again").isTrue();
        assertThat(other.take()).isFalse();
        assertThat(other.held()).isFalse();
        assertThat(one.held()).isTrue();
        one.close();
        assertThat(one.held()).isFalse();
        assertThat(other.take()).isTrue();
        other.close();
    }

    @Test
    void oneHoldsALeaseByFile() {
        var file = folder.resolve("lock");
        oneHolds(new FileLease(file), new FileLease(file));
    }

    @Test
    void oneHoldsALeaseBySchema() throws SQLException {
        var schema = TestServer.schema();
        oneHolds(new PostgresLease(schema), new PostgresLease(schema));
        try (var one = new PostgresLease(schema);
                var apart = new PostgresLease(TestServer.schema())) {
            assertThat(one.take()).isTrue();
            assertThat(apart.take()).as("another schema").isTrue();
        }
    }

    @Test
    void aSilentHolderLosesItsLease() throws Exception {
        var schema = TestServer.schema();
        try (var paused = new PostgresLease(schema);
                var next = new PostgresLease(schema)) {
            assertThat(paused.take()).isTrue();
            long begin = System.nanoTime();
            while (!next.take()) {
                Thread.onSpinWait();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat(seconds).isBetween(PostgresLease.PATIENCE_SECONDS - 1.0, 30.0);
            assertThat(paused.held()).isFalse();
            assertThat(next.held()).isTrue();
        }
    }
}
