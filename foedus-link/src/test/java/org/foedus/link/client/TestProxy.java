package org.foedus.link.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.foedus.link.address.HubAddress;

/// An HTTP proxy on 127.0.0.1 that answers every `CONNECT` alike, and tunnels after a 200.
final class TestProxy implements AutoCloseable {
    final List<String> asked = new CopyOnWriteArrayList<>();
    private final ServerSocket listener;
    private final String status;

    private TestProxy(ServerSocket listener, String status) {
        this.listener = listener;
        this.status = status;
    }

    static TestProxy start(String status) throws IOException {
        var proxy = new TestProxy(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()), status);
        Thread.startVirtualThread(proxy::listen);
        return proxy;
    }

    HubAddress address() {
        return new HubAddress("127.0.0.1", listener.getLocalPort());
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    client.getInputStream(), StandardCharsets.US_ASCII));
            var connect = String.valueOf(lines.readLine());
            asked.add(connect);
            String header;
            do {
                header = String.valueOf(lines.readLine());
            } while (!header.isEmpty());
            var head = "HTTP/1.1 " + status + "\r\n" + challenge() + "content-length: 0\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            if (status.startsWith("200")) {
                var to = HubAddress.parse(connect.split(" ")[1]);
                try (var server = new Socket(to.host(), to.port())) {
                    Thread.startVirtualThread(() -> copy(server, client));
                    copy(client, server);
                }
            }
        } catch (IOException _) {
            // The test on the other side says what went wrong.
        }
    }

    private String challenge() {
        return status.startsWith("407") ? "proxy-authenticate: Basic realm=\"x\"\r\n" : "";
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One side has closed the tunnel.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
