package org.foedus.hub.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
import org.foedus.core.ledger.Blobs;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.session.Sessions;
import org.foedus.protocol.api.Api;

/// The one port: API, pages, health, metrics; TLS 1.3 only.
public final class HubServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.foedus.hub.http");
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final long IDLE_MILLIS = Api.MAX_WAIT.toMillis() + 30_000;

    private final Javalin javalin;

    private HubServer(Javalin javalin) {
        this.javalin = javalin;
    }

    /// Where and how the server listens.
    ///
    /// @param tlsPins SHA-256 of the public keys that the hub's statement names
    public record Settings(
            String bind,
            int port,
            javax.net.ssl.SSLContext tls,
            java.util.SortedSet<org.foedus.core.digest.Sha256> tlsPins,
            String version) {}

    public static HubServer start(
            Settings settings, HubRuntime runtime, Sessions sessions, Signer hub, Blobs blobs) {
        var door = new Door(runtime, sessions);
        var metrics = new HubMetrics(runtime);
        var traffic = new Traffic();
        Consumer<JavalinConfig> configure =
                config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.startup.startupWatcherEnabled = false;
                    config.concurrency.useVirtualThreads = true;
                    config.http.defaultContentType = "text/plain; charset=utf-8";
                    config.http.maxRequestSize = Long.MAX_VALUE;
                    config.jetty.addConnector((server, http) -> connector(server, http, settings));
                    var routes = config.routes;
                    routes.before(HubServer::harden);
                    new SessionRoutes(door, hub, settings.tlsPins(), settings.version())
                            .register(routes);
                    new ClaimRoutes(door, blobs, traffic, metrics).register(routes);
                    new RecoveryRoutes(door, hub.publicKey()).register(routes);
                    new LedgerRoutes(door).register(routes);
                    new BlobRoutes(door, blobs, traffic, metrics).register(routes);
                    routes.get("/healthz", ctx -> health(ctx, runtime));
                    routes.get(
                            "/metrics",
                            ctx ->
                                    ctx.contentType("text/plain; version=0.0.4; charset=utf-8")
                                            .result(metrics.scrape()));
                    new PageRoutes(door, blobs, traffic).register(routes);
                    failures(config, metrics);
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

    private static void harden(Context ctx) {
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Cache-Control", "no-store");
        ctx.header("Referrer-Policy", "no-referrer");
        ctx.header("Strict-Transport-Security", "max-age=31536000");
    }

    private static void health(Context ctx, HubRuntime runtime) {
        long entries = runtime.read(l -> l.state().size());
        var status = runtime.read(l -> l.recovering().active()) ? "recovering" : "ok";
        ctx.contentType("application/json")
                .result("{\"status\":\"" + status + "\",\"entries\":" + entries + "}");
    }

    private static void failures(JavalinConfig config, HubMetrics metrics) {
        config.routes.exception(
                FoedusException.class,
                (e, ctx) -> {
                    metrics.failure(e.code().name());
                    if (e.code().type() != org.foedus.core.error.ErrorType.CALLER) {
                        LOG.log(Level.WARNING, "request.failed path=" + ctx.path(), e);
                    }
                    Door.problem(ctx, e);
                });
        config.routes.exception(
                HttpResponseException.class,
                (e, ctx) -> {
                    ctx.status(e.getStatus());
                    Door.json(
                            ctx,
                            new Api.Problem(
                                    e.getStatus() == 404 ? "NOT_FOUND" : "BAD_REQUEST",
                                    "no such route: " + ctx.method() + " " + ctx.path()));
                });
        config.routes.exception(
                Exception.class,
                (e, ctx) -> {
                    LOG.log(Level.ERROR, "request.broken path=" + ctx.path(), e);
                    metrics.failure(ErrorCode.INTERNAL_ERROR.name());
                    Door.problem(
                            ctx,
                            new FoedusException(
                                    ErrorCode.INTERNAL_ERROR, "the hub failed; its log says more"));
                });
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
