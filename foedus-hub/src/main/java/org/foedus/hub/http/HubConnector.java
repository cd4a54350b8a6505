package org.foedus.hub.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;

/// The server's socket: tells [Connections] of each connection, and lets it end them.
final class HubConnector extends ServerConnector {
    private static final int SUBNET_BYTES = 8;
    private static final long SWEEP_MILLIS = 500;

    private final Connections connections;
    private final Map<EndPoint, Connections.Line> lines = new ConcurrentHashMap<>();

    HubConnector(
            Server server,
            Connections connections,
            SslConnectionFactory tls,
            HttpConnectionFactory http) {
        super(server, tls, http);
        this.connections = connections;
        addBean(
                new SslHandshakeListener() {
                    @Override
                    public void handshakeSucceeded(Event event) {
                        line(event.getEndPoint()).secured();
                    }
                });
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        var line = connections.line(address(endPoint.getRemoteSocketAddress()), endPoint::close);
        lines.put(endPoint, line);
        connections.admit(line);
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        var line = lines.remove(endPoint);
        if (line != null) {
            line.closed();
        }
        super.onEndPointClosed(endPoint);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        sweepLater();
    }

    private void sweepLater() {
        getScheduler().schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        if (isRunning()) {
            try {
                connections.sweep();
            } finally {
                sweepLater();
            }
        }
    }

    /// The connection that a request came on.
    Connections.Line line(Request request) {
        return line(request.getConnectionMetaData().getConnection().getEndPoint());
    }

    private Connections.Line line(EndPoint endPoint) {
        var outer = endPoint instanceof EndPoint.Wrapper tls ? tls.unwrap() : endPoint;
        var known = lines.get(outer);
        return known != null ? known : connections.line("", endPoint::close);
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet ? address(inet.getAddress()) : "";
    }

    /// Of IPv6 the network, of which a subscriber has all addresses.
    static String address(InetAddress address) {
        if (address instanceof Inet6Address six && !six.isLoopbackAddress()) {
            var network = Arrays.copyOf(six.getAddress(), SUBNET_BYTES);
            return HexFormat.of().formatHex(network) + "::/64";
        }
        return address.getHostAddress();
    }
}
