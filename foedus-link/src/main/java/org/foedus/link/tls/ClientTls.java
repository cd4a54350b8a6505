package org.foedus.link.tls;

import java.security.GeneralSecurityException;
import java.util.SortedSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// TLS contexts of the dialling side: TLS 1.3 and nothing below, no client certificate.
public final class ClientTls {
    public static final String PROTOCOL = "TLSv1.3";

    private ClientTls() {}

    /// For everything but the statement.
    public static SSLContext pinned(SortedSet<String> pins) {
        return context(new PinnedTrustManager(pins));
    }

    /// For `GET /api/v1/hub` alone: it must carry nothing secret.
    public static SSLContext forStatement() {
        return context(new UnpinnedTrustManager());
    }

    public static SSLParameters parameters() {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {PROTOCOL});
        return parameters;
    }

    private static SSLContext context(ServerOnlyTrust trust) {
        try {
            var context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[0], new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no " + PROTOCOL, e);
        }
    }
}
