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
import java.sql.SQLException;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// One SQLite file, its single connection for writing, at which callers take turns, and a few for
/// reading: with a write-ahead log they see the last commit that was synced, and wait for nobody.
record SqliteBackend(Path file) implements Backend {
    /// How long to wait for another process that is writing.
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /// How long to wait for another thread's turn.
    private static final int TURN_TIMEOUT_MILLIS = 30_000;

    private static final int MOST_READERS = 4;

    private static final String FINE = "ok";

    private static final System.Logger LOG = System.getLogger(SqliteBackend.class.getName());

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public SQLDialect dialect() {
        return SQLDialect.SQLITE;
    }

    @Override
    public HikariDataSource connect() {
        create();
        try {
            return new HikariDataSource(config("ledger", 1));
        } catch (HikariPool.PoolInitializationException e) {
            throw SqliteFailures.notADatabase(e)
                    ? SqliteSchema.notOurs(file)
                    : nothingHappened("be opened", e);
        }
    }

    @Override
    public HikariDataSource readers(HikariDataSource writers) {
        var config = config("ledger-readers", MOST_READERS);
        config.setMinimumIdle(1);
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw nothingHappened("be opened for reading", e);
        }
    }

    @Override
    public void prepare(HikariDataSource pool) {
        new SqliteSchema(this, pool).prepare();
        emptyOldWal(pool);
    }

    @Override
    public void forget(Database database) {
        boolean busy = database.readAsWriter("empty its write-ahead log", SqliteBackend::emptyWal);
        if (busy) {
            throw new FoedusException(
                    ErrorCode.BUSY,
                    ("another program reads %s, so that its write-ahead log could not be emptied:"
                                    + " end it, then try again")
                            .formatted(file));
        }
    }

    /// Moves the write-ahead log into the database and empties it, so that nothing deleted lives on
    /// there. Returns whether another process that reads kept it from that.
    private static boolean emptyWal(DSLContext dsl) {
        var row = dsl.fetchOne("PRAGMA wal_checkpoint(TRUNCATE)");
        return row != null && Integer.valueOf(1).equals(row.get(0));
    }

    /// Tries to end what a crash left undone. On a full disk, or while another program reads, the
    /// ledger opens all the same.
    private void emptyOldWal(HikariDataSource pool) {
        try {
            forget(new Database(this, pool, pool));
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.LEDGER_DAMAGED) {
                throw e;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "store_wal_kept file={0} code={1}",
                    file,
                    e.code());
        }
    }

    @Override
    public List<String> selfCheck(DSLContext dsl) {
        return dsl.fetch("PRAGMA integrity_check").getValues(0, String.class).stream()
                .filter(said -> !FINE.equals(said))
                .toList();
    }

    @Override
    public FoedusException nothingHappened(String what, Throwable cause) {
        return SqliteFailures.nothingHappened(file, what, cause);
    }

    @Override
    public FoedusException commitFailed(String what, SQLException cause) {
        return SqliteFailures.commit(file, what, cause);
    }

    private HikariConfig config(String name, int most) {
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
        config.setPoolName(name);
        config.setMaximumPoolSize(most);
        config.setMaxLifetime(0);
        config.setIdleTimeout(0);
        config.setConnectionTimeout(TURN_TIMEOUT_MILLIS);
        return config;
    }

    /// Makes an empty file that its owner alone can read; SQLite gives its companions the same
    /// mode.
    private void create() {
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
                throw SqliteSchema.notOurs(file);
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
