package org.foedus.link.tls;

import java.security.cert.X509Certificate;

/// Lets any server present itself. Only for fetching the public statement, on a connection that
/// carries no secret and whose certificate [StatementCheck] judges afterwards.
final class UnpinnedTrustManager extends ServerOnlyTrust {
    @Override
    void checkLeaf(X509Certificate leaf) {
        // StatementCheck compares this certificate with the statement that comes over it.
    }
}
