package org.foedus.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Brings a PostgreSQL schema to that of this release, or refuses it. The connection's current
/// schema is ours alone.
record PostgresSchema(PostgresBackend backend, DataSource pool) {
    /// The first release that ends sessions which are idle, and so those of a hub that stopped.
    private static final int OLDEST_SERVER = 140_000;

    private static final String FIRST_SCRIPT = "V1__ledger.sql";
    private static final Map<String, String> TYPES = Map.of("blob", "BYTEA");

    void prepare() {
        if (!upToDate()) {
            Schema.migrate(backend, pool, TYPES);
        }
    }

    private boolean upToDate() {
        try (var connection = pool.getConnection()) {
            requireDurable(connection);
            return check(connection);
        } catch (SQLException e) {
            throw backend.nothingHappened("tell its schema's version", e);
        }
    }

    /// Refuses a server that acknowledges what is not on its disk. A server's own default counts,
    /// not what this session has set.
    private void requireDurable(Connection connection) throws SQLException {
        if (Schema.number(connection, "SHOW server_version_num") < OLDEST_SERVER) {
            throw refused(
                    "its server is older than PostgreSQL %d: use a newer one"
                            .formatted(OLDEST_SERVER / 10_000));
        }
        for (var setting : new String[] {"fsync", "full_page_writes", "synchronous_commit"}) {
            var value =
                    Schema.text(
                            connection,
                            "SELECT reset_val FROM pg_settings WHERE name = '%s'"
                                    .formatted(setting));
            if (!value.equals("on") && !value.equals("remote_apply")) {
                throw refused(
                        ("%s is %s there, so that what it acknowledges can be lost: set it to on"
                                        + " (ALTER SYSTEM, or ALTER DATABASE or ROLE … SET), then"
                                        + " start the hub again")
                                .formatted(setting, value));
            }
        }
    }

    private FoedusException refused(String why) {
        return new FoedusException(
                ErrorCode.STORE_UNAVAILABLE,
                "the database %s is not used: %s. Nothing was written"
                        .formatted(backend.name(), why));
    }

    /// Whether nothing is left to do.
    private boolean check(Connection connection) throws SQLException {
        var tables =
                Schema.number(
                        connection,
                        "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()");
        if (tables == 0) {
            return false;
        }
        var history = Schema.text(connection, "SELECT to_regclass('%s')".formatted(Schema.HISTORY));
        if (history.isEmpty() || !FIRST_SCRIPT.equals(script(connection, "1"))) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    ("%s holds tables and is no ledger of Foedus: name an empty database, or an"
                                    + " empty schema with ?currentSchema=NAME. Nothing was changed")
                            .formatted(backend.name()));
        }
        Schema.requireWhole(backend, connection);
        int version =
                Schema.number(
                        connection, "SELECT max(version::int) FROM %s".formatted(Schema.HISTORY));
        if (version > Schema.VERSION) {
            throw Schema.newer(backend, version);
        }
        return version == Schema.VERSION;
    }

    private static String script(Connection connection, String version) throws SQLException {
        return Schema.text(
                connection,
                "SELECT script FROM %s WHERE version = '%s'".formatted(Schema.HISTORY, version));
    }
}
