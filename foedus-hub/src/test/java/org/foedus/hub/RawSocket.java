package org.foedus.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.foedus.link.address.HubAddress;

/// A caller that writes its own bytes, as far as it likes.
final class RawSocket implements AutoCloseable {
    /// Only so long that a test that hangs ends.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Socket socket;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) PATIENCE.toMillis());
    }

    /// TCP alone.
    static RawSocket silent(HubAddress hub) throws IOException {
        return new RawSocket(new Socket(InetAddress.getLoopbackAddress(), hub.port()));
    }

    /// With TLS agreed on.
    static RawSocket tls(HubAddress hub) throws IOException {
        var plain = new Socket(InetAddress.getLoopbackAddress(), hub.port());
        plain.setSoTimeout((int) PATIENCE.toMillis());
        var tls =
                (SSLSocket)
                        RawCaller.trusting()
                                .getSocketFactory()
                                .createSocket(plain, hub.host(), hub.port(), true);
        tls.startHandshake();
        return new RawSocket(tls);
    }

    /// Sends and reads to the end.
    static String ask(HubAddress hub, String bytes) throws IOException {
        try (var socket = tls(hub)) {
            return socket.send(bytes).rest();
        }
    }

    RawSocket send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /// What comes up to the next end of a line.
    String line() throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
            line.append((char) c);
            c = socket.getInputStream().read();
        }
        return line.toString();
    }

    /// All that comes until the other side ends, however it does.
    String rest() {
        var all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("nobody ended it", e);
        } catch (IOException e) {
            // A reset is an end, too.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
