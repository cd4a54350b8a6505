package org.foedus.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;

/// The migrations in `db/migration`, and what is said of databases that do not follow them.
final class Schema {
    /// The newest migration.
    static final int VERSION = 2;

    /// Where Flyway notes what it has done.
    static final String HISTORY = "flyway_schema_history";

    private Schema() {}

    /// Runs the migrations that are missing, each in a transaction of its own. One that a crash cut
    /// short left nothing, and is run again.
    ///
    /// @param types what the migrations leave open
    static void migrate(Backend backend, DataSource pool, Map<String, String> types) {
        try {
            var result =
                    Flyway.configure()
                            .loggers("slf4j")
                            .dataSource(pool)
                            .locations("classpath:db/migration")
                            .failOnMissingLocations(true)
                            .placeholders(types)
                            .load()
                            .migrate();
            var target = result.targetSchemaVersion;
            InvariantViolation.unless(
                    target == null || target.equals(String.valueOf(VERSION)),
                    "the migrations lead to schema " + target + ", not to " + VERSION);
        } catch (FlywayException e) {
            throw backend.nothingHappened("be brought to this release's schema", e);
        }
    }

    /// Refuses a database in which a migration failed half-way.
    static void requireWhole(Backend backend, Connection connection) throws SQLException {
        var failed =
                text(connection, "SELECT min(script) FROM %s WHERE NOT success".formatted(HISTORY));
        if (!failed.isEmpty()) {
            throw new FoedusException(
                    ErrorCode.HALF_MIGRATED,
                    ("a change of the schema of %s began and did not end (%s). What was appended"
                                    + " before is safe; nothing was written now. Restore the"
                                    + " backup made before the upgrade, then start the new release"
                                    + " again; do not delete the note of it by hand")
                            .formatted(backend.name(), failed));
        }
    }

    static FoedusException newer(Backend backend, int version) {
        return new FoedusException(
                ErrorCode.BAD_FORMAT,
                ("%s has schema %d and this release knows %d: it was written by a newer Foedus."
                                + " Nothing was changed; start that release, or a backup made"
                                + " before the upgrade")
                        .formatted(backend.name(), version, VERSION));
    }

    static int number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    /// The first text of the first row; empty if there is none.
    static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var value = rows.next() ? rows.getString(1) : null;
            return value == null ? "" : value;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
