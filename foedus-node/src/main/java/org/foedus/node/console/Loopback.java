package org.foedus.node.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Where a console listens: one port of this machine, under a name that is the console's alone.
///
/// Cookies know no ports, so a cookie for 127.0.0.1 would go to every server of this machine.
/// Browsers take any name that ends in `.localhost` for this machine, and two such names for two
/// sites. They try ::1 first: where there is one, the port there is taken too, or somebody else
/// could be the server that the browser finds.
///
/// @param name a host name that nobody can guess
/// @param channels open, on the same port
record Loopback(String name, List<ServerSocketChannel> channels) {
    private static final String IPV4 = "127.0.0.1";
    private static final String IPV6 = "::1";
    private static final int NAME_BYTES = 8;
    private static final int ATTEMPTS = 16;

    Loopback {
        channels = List.copyOf(channels);
    }

    /// @param port 0 for any that is free
    /// @throws FoedusException `PORT_IN_USE`
    static Loopback open(int port, SecureRandom chance) {
        var bytes = new byte[NAME_BYTES];
        chance.nextBytes(bytes);
        var name = "foedus-" + HexFormat.of().formatHex(bytes) + ".localhost";
        for (int left = port == 0 ? ATTEMPTS : 1; ; left--) {
            var open = new ArrayList<ServerSocketChannel>();
            try {
                open.add(listen(IPV4, port));
                if (hasIpv6()) {
                    open.add(listen(IPV6, portOf(open.getFirst())));
                }
                return new Loopback(name, open);
            } catch (IOException e) {
                close(open);
                if (left == 1) {
                    throw new FoedusException(
                            ErrorCode.PORT_IN_USE,
                            "cannot listen on port "
                                    + port
                                    + " of this machine (127.0.0.1 and"
                                    + " ::1): choose another port",
                            e);
                }
            }
        }
    }

    private static ServerSocketChannel listen(String address, int port) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            return channel.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean hasIpv6() throws SocketException {
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(IPV6)) != null;
    }

    private static int portOf(ServerSocketChannel channel) throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    int port() {
        try {
            return portOf(channels.getFirst());
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "the console is closed", e);
        }
    }

    void close() {
        close(channels);
    }

    private static void close(List<ServerSocketChannel> channels) {
        for (var channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                // it was of no use anyway
            }
        }
    }
}
