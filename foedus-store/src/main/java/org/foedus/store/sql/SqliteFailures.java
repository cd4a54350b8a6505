package org.foedus.store.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Turns what SQLite says into Foedus' failures, once.
final class SqliteFailures {
    /// An I/O error with less free space than this is a full disk.
    private static final long NEARLY_FULL_BYTES = 1024 * 1024;

    private SqliteFailures() {}

    /// A failure after which nothing has happened: `DISK_FULL`, `LEDGER_DAMAGED` or
    /// `STORE_UNAVAILABLE`.
    static FoedusException nothingHappened(Path file, String what, Throwable cause) {
        if (damaged(cause)) {
            return Damage.of(file.toString(), reason(cause), cause);
        }
        if (diskFull(file, cause)) {
            return diskFull(file, what, cause);
        }
        return new FoedusException(
                ErrorCode.STORE_UNAVAILABLE,
                "the database %s could not %s: %s".formatted(file, what, reason(cause)),
                cause);
    }

    /// A failure of a commit: `DISK_FULL` where SQLite says that it undid it for want of space,
    /// else `OUTCOME_UNKNOWN`.
    static FoedusException commit(Path file, String what, SQLException cause) {
        if (code(cause) == SQLiteErrorCode.SQLITE_FULL) {
            return diskFull(file, what, cause);
        }
        return new FoedusException(
                ErrorCode.OUTCOME_UNKNOWN,
                ("the database %s failed in the commit, so it may or may not have happened"
                                + " (%s): %s. Reopen it and look.")
                        .formatted(file, what, reason(cause)),
                cause);
    }

    private static boolean damaged(Throwable cause) {
        var code = code(cause);
        return code != null
                && (code == SQLiteErrorCode.SQLITE_NOTADB
                        || code.name().startsWith(SQLiteErrorCode.SQLITE_CORRUPT.name()));
    }

    static boolean notADatabase(Throwable cause) {
        return code(cause) == SQLiteErrorCode.SQLITE_NOTADB;
    }

    private static FoedusException diskFull(Path file, String what, Throwable cause) {
        return new FoedusException(
                ErrorCode.DISK_FULL,
                "the disk of %s is full, the database could not %s: free some space, then try again"
                        .formatted(file.toAbsolutePath().getParent(), what),
                cause);
    }

    private static boolean diskFull(Path file, Throwable cause) {
        var code = code(cause);
        if (code == SQLiteErrorCode.SQLITE_FULL) {
            return true;
        }
        return code != null
                && code.name().startsWith(SQLiteErrorCode.SQLITE_IOERR.name())
                && usableBytes(file) < NEARLY_FULL_BYTES;
    }

    private static long usableBytes(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }

    private static @Nullable SQLiteErrorCode code(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SQLiteException sqlite) {
                return sqlite.getResultCode();
            }
        }
        return null;
    }

    /// The innermost message: what the database itself said.
    static String reason(Throwable cause) {
        var at = cause;
        for (var next = at.getCause(); next != null; next = at.getCause()) {
            at = next;
        }
        return at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
    }
}
