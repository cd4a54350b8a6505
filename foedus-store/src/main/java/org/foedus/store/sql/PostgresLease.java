package org.foedus.store.sql;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.SQLException;
import org.foedus.core.error.FoedusException;
import org.foedus.store.Lease;
import org.jspecify.annotations.Nullable;

/// A lease by an advisory lock of the session of a connection of its own, one for each schema.
///
/// It ends with the session. The server ends the session when the process dies; and, for a process
/// that was paused or cut off, when it has not asked [#held] for [#PATIENCE_SECONDS].
public final class PostgresLease implements Lease {
    /// How long a silent holder keeps it.
    public static final int PATIENCE_SECONDS = 5;

    private static final int SILENCE_SECONDS = 4;
    private static final String SESSION =
            "SET idle_session_timeout = '%ds'".formatted(PATIENCE_SECONDS);
    private static final String TAKE =
            "SELECT CASE WHEN pg_try_advisory_lock(%d, hashtext(current_schema())) THEN 1 END"
                    .formatted(SqliteSchema.APPLICATION_ID);

    private static final System.Logger LOG = System.getLogger(PostgresLease.class.getName());

    private final PostgresAccess access;
    private @Nullable Connection connection;
    private boolean locked;

    public PostgresLease(PostgresAccess access) {
        this.access = access;
    }

    /// @throws FoedusException `STORE_UNAVAILABLE` if the database can't be reached
    @Override
    public boolean take() {
        if (held()) {
            return true;
        }
        try {
            var session = connection != null ? connection : connect();
            connection = session;
            locked = Schema.number(session, TAKE) == 1;
            return locked;
        } catch (SQLException e) {
            disconnect();
            throw PostgresFailures.nothingHappened(access.name(), "grant the lead", e);
        }
    }

    private Connection connect() throws SQLException {
        QuietLibraries.silence();
        var session = access.source(SILENCE_SECONDS).getConnection();
        try {
            Schema.execute(session, SESSION);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public boolean held() {
        var session = connection;
        if (!locked || session == null) {
            return false;
        }
        try {
            Schema.execute(session, "SELECT 1");
            return true;
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "store_lease_lost database={0} {1}", access, e.getMessage());
            disconnect();
            return false;
        }
    }

    private void disconnect() {
        var session = connection;
        connection = null;
        locked = false;
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "store_lease_connection_lost", e);
            }
        }
    }

    /// At once, without waiting for the server to notice that the session has ended.
    @Override
    public void close() {
        var session = connection;
        if (locked && session != null) {
            try {
                Schema.execute(session, "SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                LOG.log(Level.DEBUG, "store_lease_not_given_back", e);
            }
        }
        disconnect();
    }
}
