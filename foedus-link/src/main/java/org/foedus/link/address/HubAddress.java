package org.foedus.link.address;

import java.net.IDN;
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
    private static final String SCHEME = "https://";
    private static final int HTTPS_PORT = 443;

    /// Letters that IDNA 2003 and 2008 map to different names (UTS 46, section 4).
    private static final Pattern TOLD_APART = Pattern.compile("[\u00DF\u03C2\u200C\u200D]");

    private static final Pattern NAME =
            Pattern.compile(
                    "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
    private static final Pattern LOOKS_IPV4 = Pattern.compile("(.*\\.)?[0-9]+");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]{2,45}");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    public HubAddress {
        if (!isHost(host)) {
            if (host.contains("_")) {
                throw bad(
                        "'"
                                + printable(host)
                                + "' is no host: TLS takes no underscore in a name; give the"
                                + " machine another name (with a hyphen), or use its IP address");
            }
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

    /// Reads `host:port`, where an IPv6 address stands in brackets; also as a browser shows it,
    /// with `https://` before and a slash behind, then with port 443 where it has none. Letters
    /// beyond ASCII become the name that DNS knows (`xn--…`).
    ///
    /// @throws FoedusException `BAD_FORMAT`, naming the part that is wrong, and the cure
    public static HubAddress parse(String text) {
        if (text.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            var rest = text.substring(SCHEME.length()).replaceFirst("/$", "");
            boolean port = rest.lastIndexOf(':') > rest.lastIndexOf(']');
            return named(port ? rest : rest + ":" + HTTPS_PORT);
        }
        if (text.regionMatches(true, 0, "http://", 0, "http://".length())) {
            throw bad("a hub speaks TLS alone: write https:// instead of http://");
        }
        return named(text);
    }

    private static HubAddress named(String text) {
        if (text.contains("/")) {
            throw bad("'" + printable(text) + "' has a path: expected host:port alone");
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0 || colon < text.lastIndexOf(']')) {
            throw bad("'" + printable(text) + "' has no port: expected host:port");
        }
        var digits = text.substring(colon + 1);
        if (!PORT.matcher(digits).matches()) {
            throw bad("'" + printable(digits) + "' is no port: expected 1 to " + MAX_PORT);
        }
        var host = ascii(text.substring(0, colon)).toLowerCase(Locale.ROOT);
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

    /// Older and newer rules differ in a few letters; such a name is to be written as DNS has it.
    private static String ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host;
        }
        try {
            if (TOLD_APART.matcher(host).find()) {
                throw new IllegalArgumentException(host);
            }
            return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "'" + printable(host) + "' is no host: write the name as DNS has it (xn--…)",
                    e);
        }
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
