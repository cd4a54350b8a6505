package org.foedus.link.address;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Where a hub listens.
///
/// @param host a DNS name in lower case, an IPv4 address, or an IPv6 address without brackets
/// @param port 1 to 65535
public record HubAddress(String host, int port) implements Comparable<HubAddress> {
    private static final int MAX_HOST_CHARACTERS = 253;
    private static final int MAX_PORT = 65_535;
    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern LOOKS_IPV4 = Pattern.compile("(.*\\.)?[0-9]+");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    public HubAddress {
        if (!isHost(host)) {
            throw bad(
                    "'"
                            + printable(host)
                            + "' is no host: expected a DNS name (letters, digits, hyphens, dots),"
                            + " an IPv4 address or an IPv6 address in brackets");
        }
        if (port < 1 || port > MAX_PORT) {
            throw bad(port + " is no port: expected 1 to " + MAX_PORT);
        }
    }

    /// Reads `host:port`, where an IPv6 address stands in brackets.
    ///
    /// @throws FoedusException `BAD_FORMAT`, naming the part that is wrong
    public static HubAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || colon < text.lastIndexOf(']')) {
            throw bad("'" + printable(text) + "' has no port: expected host:port");
        }
        var digits = text.substring(colon + 1);
        if (!PORT.matcher(digits).matches()) {
            throw bad("'" + printable(digits) + "' is no port: expected 1 to " + MAX_PORT);
        }
        var host = text.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        if (host.contains(":") && !bracketed) {
            throw bad("'" + printable(host) + "' is no host: an IPv6 address stands in brackets");
        }
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
            if (!host.contains(":")) {
                throw bad("'" + printable(host) + "' is no IPv6 address, but in brackets");
            }
        }
        return new HubAddress(host, Integer.parseInt(digits));
    }

    private static boolean isHost(String host) {
        if (host.isEmpty() || host.length() > MAX_HOST_CHARACTERS) {
            return false;
        }
        if (host.contains(":")) {
            return IPV6.matcher(host).matches() && isLiteral(host);
        }
        if (LOOKS_IPV4.matcher(host).matches()) {
            return IPV4.matcher(host).matches() && isLiteral(host);
        }
        return NAME.matcher(host).matches();
    }

    private static boolean isLiteral(String host) {
        try {
            return !InetAddress.ofLiteral(host).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static FoedusException bad(String message) {
        return new FoedusException(ErrorCode.BAD_FORMAT, message);
    }

    private static String printable(String text) {
        var shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return shown.replaceAll("[^\\x20-\\x7e…]", "?");
    }

    /// The base of every request, with no slash at its end.
    public URI base() {
        return URI.create("https://" + this);
    }

    @Override
    public int compareTo(HubAddress other) {
        int order = host.compareTo(other.host);
        return order != 0 ? order : Integer.compare(port, other.port);
    }

    /// `host:port`, as [#parse] reads it.
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
