package org.foedus.link.tls;

import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// Trusts exactly the keys that a verified statement lists, under whatever name and issuer.
public final class PinnedTrustManager extends ServerOnlyTrust {
    private final SortedSet<String> pins;

    public PinnedTrustManager(SortedSet<String> pins) {
        this.pins = Collections.unmodifiableSortedSet(new TreeSet<>(pins));
    }

    @Override
    void checkLeaf(X509Certificate leaf) throws PinMismatchException {
        if (!TlsPin.listed(pins, leaf)) {
            throw new PinMismatchException(leaf);
        }
    }
}
