package org.foedus.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.sql.SQLException;
import java.util.List;
import org.foedus.core.error.FoedusException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/// One schema of a PostgreSQL database.
record PostgresBackend(PostgresAccess access) implements Backend {
    /// How long to wait for the server, for a connection, and for another writer's turn.
    private static final int SILENCE_SECONDS = 30;

    private static final int TURN_TIMEOUT_MILLIS = 10_000;
    private static final int MOST_CONNECTIONS = 4;
    private static final int FEWEST_CONNECTIONS = 1;

    /// Each commit waits for the disk, and a writer that stops in mid-transaction soon loses it.
    private static final String SESSION =
            "SET synchronous_commit = on; SET lock_timeout = '10s';"
                    + " SET idle_in_transaction_session_timeout = '5s'";

    @Override
    public String name() {
        return access.name();
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.POSTGRES;
    }

    @Override
    public HikariDataSource connect() {
        var config = new HikariConfig();
        config.setDataSource(access.source(SILENCE_SECONDS));
        config.setPoolName("ledger");
        config.setConnectionInitSql(SESSION);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(FEWEST_CONNECTIONS);
        config.setConnectionTimeout(TURN_TIMEOUT_MILLIS);
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw nothingHappened("be reached", e);
        }
    }

    @Override
    public HikariDataSource readers(HikariDataSource writers) {
        return writers;
    }

    @Override
    public void prepare(HikariDataSource pool) {
        new PostgresSchema(this, pool).prepare();
    }

    /// Rewrites the table without the deleted rows. What the server keeps of them in its own log
    /// and backups is in its operator's hands.
    @Override
    public void forget(Database database) {
        database.readAsWriter(
                "overwrite what was erased", dsl -> dsl.execute("VACUUM (FULL) body, body_reader"));
    }

    /// Nothing: the server checks each page as it is read (initdb --data-checksums).
    @Override
    public List<String> selfCheck(DSLContext dsl) {
        return List.of();
    }

    @Override
    public FoedusException nothingHappened(String what, Throwable cause) {
        return PostgresFailures.nothingHappened(name(), what, cause);
    }

    @Override
    public FoedusException commitFailed(String what, SQLException cause) {
        return PostgresFailures.commit(name(), what, cause);
    }
}
