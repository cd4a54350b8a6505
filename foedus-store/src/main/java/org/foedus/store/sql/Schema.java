package org.foedus.store.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;

/// Brings a database to the schema of this release, or refuses it.
final class Schema {
    /// `application_id` of the file: "Foed".
    static final int APPLICATION_ID = 0x466f6564;

    /// The newest migration in `db/migration`.
    static final int VERSION = 1;

    private static final Map<String, String> SQLITE_TYPES = Map.of("blob", "BLOB");

    private Schema() {}

    static void prepare(DataSource pool, Path file) {
        if (upToDate(pool, file)) {
            return;
        }
        try {
            var result =
                    Flyway.configure()
                            .loggers("slf4j")
                            .dataSource(pool)
                            .locations("classpath:db/migration")
                            .failOnMissingLocations(true)
                            .placeholders(SQLITE_TYPES)
                            .load()
                            .migrate();
            var target = result.targetSchemaVersion;
            InvariantViolation.unless(
                    target == null || target.equals(String.valueOf(VERSION)),
                    "the migrations lead to schema " + target + ", not to " + VERSION);
        } catch (FlywayException e) {
            throw SqlFailures.nothingHappened(file, "be brought to this release's schema", e);
        }
        try (var connection = pool.getConnection()) {
            execute(connection, "PRAGMA user_version = " + VERSION);
        } catch (SQLException e) {
            throw SqlFailures.nothingHappened(file, "note its schema's version", e);
        }
    }

    /// Whether nothing is left to do. Marks an empty database as ours, so that a first start that
    /// was cut short can be taken up again.
    private static boolean upToDate(DataSource pool, Path file) {
        try (var connection = pool.getConnection()) {
            int id = number(connection, "PRAGMA application_id");
            int version = number(connection, "PRAGMA user_version");
            if (id == 0 && number(connection, "SELECT count(*) FROM sqlite_master") == 0) {
                execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
                return false;
            }
            if (id != APPLICATION_ID) {
                throw notOurs(file);
            }
            if (version > VERSION) {
                throw new FoedusException(
                        ErrorCode.BAD_FORMAT,
                        ("%s has schema %d and this release knows %d: it was written by a newer"
                                        + " Foedus, start that")
                                .formatted(file, version, VERSION));
            }
            return version == VERSION;
        } catch (SQLException e) {
            throw SqlFailures.nothingHappened(file, "tell its schema's version", e);
        }
    }

    static FoedusException notOurs(Path file) {
        return new FoedusException(
                ErrorCode.BAD_FORMAT,
                "%s is no ledger of Foedus: name the right file, or move this one away"
                        .formatted(file));
    }

    private static int number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
