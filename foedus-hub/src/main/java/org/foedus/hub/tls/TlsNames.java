package org.foedus.hub.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.address.HubAddress;

/// The names that a certificate stands for: DNS names in lower case and IP addresses in the one
/// spelling of the JDK.
final class TlsNames {
    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
    private static final int MAX_NAMES = 64;
    private static final int ANY_PORT = 1;

    private TlsNames() {}

    /// `names` and those of the loopback interface.
    ///
    /// @throws FoedusException `BAD_NAME` when one is neither a DNS name nor an IP address
    static SortedSet<String> withLoopback(Collection<String> names) {
        var all = new TreeSet<String>();
        LOOPBACK.forEach(name -> all.add(canonical(name)));
        names.forEach(name -> all.add(canonical(name)));
        if (all.size() > MAX_NAMES) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME,
                    "a certificate names at most " + MAX_NAMES + " hosts, not " + all.size());
        }
        return Collections.unmodifiableSortedSet(all);
    }

    private static String canonical(String name) {
        try {
            var bare = name.contains(":") ? "[" + name + "]" : name;
            var host = HubAddress.parse(bare + ":" + ANY_PORT).host();
            return isAddress(host) ? InetAddress.ofLiteral(host).getHostAddress() : host;
        } catch (FoedusException e) {
            throw new FoedusException(
                    ErrorCode.BAD_NAME, "the TLS certificate cannot name this: " + e.reason(), e);
        }
    }

    static boolean isAddress(String name) {
        return name.contains(":") || name.matches("[0-9.]+");
    }

    /// Whether `certificate` names all of `names`.
    static boolean cover(X509Certificate certificate, SortedSet<String> names) {
        try {
            var found = new TreeSet<String>();
            var alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives == null) {
                return names.isEmpty();
            }
            for (var alternative : alternatives) {
                if (alternative.get(1) instanceof String name) {
                    found.add(
                            name.contains(":")
                                    ? InetAddress.ofLiteral(name).getHostAddress()
                                    : name);
                }
            }
            return found.containsAll(names);
        } catch (CertificateParsingException e) {
            return false;
        }
    }
}
