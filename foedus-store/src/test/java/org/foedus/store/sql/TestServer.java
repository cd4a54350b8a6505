package org.foedus.store.sql;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// A real PostgreSQL server for the tests of one process, and an empty schema for each who asks.
final class TestServer {
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestServer() {}

    private static EmbeddedPostgres start() {
        try {
            var server =
                    EmbeddedPostgres.builder()
                            .setServerConfig("fsync", "on")
                            .setServerConfig("synchronous_commit", "on")
                            .start();
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofPlatform()
                                    .unstarted(() -> {
                                        try {
                                            server.close();
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    }));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// An empty schema of its own.
    static PostgresAccess schema() throws SQLException {
        var name = "test" + SCHEMAS.incrementAndGet();
        execute("CREATE SCHEMA " + name);
        return schema(name);
    }

    private static PostgresAccess schema(String name) {
        return access(
                "jdbc:postgresql://localhost:%d/postgres?currentSchema=%s"
                        .formatted(SERVER.getPort(), name));
    }

    static PostgresAccess access(String url) {
        return new PostgresAccess(url, "postgres", () -> "not asked for");
    }

    static int port() {
        return SERVER.getPort();
    }

    static Connection connect() throws SQLException {
        return SERVER.getPostgresDatabase().getConnection();
    }

    /// As the server's owner, outside our schemas.
    static void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// In a schema that was given out.
    static void execute(PostgresAccess schema, String sql) throws SQLException {
        try (var connection = schema.source(10).getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
