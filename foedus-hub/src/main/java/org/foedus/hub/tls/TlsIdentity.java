package org.foedus.hub.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.Pem;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.tls.TlsPin;

/// The TLS key of a hub and its certificate chain, leaf first.
public final class TlsIdentity {
    /// An own certificate with less than this left is replaced, key and all.
    public static final Duration REISSUE_BEFORE = Duration.ofDays(30);

    public static final String FILE_NAME = "tls.pem";
    private static final String ALIAS = "hub";
    private static final int PASSWORD_BYTES = 16;

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    TlsIdentity(PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = List.copyOf(chain);
    }

    /// A new ECDSA P-256 key under a self-signed certificate for `names` and loopback.
    ///
    /// @param names DNS names and IP addresses (IPv6 without brackets)
    /// @throws FoedusException `BAD_NAME`
    public static TlsIdentity issue(Collection<String> names, Instant now, SecureRandom chance) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), chance);
            var pair = generator.generateKeyPair();
            var certificate =
                    CertificateIssuer.selfSigned(pair, TlsNames.withLoopback(names), now, chance);
            return new TlsIdentity(pair.getPrivate(), List.of(certificate));
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no P-256", e);
        }
    }

    /// The identity kept in `folder`, or a new one when there is none, when it does not name all of
    /// `names`, or when less than [#REISSUE_BEFORE] is left.
    ///
    /// @param folder private to the hub, and existing
    /// @throws FoedusException `KEY_EXPOSED`, `KEY_CORRUPT`, `BAD_NAME`, `IO_FAILED`, `DISK_FULL`
    public static TlsIdentity loadOrIssue(
            Path folder, Collection<String> names, Instant now, SecureRandom chance) {
        var file = folder.resolve(FILE_NAME);
        var kept = TlsFiles.own(file).filter(identity -> identity.serves(names, now));
        if (kept.isPresent()) {
            return kept.get();
        }
        var issued = issue(names, now, chance);
        PrivateFile.write(file, issued.pem().getBytes(StandardCharsets.US_ASCII));
        return issued;
    }

    /// An operator's own certificate chain (PEM, leaf first) and key (PKCS#8 PEM, EC or RSA).
    ///
    /// @throws FoedusException `NOT_FOUND`, `KEY_EXPOSED`, `KEY_CORRUPT`, `IO_FAILED`
    public static TlsIdentity load(Path chainFile, Path keyFile) {
        return TlsFiles.operators(chainFile, keyFile);
    }

    private boolean serves(Collection<String> names, Instant now) {
        return notAfter().isAfter(now.plus(REISSUE_BEFORE))
                && TlsNames.cover(certificate(), TlsNames.withLoopback(names));
    }

    private String pem() {
        try {
            var text = new StringBuilder();
            text.append(new Pem(Pem.PRIVATE_KEY, Bytes.of(key.getEncoded())).text());
            for (var certificate : chain) {
                text.append(new Pem(Pem.CERTIFICATE, Bytes.of(certificate.getEncoded())).text());
            }
            return text.toString();
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "cannot encode a certificate", e);
        }
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /// The most urgent warning due at `now`: 30, 14, 7 or 1 days before the end, or past it.
    public Optional<ExpiryWarning> expiryWarning(Instant now) {
        return ExpiryWarning.due(notAfter(), now);
    }

    /// What the hub's statement lists for this key.
    public SortedSet<String> pins() {
        return Collections.unmodifiableSortedSet(
                new TreeSet<>(List.of(TlsPin.of(certificate()).hex())));
    }

    /// A key store in memory with this identity as its only entry.
    public KeyStore keyStore(char[] password) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry(ALIAS, key, password, chain.toArray(X509Certificate[]::new));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR, "cannot build the hub's key store", e);
        }
    }

    /// A server's context; which protocols it speaks is the server's setting.
    public SSLContext sslContext() {
        var password = password();
        try {
            var managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(keyStore(password), password);
            var context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR, "cannot build the hub's TLS context", e);
        }
    }

    private static char[] password() {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = new char[PASSWORD_BYTES];
        for (int i = 0; i < PASSWORD_BYTES; i++) {
            password[i] = (char) ('a' + (bytes[i] & 15));
        }
        return password;
    }

    @Override
    public String toString() {
        return "TlsIdentity[" + TlsPin.of(certificate()) + " until " + notAfter() + "]";
    }
}
