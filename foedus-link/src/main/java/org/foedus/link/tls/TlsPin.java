package org.foedus.link.tls;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.SortedSet;
import org.foedus.core.digest.Sha256;

/// The SHA-256 of a TLS key's SubjectPublicKeyInfo: the same for every certificate of that key.
public final class TlsPin {
    private TlsPin() {}

    public static Sha256 of(X509Certificate certificate) {
        return of(certificate.getPublicKey());
    }

    public static Sha256 of(PublicKey key) {
        return Sha256.of(key.getEncoded());
    }

    static boolean listed(SortedSet<String> pins, X509Certificate certificate) {
        return pins.contains(of(certificate).hex());
    }
}
