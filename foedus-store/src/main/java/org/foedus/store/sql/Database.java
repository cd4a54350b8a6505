package org.foedus.store.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// One SQLite file and its single connection. Thread-safe: callers take turns.
final class Database implements AutoCloseable {
    /// How long to wait for another process that is writing.
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /// How long to wait for another thread's turn.
    private static final int TURN_TIMEOUT_MILLIS = 30_000;

    private static final System.Logger LOG = System.getLogger(Database.class.getName());

    private final Path file;
    private final HikariDataSource pool;

    private Database(Path file, HikariDataSource pool) {
        this.file = file;
        this.pool = pool;
    }

    static Database open(Path file) {
        QuietLibraries.silence();
        create(file);
        HikariDataSource pool;
        try {
            pool = new HikariDataSource(config(file));
        } catch (HikariPool.PoolInitializationException e) {
            throw SqlFailures.notADatabase(e)
                    ? Schema.notOurs(file)
                    : SqlFailures.nothingHappened(file, "be opened", e);
        }
        try {
            Schema.prepare(pool, file);
            var database = new Database(file, pool);
            database.emptyOldWal();
            return database;
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    /// Runs `query` outside a transaction. `what` completes "the database could not …".
    <T> T read(String what, Function<DSLContext, T> query) {
        try (var connection = pool.getConnection()) {
            return query.apply(dsl(connection));
        } catch (SQLException | DataAccessException e) {
            throw SqlFailures.nothingHappened(file, what, e);
        }
    }

    /// Runs `work` in one transaction, which is synced to disk on return. A failure of `work`
    /// undoes it; a failure of the commit is `OUTCOME_UNKNOWN`.
    void write(String what, Consumer<DSLContext> work) {
        Connection connection;
        try {
            connection = pool.getConnection();
        } catch (SQLException e) {
            throw SqlFailures.nothingHappened(file, what, e);
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
            throw SqlFailures.nothingHappened(file, what, e);
        }
    }

    private void run(Connection connection, String what, Consumer<DSLContext> work) {
        try {
            work.accept(dsl(connection));
        } catch (DataAccessException e) {
            rollback(connection);
            throw SqlFailures.nothingHappened(file, what, e);
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
            throw SqlFailures.commit(file, what, e);
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

    /// Tries to end what a crash left undone. On a full disk, or while another program reads, the
    /// ledger opens all the same.
    private void emptyOldWal() {
        try {
            emptyWal();
        } catch (FoedusException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "store_wal_kept file={0} code={1}",
                    file,
                    e.code());
        }
    }

    /// Moves the write-ahead log into the database and empties it, so that nothing deleted lives on
    /// there. `BUSY` if another process reads right now.
    void emptyWal() {
        boolean busy =
                read(
                        "empty its write-ahead log",
                        dsl -> {
                            var row = dsl.fetchOne("PRAGMA wal_checkpoint(TRUNCATE)");
                            return row != null && Integer.valueOf(1).equals(row.get(0));
                        });
        if (busy) {
            throw new FoedusException(
                    ErrorCode.BUSY,
                    ("another program reads %s, so that its write-ahead log could not be emptied:"
                                    + " end it, then try again")
                            .formatted(file));
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private static DSLContext dsl(Connection connection) {
        return DSL.using(connection, SQLDialect.SQLITE);
    }

    private static HikariConfig config(Path file) {
        var sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        sqlite.enforceForeignKeys(true);
        sqlite.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
        var source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        var config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("ledger");
        config.setMaximumPoolSize(1);
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
        config.setConnectionTimeout(TURN_TIMEOUT_MILLIS);
        return config;
    }

    /// Makes an empty file that its owner alone can read; SQLite gives its companions the same
    /// mode.
    private static void create(Path file) {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException _) {
            if (!Files.isRegularFile(file)) {
                throw Schema.notOurs(file);
            }
        } catch (IOException e) {
            throw new FoedusException(
                    ErrorCode.STORE_UNAVAILABLE,
                    "the database %s could not be created: make its folder and let us write there"
                            .formatted(file),
                    e);
        }
    }
}
