package org.foedus.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.LedgerContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlLedgerTest extends LedgerContract {
    private final Path folder;

    SqlLedgerTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Override
    protected Ledger open() {
        return SqlLedger.open(folder.resolve("contract.db"));
    }

    @Override
    protected Ledger reopen(Ledger ledger) {
        ledger.close();
        return open();
    }

    /// Apart from the contract's ledger, which is open during each test.
    private Path file() {
        return folder.resolve("ledger.db");
    }

    @Test
    void oneReadBringsSoManyBytesAtMostAndTheNextTheRest() {
        try (var ledger = SqlLedger.open(file())) {
            var entries = new ArrayList<Bytes>();
            for (int i = 0; i < 200; i++) {
                entries.add(Bytes.of(new byte[Ledger.MAX_ENTRY_BYTES]));
            }
            ledger.append(0, entries, List.of(), "note");

            var first = ledger.read(0, entries.size());

            assertThat(first).hasSize(Ledger.MAX_READ_BYTES / Ledger.MAX_ENTRY_BYTES);
            assertThat(ledger.read(first.size(), 1)).hasSize(1);
        }
    }

    @Test
    void theFilesCanBeReadByTheirOwnerOnly() throws IOException {
        try (var ledger = SqlLedger.open(file());
                var files = Files.list(folder)) {
            ledger.append(0, entries("a"), List.of(), "note\n");
            for (var file : files.toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void twoLedgersOnOneFileCannotForkIt() {
        try (var one = SqlLedger.open(file());
                var other = SqlLedger.open(file())) {
            one.append(0, entries("a"), List.of(), "note of 1\n");

            failure(
                    ErrorCode.WRONG_STATE,
                    () -> other.append(0, entries("b"), List.of(), "forked\n"));

            other.append(1, entries("c"), List.of(), "note of 2\n");
            assertThat(one.read(0, 10)).isEqualTo(entries("a", "c"));
        }
    }

    @Test
    void anErasedBodyIsOverwrittenOnDisk() throws IOException {
        var secret = "a contact nobody may find again";
        var body = body(secret, "operator");
        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a"), List.of(body), "note\n");
            assertThat(onDisk(secret)).isTrue();

            ledger.eraseBody(body.digest());

            assertThat(onDisk(secret)).isFalse();
        }
        assertThat(onDisk(secret)).isFalse();
    }

    private boolean onDisk(String text) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var content = Files.readAllBytes(file);
                if (new String(content, StandardCharsets.ISO_8859_1).contains(text)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theSchemaIsThatOfTheNewestMigration() throws Exception {
        SqlLedger.open(file()).close();

        onFile(sql -> {
            assertThat(number(sql, "PRAGMA application_id")).isEqualTo(SqliteSchema.APPLICATION_ID);
            assertThat(number(sql, "PRAGMA user_version")).isEqualTo(Schema.VERSION);
            assertThat(number(sql, "SELECT max(version) FROM flyway_schema_history"))
                    .isEqualTo(Schema.VERSION);
        });
    }

    @Test
    void aStartThatWasCutShortIsTakenUpAgain() throws Exception {
        onFile(sql -> execute(sql, "PRAGMA application_id = " + SqliteSchema.APPLICATION_ID));

        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a"), List.of(), "note\n");
        }
        onFile(sql -> execute(sql, "PRAGMA user_version = 0"));

        try (var ledger = SqlLedger.open(file())) {
            assertThat(ledger.size()).isEqualTo(1);
        }
    }

    @Test
    void aDatabaseOfANewerReleaseIsRefused() throws Exception {
        SqlLedger.open(file()).close();
        onFile(sql -> execute(sql, "PRAGMA user_version = " + (Schema.VERSION + 1)));

        var said = failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(file()));

        assertThat(said).contains(file().toString()).contains("newer Foedus");
    }

    @Test
    void aHalfMigratedDatabaseIsRefusedAndLeftAlone() throws Exception {
        SqlLedger.open(file()).close();
        onFile(sql ->
                execute(sql, "UPDATE flyway_schema_history SET success = 0 WHERE version = '2'"));

        var said = failure(ErrorCode.HALF_MIGRATED, () -> SqlLedger.open(file()));

        assertThat(said)
                .contains(file().toString())
                .contains("V2__leadership.sql")
                .contains("is safe")
                .contains("backup");
        onFile(sql ->
                assertThat(
                                number(
                                        sql,
                                        "SELECT count(*) FROM flyway_schema_history"
                                                + " WHERE success = 0"))
                        .isEqualTo(1));
    }

    @Test
    void anUpgradeThatWasKilledBetweenTwoMigrationsIsTakenUpAgain() throws Exception {
        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
        }
        onFile(sql -> {
            execute(sql, "DROP TABLE leadership");
            execute(sql, "DELETE FROM flyway_schema_history WHERE version = '2'");
            execute(sql, "PRAGMA user_version = 1");
        });

        try (var ledger = SqlLedger.open(file())) {
            assertThat(ledger.read(0, 2)).isEqualTo(entries("a"));
            ledger.append(1, entries("b"), List.of(), "note of 2\n");
        }
        onFile(sql -> assertThat(number(sql, "PRAGMA user_version")).isEqualTo(Schema.VERSION));
    }

    @Test
    void aMissingAndADoubledEntryAreNamed() throws Exception {
        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a", "b", "c", "d"), List.of(), "note of 4\n");
        }
        onFile(sql -> {
            execute(sql, "DELETE FROM entry WHERE idx = 2");
        });
        try (var ledger = SqlLedger.open(file())) {
            assertThat(failure(ErrorCode.LEDGER_DAMAGED, () -> ledger.read(0, 10)))
                    .contains("entry 2 is missing")
                    .contains("Nothing was written")
                    .contains("backup");
            assertThat(ledger.check()).contains("entry 2 is missing");
        }
        onFile(sql -> {
            execute(sql, "ALTER TABLE entry RENAME TO whole");
            execute(sql, "CREATE TABLE entry AS SELECT * FROM whole");
            execute(sql, "INSERT INTO entry VALUES (2, 'c'), (3, 'd')");
        });
        try (var ledger = SqlLedger.open(file())) {
            assertThat(failure(ErrorCode.LEDGER_DAMAGED, () -> ledger.read(0, 10)))
                    .contains("entry 3 is there twice");
            assertThat(ledger.check()).contains("entry 3 is there twice");
        }
    }

    @Test
    void aDatabaseOfSomethingElseIsRefusedAndLeftAlone() throws Exception {
        onFile(sql -> execute(sql, "CREATE TABLE recipe (name TEXT)"));

        var said = failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(file()));

        assertThat(said).contains(file().toString()).contains("no ledger of Foedus");
        onFile(sql -> assertThat(number(sql, "SELECT count(*) FROM sqlite_master")).isEqualTo(1));
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        var text = String.join("\n", Collections.nCopies(500, "dear diary"));
        Files.writeString(file(), text);

        failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(file()));
        failure(ErrorCode.BAD_FORMAT, () -> SqlLedger.open(folder));

        assertThat(file()).hasContent(text);
    }

    @Test
    void aMissingFolderIsNamed() {
        var nowhere = folder.resolve("none").resolve("ledger.db");

        var said = failure(ErrorCode.STORE_UNAVAILABLE, () -> SqlLedger.open(nowhere));

        assertThat(said).contains(nowhere.toString());
    }

    @Test
    void aFullDiskIsNamedAndChangesNothing() throws Exception {
        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
        }
        // SQLite's own bound on the file answers as a full disk does.
        var database = Database.open(new SqliteBackend(file()));
        database.read("bound the file", dsl -> dsl.fetch("PRAGMA max_page_count = 1"));
        var large = Bytes.of(new byte[Ledger.MAX_ENTRY_BYTES]);
        try (var ledger = new SqlLedger(database)) {
            var said =
                    failure(
                            ErrorCode.DISK_FULL,
                            () ->
                                    ledger.append(
                                            1,
                                            Collections.nCopies(4, large),
                                            List.of(),
                                            "note of 5\n"));

            assertThat(said).contains(folder.toString());
            assertThat(ledger.size()).isEqualTo(1);
            assertThat(ledger.checkpoint()).contains("note of 1\n");
        }
    }

    @Test
    void aCommitThatFailsIsOfUnknownOutcome() {
        var database = Database.open(new SqliteBackend(file()));
        try (var ledger = new SqlLedger(database)) {
            var said =
                    failure(
                            ErrorCode.OUTCOME_UNKNOWN,
                            () ->
                                    database.write(
                                            "break a rule that is checked last",
                                            dsl -> {
                                                dsl.execute("PRAGMA defer_foreign_keys = ON");
                                                dsl.insertInto(Tables.BODY_READER)
                                                        .columns(Tables.DIGEST, Tables.READER)
                                                        .values("nobody's", "member")
                                                        .execute();
                                            }));

            assertThat(said).contains("break a rule that is checked last").contains("Reopen");
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
            assertThat(ledger.size()).isEqualTo(1);
        }
    }

    @Test
    void readersGoOnWhileAnotherProgramWrites() throws Exception {
        try (var ledger = SqlLedger.open(file())) {
            ledger.append(0, entries("a"), List.of(), "note of 1\n");
            onFile(sql -> {
                execute(sql, "BEGIN IMMEDIATE");
                assertThat(ledger.size()).as("readers go on").isEqualTo(1);
                execute(sql, "COMMIT");
            });
            ledger.append(1, entries("b"), List.of(), "note of 2\n");
            assertThat(ledger.size()).isEqualTo(2);
        }
    }

    @Test
    void operationalStateIsKeptBesideTheLedger() {
        try (var ledger = SqlLedger.open(file())) {
            assertThat(ledger.meta("port")).isEmpty();
            ledger.putMeta("port", "1");
            ledger.putMeta("port", "8443");
        }
        try (var ledger = SqlLedger.open(file())) {
            assertThat(ledger.meta("port")).contains("8443");
            assertThat(ledger.size()).isZero();
        }
    }

    private void onFile(Consumer<java.sql.Connection> work) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            work.accept(connection);
        }
    }

    private static void execute(java.sql.Connection connection, String sql) {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static int number(java.sql.Connection connection, String sql) {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }
}
