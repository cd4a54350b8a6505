package org.foedus.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.sql.SQLException;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.LedgerContract;
import org.junit.jupiter.api.Test;

/// The ledger on a real PostgreSQL server.
class PostgresLedgerTest extends LedgerContract {
    private final PostgresAccess schema;

    PostgresLedgerTest() throws SQLException {
        schema = TestServer.schema();
    }

    @Override
    protected Ledger open() {
        return SqlLedger.open(schema);
    }

    @Override
    protected Ledger reopen(Ledger ledger) {
        ledger.close();
        return open();
    }

    @Test
    void twoLedgersOnOneSchemaCannotForkIt() {
        try (var one = SqlLedger.open(schema);
                var other = SqlLedger.open(schema)) {
            one.append(0, entries("a"), List.of(), "note of 1\n");

            failure(
                    ErrorCode.WRONG_STATE,
                    () -> other.append(0, entries("b"), List.of(), "forked\n"));

            other.append(1, entries("c"), List.of(), "note of 2\n");
            assertThat(one.read(0, 10)).isEqualTo(entries("a", "c"));
        }
    }

    @Test
    void aServerThatDoesNotSyncIsRefused() throws SQLException {
        TestServer.execute("CREATE DATABASE careless");
        TestServer.execute("ALTER DATABASE careless SET synchronous_commit = off");
        var careless = TestServer.access(url("careless"));

        var said = failure(ErrorCode.STORE_UNAVAILABLE, () -> SqlLedger.open(careless));

        assertThat(said).contains("synchronous_commit is off").contains("Nothing was written");
        TestServer.execute("ALTER DATABASE careless RESET synchronous_commit");
        SqlLedger.open(careless).close();
    }

    private static String url(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(TestServer.port(), database);
    }

    @Test
    void aDatabaseOfSomethingElseIsRefusedAndLeftAlone() throws SQLException {
        var other = TestServer.schema();
        TestServer.execute(other, "CREATE TABLE recipe (name TEXT)");

        var said = failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(other));

        assertThat(said).contains("no ledger of Foedus").contains("currentSchema");
    }

    @Test
    void aDatabaseOfANewerReleaseIsRefused() throws SQLException {
        SqlLedger.open(schema).close();
        history("7", "V7__future.sql", true);

        var said = failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(schema));

        assertThat(said).contains("schema 7").contains("newer Foedus").contains(schema.name());
    }

    @Test
    void aHalfMigratedDatabaseIsRefused() throws SQLException {
        SqlLedger.open(schema).close();
        history("3", "V3__half.sql", false);

        var said = failure(ErrorCode.HALF_MIGRATED, () -> SqlLedger.open(schema));

        assertThat(said).contains("V3__half.sql").contains("is safe").contains("backup");
    }

    private void history(String version, String script, boolean success) throws SQLException {
        TestServer.execute(
                schema,
                ("INSERT INTO flyway_schema_history (installed_rank, version, description, type,"
                                + " script, installed_by, execution_time, success)"
                                + " VALUES (%s, '%s', 'x', 'SQL', '%s', 'x', 1, %s)")
                        .formatted(version, version, script, success));
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutThePassword() {
        var nobody =
                new PostgresAccess("jdbc:postgresql://localhost:1/x", "foedus", () -> "s3cret");

        var said = failure(ErrorCode.STORE_UNAVAILABLE, () -> SqlLedger.open(nobody));

        assertThat(said).contains("localhost:1/x").contains("be reached");
        assertThat(said + nobody).doesNotContain("s3cret");
    }

    @Test
    void aURLWithAPasswordInItIsRefused() {
        for (var url :
                List.of(
                        "jdbc:postgresql://localhost/x?user=u&password=s3cret",
                        "jdbc:postgresql://u:s3cret@localhost/x",
                        "jdbc:mysql://localhost/x")) {
            var said =
                    failure(
                            ErrorCode.BAD_REQUEST,
                            () -> new PostgresAccess(url, "u", () -> "s3cret"));
            assertThat(said).doesNotContain("s3cret");
        }
    }

    @Test
    void aConnectionLostInMidTransactionIsReplacedAndNothingHappened() throws SQLException {
        var database = Database.open(new PostgresBackend(schema));
        try (var ledger = new SqlLedger(database)) {
            failure(
                    ErrorCode.STORE_UNAVAILABLE,
                    () ->
                            database.write(
                                    "lose its connection",
                                    dsl -> {
                                        dsl.execute("INSERT INTO meta VALUES ('half', 'done')");
                                        dsl.fetch("SELECT pg_terminate_backend(pg_backend_pid())");
                                    }));

            assertThat(ledger.meta("half")).isEmpty();
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
            assertThat(ledger.size()).isEqualTo(1);
        }
    }

    @Test
    void aCommitWhoseConnectionIsLostIsOfUnknownOutcome() {
        var database = Database.open(new PostgresBackend(schema));
        try (var ledger = new SqlLedger(database)) {
            failure(
                    ErrorCode.OUTCOME_UNKNOWN,
                    () ->
                            database.write(
                                    "lose its commit",
                                    dsl -> {
                                        long backend =
                                                dsl.fetchSingle("SELECT pg_backend_pid()")
                                                        .get(0, Long.class);
                                        end(backend);
                                    }));
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
        }
    }

    /// Ends another session, and returns when it is gone.
    private static void end(long backend) {
        try {
            TestServer.execute("SELECT pg_terminate_backend(%d, 10000)".formatted(backend));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anErasedBodyIsGoneFromTheTablesFile() throws SQLException {
        var body = body("a contact nobody may find again", "operator");
        try (var ledger = SqlLedger.open(schema)) {
            ledger.append(0, entries("a"), List.of(body), "note of 1\n");

            ledger.eraseBody(body.digest());

            assertThat(ledger.body(body.digest())).isEmpty();
            assertThat(ledger.check()).isNotEmpty(); // "note of 1" is no checkpoint
        }
        try (var connection = schema.source(10).getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_relation_size('body')")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getLong(1)).isZero();
        }
    }
}
