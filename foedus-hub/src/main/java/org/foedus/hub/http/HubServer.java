package org.foedus.hub.http;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.LimitSettings;

/// The one port: API, pages, health, metrics; TLS 1.3 only. Requests run on virtual threads, as
/// many as [Connections] allows.
public final class HubServer implements AutoCloseable {
    private static final Logger LOG = System.getLogger("org.foedus.hub.http");
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /// Connections that the kernel holds until they are accepted.
    private static final int ACCEPT_QUEUE = 1024;

    /// Threads for selectors and what never waits.
    private static final int MAX_THREADS = 32;

    private static final int MIN_THREADS = 4;

    /// Files that are left for ledger, blobs and libraries.
    private static final int FILES_RESERVED = 256;

    private final Server server;
    private final HubConnector connector;

    private HubServer(Server server, HubConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /// Where and how the server listens.
    public record Settings(
            String bind, int port, javax.net.ssl.SSLContext tls, LimitSettings limits) {}

    public static HubServer start(Settings settings, Switchboard board) {
        var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("foedus-http");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("foedus-request-", 0).factory()));
        var server = new Server(threads);
        var connections = new Connections(fitting(settings.limits()), System::nanoTime);
        board.metrics().watch(connections);
        var connector = connector(server, settings, connections);
        server.addConnector(connector);
        server.setHandler(new HubHandler(board, connector));
        server.setErrorHandler(new Problems(board.log()));
        try {
            server.start();
            return new HubServer(server, connector);
        } catch (Exception e) {
            stop(server);
            throw notStarted(settings, e);
        }
    }

    /// No more connections than there are files for.
    private static LimitSettings fitting(LimitSettings limits) {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean os)) {
            return limits;
        }
        long most = Math.max(os.getMaxFileDescriptorCount() - FILES_RESERVED, 3);
        if (limits.connections() > most) {
            LOG.log(
                    Level.WARNING,
                    "limits.files connections="
                            + limits.connections()
                            + " files="
                            + os.getMaxFileDescriptorCount()
                            + " this process may open too few files: there will be fewer"
                            + " connections");
        }
        return limits.fitting(most);
    }

    private static FoedusException notStarted(Settings settings, Exception e) {
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

    private static HubConnector connector(
            Server server, Settings settings, Connections connections) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        http.addCustomizer(new SecureRequestCustomizer(false));
        var tls = new SslContextFactory.Server();
        tls.setSslContext(settings.tls());
        tls.setIncludeProtocols("TLSv1.3");
        tls.setSniRequired(false);
        var connector =
                new HubConnector(
                        server,
                        connections,
                        new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
                        new HttpConnectionFactory(http));
        connector.setHost(settings.bind());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        connector.setIdleTimeout(Connections.MEMBER_WAIT.toMillis());
        return connector;
    }

    /// The port that it really listens on.
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        stop(server);
    }

    private static void stop(Server server) {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(Level.WARNING, "server.stop " + e);
        }
    }
}
