package org.foedus.link.tls;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server presented a certificate whose key is not pinned. It travels as the cause of the failed
/// handshake.
public final class PinMismatchException extends CertificateException {
    private final transient X509Certificate presented;

    PinMismatchException(X509Certificate presented) {
        super("the key " + TlsPin.of(presented) + " is not pinned");
        this.presented = presented;
    }

    public X509Certificate presented() {
        return presented;
    }

    /// The mismatch that made `failure`, if one did.
    public static Optional<PinMismatchException> in(Throwable failure) {
        @Nullable Throwable at = failure;
        for (int depth = 0; at != null && depth < 16; depth++) {
            if (at instanceof PinMismatchException mismatch) {
                return Optional.of(mismatch);
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
