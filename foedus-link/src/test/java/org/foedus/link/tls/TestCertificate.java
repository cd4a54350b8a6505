package org.foedus.link.tls;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed server certificate that names no host at all: pins alone must decide.
public record TestCertificate(KeyPair pair, X509Certificate certificate) {
    private static final Instant BEGIN = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2021-01-01T00:00:00Z");

    public static TestCertificate issuedBy(String name) throws Exception {
        var pair = KeyPairGenerator.getInstance("EC").generateKeyPair();
        var subject = new X500Name("CN=" + name);
        var builder =
                new JcaX509v3CertificateBuilder(
                        subject,
                        BigInteger.ONE,
                        Date.from(BEGIN),
                        Date.from(END),
                        subject,
                        pair.getPublic());
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return new TestCertificate(
                pair, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
    }

    public String pin() {
        return TlsPin.of(certificate).hex();
    }

    public SSLContext serverContext() throws Exception {
        var password = "password".toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("hub", pair.getPrivate(), password, new X509Certificate[] {certificate});
        var managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(store, password);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
