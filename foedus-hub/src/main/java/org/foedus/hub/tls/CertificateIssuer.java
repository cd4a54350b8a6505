package org.foedus.hub.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.SortedSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Issues self-signed server certificates (X.509 v3, ECDSA with SHA-256).
final class CertificateIssuer {
    /// One day below what browsers accept.
    static final Duration VALIDITY = Duration.ofDays(397);

    /// Certificates begin in the past, for browsers whose clock is late.
    static final Duration BACKDATED = Duration.ofHours(1);

    private static final X500Name SUBJECT = new X500Name("CN=Foedus hub");
    private static final int SERIAL_BITS = 127;

    private CertificateIssuer() {}

    /// @param names DNS names and IP addresses as [TlsNames] writes them
    static X509Certificate selfSigned(
            KeyPair pair, SortedSet<String> names, Instant now, SecureRandom chance) {
        var begin = now.minus(BACKDATED);
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            SUBJECT,
                            new BigInteger(SERIAL_BITS, chance).add(BigInteger.ONE),
                            Date.from(begin),
                            Date.from(begin.plus(VALIDITY)),
                            SUBJECT,
                            pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR, "cannot issue a certificate for " + names, e);
        }
    }

    private static GeneralNames alternatives(SortedSet<String> names) {
        return new GeneralNames(
                names.stream().map(CertificateIssuer::generalName).toArray(GeneralName[]::new));
    }

    private static GeneralName generalName(String name) {
        return TlsNames.isAddress(name)
                ? new GeneralName(
                        GeneralName.iPAddress, InetAddress.ofLiteral(name).getHostAddress())
                : new GeneralName(GeneralName.dNSName, name);
    }
}
