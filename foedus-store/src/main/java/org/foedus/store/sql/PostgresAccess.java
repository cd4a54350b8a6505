package org.foedus.store.sql;

import java.util.Locale;
import java.util.function.Supplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.postgresql.ds.PGSimpleDataSource;

/// Where a PostgreSQL database is, and as whom to sign in. No text names the password.
///
/// @param url `jdbc:postgresql://host:port/database`, with options such as `sslmode` behind a `?`
/// @param password read anew for each connection, so that it can be changed while a hub runs
public record PostgresAccess(String url, String user, Supplier<String> password) {
    public static final String SCHEME = "jdbc:postgresql://";
    private static final int CONNECT_SECONDS = 5;

    public PostgresAccess {
        var lower = url.toLowerCase(Locale.ROOT);
        if (!lower.startsWith(SCHEME) || user.isBlank()) {
            throw bad("expected " + SCHEME + "host:port/database and a user");
        }
        if (lower.contains("password=") || lower.contains("user=") || lower.contains("@")) {
            throw bad("user and password are settings of their own; the URL must not hold them");
        }
    }

    private static FoedusException bad(String what) {
        return new FoedusException(ErrorCode.BAD_REQUEST, "database: " + what);
    }

    /// Host, port and database, for people.
    public String name() {
        int options = url.indexOf('?');
        return options < 0 ? url : url.substring(0, options);
    }

    /// Connections that give up on a server that is silent for so long.
    PGSimpleDataSource source(int silenceSeconds) {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password.get());
        source.setApplicationName("foedus");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(2 * CONNECT_SECONDS);
        source.setSocketTimeout(silenceSeconds);
        source.setTcpKeepAlive(true);
        return source;
    }

    @Override
    public String toString() {
        return name();
    }
}
