package org.foedus.store.sql;

import java.sql.SQLException;
import java.util.Set;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Turns what PostgreSQL says into Foedus' failures, once. It names failures by SQLSTATE.
final class PostgresFailures {
    private static final String DISK_FULL = "53100";

    /// Damaged data and damaged indexes.
    private static final Set<String> DAMAGED = Set.of("XX001", "XX002");

    private static final String WRONG_PASSWORD = "28P01";

    /// Classes of failures after which the server has undone the transaction: broken constraints,
    /// transactions undone for the sake of others.
    private static final Set<String> UNDONE = Set.of("23", "40");

    private PostgresFailures() {}

    /// A failure after which nothing has happened: `DISK_FULL`, `LEDGER_DAMAGED` or
    /// `STORE_UNAVAILABLE`.
    static FoedusException nothingHappened(String database, String what, Throwable cause) {
        var state = state(cause);
        if (state.equals(DISK_FULL)) {
            return diskFull(database, what, cause);
        }
        if (DAMAGED.contains(state)) {
            return Damage.of(database, SqliteFailures.reason(cause), cause);
        }
        var next =
                state.equals(WRONG_PASSWORD)
                        ? ". Put the right password in the file that hub.json names"
                        : "";
        return new FoedusException(
                ErrorCode.STORE_UNAVAILABLE,
                "the database %s could not %s: %s%s"
                        .formatted(database, what, SqliteFailures.reason(cause), next),
                cause);
    }

    /// A failure of a commit: `OUTCOME_UNKNOWN`, unless the server says that it undid it.
    static FoedusException commit(String database, String what, SQLException cause) {
        var state = state(cause);
        if (state.length() == 5 && UNDONE.contains(state.substring(0, 2))) {
            return nothingHappened(database, what, cause);
        }
        return new FoedusException(
                ErrorCode.OUTCOME_UNKNOWN,
                ("the database %s failed in the commit, so it may or may not have happened"
                                + " (%s): %s. Reopen it and look.")
                        .formatted(database, what, SqliteFailures.reason(cause)),
                cause);
    }

    private static FoedusException diskFull(String database, String what, Throwable cause) {
        return new FoedusException(
                ErrorCode.DISK_FULL,
                "the disk of %s is full, the database could not %s: free some space, then try again"
                        .formatted(database, what),
                cause);
    }

    private static String state(Throwable cause) {
        for (Throwable at = cause; at != null; at = at.getCause()) {
            if (at instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
