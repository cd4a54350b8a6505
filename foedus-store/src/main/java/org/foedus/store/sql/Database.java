package org.foedus.store.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;

/// A database of this release's schema. Thread-safe: callers take turns at its connections, readers
/// at others than writers, so that nobody who reads waits for a disk to sync.
final class Database implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    private final Backend backend;
    private final HikariDataSource pool;
    private final HikariDataSource readers;

    /// @param pool for those who write
    /// @param readers may be the same
    Database(Backend backend, HikariDataSource pool, HikariDataSource readers) {
        this.backend = backend;
        this.pool = pool;
        this.readers = readers;
    }

    static Database open(Backend backend) {
        QuietLibraries.silence();
        var pool = backend.connect();
        try {
            backend.prepare(pool);
            return new Database(backend, pool, backend.readers(pool));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    Backend backend() {
        return backend;
    }

    /// Runs `query` outside a transaction. `what` completes "the database could not …".
    <T> T read(String what, Function<DSLContext, T> query) {
        return read(readers, what, query);
    }

    /// As [#read], on a connection of the writers.
    <T> T readAsWriter(String what, Function<DSLContext, T> query) {
        return read(pool, what, query);
    }

    private <T> T read(HikariDataSource from, String what, Function<DSLContext, T> query) {
        try (var connection = from.getConnection()) {
            return query.apply(dsl(connection));
        } catch (SQLException | DataAccessException e) {
            throw backend.nothingHappened(what, e);
        }
    }

    /// Runs `work` in one transaction, which is synced to disk on return. A failure of `work`
    /// undoes it; a failure of the commit is `OUTCOME_UNKNOWN`.
    void write(String what, Consumer<DSLContext> work) {
        Connection connection;
        try {
            connection = pool.getConnection();
        } catch (SQLException e) {
            throw backend.nothingHappened(what, e);
        }
        try {
            begin(connection, what);
            run(connection, what, work);
            commit(connection, what);
        } finally {
            giveBack(connection);
        }
    }

    private void begin(Connection connection, String what) {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw backend.nothingHappened(what, e);
        }
    }

    private void run(Connection connection, String what, Consumer<DSLContext> work) {
        try {
            work.accept(dsl(connection));
        } catch (DataAccessException e) {
            rollback(connection);
            throw backend.nothingHappened(what, e);
        } catch (RuntimeException e) {
            rollback(connection);
            throw e;
        }
    }

    private void commit(Connection connection, String what) {
        try {
            connection.commit();
        } catch (SQLException e) {
            rollback(connection);
            throw backend.commitFailed(what, e);
        }
    }

    /// SQLite undoes some transactions itself (those that met a full disk) and the driver does not
    /// learn of it, so that its own rollback fails: then the connection is replaced.
    private void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException _) {
            pool.evictConnection(connection);
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.WARNING, "store_connection_lost", e);
        }
    }

    @Override
    public void close() {
        readers.close();
        pool.close();
    }

    private DSLContext dsl(Connection connection) {
        return DSL.using(connection, backend.dialect());
    }
}
