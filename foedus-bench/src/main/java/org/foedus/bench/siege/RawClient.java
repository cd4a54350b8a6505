package org.foedus.bench.siege;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// Connections of someone who trusts anyone and keeps to no protocol; on the loopback only.
///
/// @param from the address of 127.0.0.0/8 that it comes from
record RawClient(InetAddress from, int port) {
    static final int PATIENCE_MILLIS = 20_000;
    static final int MAX_ANSWER = 1 << 20;

    static RawClient from(int last, int port) {
        try {
            return new RawClient(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last}), port);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Socket connect() throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    SSLSocket shake() throws IOException {
        var plain = connect();
        try {
            var socket =
                    (SSLSocket)
                            TRUSTING.getSocketFactory()
                                    .createSocket(plain, "127.0.0.1", port, true);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /// Sends these bytes on a connection of their own and returns all that comes until the end.
    byte[] exchange(byte[] request) throws IOException {
        try (var socket = shake()) {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return socket.getInputStream().readNBytes(MAX_ANSWER);
        }
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static final SSLContext TRUSTING = trusting();

    private static SSLContext trusting() {
        try {
            var context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {new TrustsAnyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustsAnyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
