package org.foedus.hub.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;

/// The one port: API, pages, health, metrics; TLS 1.3 only.
public final class HubServer implements AutoCloseable {
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final long IDLE_MILLIS = Api.MAX_WAIT.toMillis() + 30_000;

    private final Javalin javalin;

    private HubServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /// Where and how the server listens.
    public record Settings(String bind, int port, javax.net.ssl.SSLContext tls) {}

    public static HubServer start(Settings settings, Switchboard board) {
        Consumer<JavalinConfig> configure =
                config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.startup.startupWatcherEnabled = false;
                    config.concurrency.useVirtualThreads = true;
                    config.http.defaultContentType = "text/plain; charset=utf-8";
                    config.http.maxRequestSize = Long.MAX_VALUE;
                    config.jetty.addConnector((server, http) -> connector(server, http, settings));
                    config.routes.before(ctx -> Switchboard.harden(new JavalinExchange(ctx)));
                    board.routes().forEach(route -> register(config, board, route));
                    unknown(config);
                };
        try {
            return new HubServer(Javalin.create(configure).start());
        } catch (RuntimeException e) {
            throw notStarted(settings, e);
        }
    }

    private static FoedusException notStarted(Settings settings, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.net.BindException) {
                return new FoedusException(
                        ErrorCode.PORT_IN_USE,
                        "port "
                                + settings.port()
                                + " on "
                                + settings.bind()
                                + " is in use or not allowed: choose another with --port",
                        e);
            }
        }
        return new FoedusException(ErrorCode.IO_FAILED, "the hub's server did not start", e);
    }

    private static Connector connector(Server server, HttpConfiguration http, Settings settings) {
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.addCustomizer(new SecureRequestCustomizer(false));
        var tls = new SslContextFactory.Server();
        tls.setSslContext(settings.tls());
        tls.setIncludeProtocols("TLSv1.3");
        tls.setSniRequired(false);
        var connector =
                new ServerConnector(
                        server,
                        new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                        new HttpConnectionFactory(http));
        connector.setHost(settings.bind());
        connector.setPort(settings.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        return connector;
    }

    private static void register(JavalinConfig config, Switchboard board, Switchboard.Route route) {
        config.routes.addHttpHandler(
                HandlerType.findOrCreate(route.method()),
                route.pattern(),
                ctx -> board.serve(route, new JavalinExchange(ctx)));
    }

    private static void unknown(JavalinConfig config) {
        config.routes.exception(
                HttpResponseException.class,
                (e, ctx) ->
                        Door.problem(
                                new JavalinExchange(ctx),
                                e.getStatus(),
                                new FoedusException(
                                        e.getStatus() == 404
                                                ? ErrorCode.NOT_FOUND
                                                : ErrorCode.BAD_REQUEST,
                                        "no such route: " + ctx.method() + " " + ctx.path())));
    }

    /// The port that it really listens on.
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
