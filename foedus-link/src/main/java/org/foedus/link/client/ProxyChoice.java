package org.foedus.link.client;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;
import org.jspecify.annotations.Nullable;

/// The HTTP proxy between this machine and a hub, if any.
///
/// An explicit choice counts first (`direct` for none), then the JVM's `https.proxyHost`, then
/// `HTTPS_PROXY` with `NO_PROXY` of the environment. The machine itself is always reached directly.
public final class ProxyChoice {
    public static final String DIRECT = "direct";

    private ProxyChoice() {}

    /// @param explicit `host:port`, `http://host:port`, [#DIRECT], or null for no explicit choice
    /// @param properties the JVM's system properties, or none
    /// @throws FoedusException `BAD_REQUEST` when the proxy's address does not parse
    public static Optional<HubAddress> of(
            HubAddress hub,
            @Nullable String explicit,
            Map<String, String> properties,
            Map<String, String> environment) {
        if (explicit != null) {
            return explicit.equals(DIRECT)
                    ? Optional.empty()
                    : Optional.of(parse("the proxy given", explicit));
        }
        if (isLoopback(hub.host())) {
            return Optional.empty();
        }
        var property = properties.getOrDefault("https.proxyHost", "");
        if (!property.isBlank()) {
            var port = properties.getOrDefault("https.proxyPort", "443");
            var skipped = properties.getOrDefault("http.nonProxyHosts", "").split("\\|");
            return skips(skipped, hub)
                    ? Optional.empty()
                    : Optional.of(parse("https.proxyHost", property + ":" + port));
        }
        var variable = first(environment, "HTTPS_PROXY", "https_proxy");
        if (variable.isEmpty()
                || skips(first(environment, "NO_PROXY", "no_proxy").split(","), hub)) {
            return Optional.empty();
        }
        return Optional.of(parse("HTTPS_PROXY", variable));
    }

    private static String first(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }

    private static boolean skips(String[] patterns, HubAddress hub) {
        return Stream.of(patterns)
                .map(pattern -> pattern.strip().toLowerCase(Locale.ROOT))
                .filter(pattern -> !pattern.isEmpty())
                .anyMatch(pattern -> matches(pattern, hub));
    }

    /// As curl and Go read it: a name and those below it, an address, a range of addresses such as
    /// `10.0.0.0/8`, each also with a port; `*` for all.
    private static boolean matches(String pattern, HubAddress hub) {
        if (pattern.contains("/")) {
            return inRange(pattern, hub.host());
        }
        var suffix = pattern.startsWith("*") ? pattern.substring(1) : pattern;
        if (suffix.isEmpty() || suffix.equals(hub.host()) || suffix.equals(hub.toString())) {
            return true;
        }
        return hub.host().endsWith(suffix.startsWith(".") ? suffix : "." + suffix);
    }

    /// Whether `host` is an address within a range in CIDR notation (RFC 4632); names are not
    /// looked up.
    private static boolean inRange(String range, String host) {
        int slash = range.indexOf('/');
        try {
            var network = InetAddress.ofLiteral(range.substring(0, slash)).getAddress();
            var address = InetAddress.ofLiteral(host).getAddress();
            int bits = Integer.parseInt(range.substring(slash + 1));
            if (bits < 0 || network.length != address.length || bits > 8 * network.length) {
                return false;
            }
            int drop = 8 * network.length - bits;
            return new BigInteger(1, network)
                    .shiftRight(drop)
                    .equals(new BigInteger(1, address).shiftRight(drop));
        } catch (IllegalArgumentException e) {
            return false; // a name, or no range: it stands for nothing
        }
    }

    private static HubAddress parse(String where, String text) {
        if (text.startsWith("https://")) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    where
                            + " is reached by TLS, which is not supported; what passes through it"
                            + " is encrypted anyway: name it as http://host:port");
        }
        var address = text.replaceFirst("^http://", "").replaceFirst("/$", "");
        if (address.contains("@")) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    where
                            + " holds a user and a password, which are not supported; run a local"
                            + " forwarder that signs in to the proxy, and name that one");
        }
        try {
            return HubAddress.parse(address);
        } catch (FoedusException e) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    where + " is no proxy address (http://host:port): " + e.reason(),
                    e);
        }
    }

    /// Always this proxy, or always none.
    static ProxySelector selector(@Nullable HubAddress proxy) {
        return new Fixed(
                proxy == null
                        ? Proxy.NO_PROXY
                        : new Proxy(
                                Proxy.Type.HTTP,
                                InetSocketAddress.createUnresolved(proxy.host(), proxy.port())));
    }

    private static final class Fixed extends ProxySelector {
        private final Proxy proxy;

        Fixed(Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // There is no other proxy to fall back on; the request itself fails.
        }
    }
}
