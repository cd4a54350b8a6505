package org.foedus.store.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Brings a SQLite file to the schema of this release, or refuses it. The file itself says whose it
/// is and which version it has.
record SqliteSchema(SqliteBackend backend, DataSource pool) {
    /// `application_id` of the file: "Foed".
    static final int APPLICATION_ID = 0x466f6564;

    private static final Map<String, String> TYPES = Map.of("blob", "BLOB");

    void prepare() {
        if (upToDate()) {
            return;
        }
        Schema.migrate(backend, pool, TYPES);
        try (var connection = pool.getConnection()) {
            Schema.execute(connection, "PRAGMA user_version = " + Schema.VERSION);
        } catch (SQLException e) {
            throw backend.nothingHappened("note its schema's version", e);
        }
    }

    /// Whether nothing is left to do. Marks an empty database as ours, so that a first start that
    /// was cut short can be taken up again.
    private boolean upToDate() {
        try (var connection = pool.getConnection()) {
            int id = Schema.number(connection, "PRAGMA application_id");
            int version = Schema.number(connection, "PRAGMA user_version");
            if (id == 0 && tables(connection, "%") == 0) {
                Schema.execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
                return false;
            }
            if (id != APPLICATION_ID) {
                throw notOurs(backend.file());
            }
            if (version > Schema.VERSION) {
                throw Schema.newer(backend, version);
            }
            if (tables(connection, Schema.HISTORY) > 0) {
                Schema.requireWhole(backend, connection);
            }
            return version == Schema.VERSION;
        } catch (SQLException e) {
            throw backend.nothingHappened("tell its schema's version", e);
        }
    }

    private static int tables(Connection connection, String name) throws SQLException {
        return Schema.number(
                connection,
                "SELECT count(*) FROM sqlite_master WHERE name LIKE '%s'".formatted(name));
    }

    static FoedusException notOurs(Path file) {
        return new FoedusException(
                ErrorCode.BAD_FORMAT,
                "%s is no ledger of Foedus: name the right file, or move this one away"
                        .formatted(file));
    }
}
