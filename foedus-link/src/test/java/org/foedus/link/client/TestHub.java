package org.foedus.link.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.foedus.link.address.HubAddress;
import org.foedus.link.tls.TestCertificate;

/// A tiny TLS server on 127.0.0.1 that answers the statement and whatever a test adds.
final class TestHub implements AutoCloseable {
    final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private TestHub(HttpsServer server) {
        this.server = server;
    }

    static TestHub start(TestCertificate certificate, byte[] statement) throws Exception {
        return start(certificate, statement, 0, "TLSv1.3");
    }

    static TestHub start(TestCertificate certificate, byte[] statement, int port, String protocol)
            throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var hub = new TestHub(HttpsServer.create(address, 0));
        hub.server.setHttpsConfigurator(
                new HttpsConfigurator(certificate.serverContext()) {
                    @Override
                    public void configure(HttpsParameters parameters) {
                        var tls = getSSLContext().getDefaultSSLParameters();
                        tls.setProtocols(new String[] {protocol});
                        parameters.setSSLParameters(tls);
                    }
                });
        hub.server.setExecutor(hub.threads);
        hub.on(HttpLinks.PATH, exchange -> answer(exchange, 200, statement));
        hub.server.start();
        return hub;
    }

    void on(String path, HttpHandler handler) {
        server.createContext(
                path,
                exchange -> {
                    seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                    try (exchange) {
                        handler.handle(exchange);
                    }
                });
    }

    static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    static void answer(HttpExchange exchange, int status, String body) throws IOException {
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    HubAddress address() {
        return new HubAddress("127.0.0.1", port());
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
