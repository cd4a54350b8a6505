package org.foedus.hub.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.Pem;
import org.foedus.link.keys.PrivateFile;
import org.jspecify.annotations.Nullable;

/// Reads TLS keys and certificates from PEM files, and says what is wrong with them.
final class TlsFiles {
    private static final int MAX_FILE_BYTES = 256 * 1024;
    private static final int MAX_CERTIFICATES = 10;
    private static final byte[] PROBE = "foedus tls key".getBytes(StandardCharsets.US_ASCII);

    private TlsFiles() {}

    /// The hub's own file: key and certificate together; empty when there is none.
    static Optional<TlsIdentity> own(Path file) {
        return readPrivate(file).map(text -> identity(file, text, file, text));
    }

    /// An operator's two files. Both may be symbolic links, as certificate robots make them.
    static TlsIdentity operators(Path chainFile, Path keyFile) {
        var keyText =
                readPrivate(real(keyFile))
                        .orElseThrow(() -> notFound("there is no TLS key file " + keyFile, null));
        return identity(chainFile, readPublic(chainFile), keyFile, keyText);
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (NoSuchFileException e) {
            throw notFound("there is no TLS file " + file, e);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    private static Optional<String> readPrivate(Path file) {
        return PrivateFile.read(file, MAX_FILE_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private static String readPublic(Path file) {
        try (var in = Files.newInputStream(real(file))) {
            return new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    private static TlsIdentity identity(
            Path chainFile, String chainText, Path keyFile, String keyText) {
        var chain = chain(chainFile, blocks(chainFile, chainText));
        var key = key(keyFile, blocks(keyFile, keyText));
        if (!belongs(key, chain.getFirst())) {
            throw corrupt(
                    keyFile,
                    "it is not the key of the first certificate in "
                            + chainFile
                            + " (the leaf must come first)",
                    null);
        }
        return new TlsIdentity(key, chain);
    }

    private static List<Pem> blocks(Path file, String text) {
        try {
            return Pem.parse(text);
        } catch (FoedusException e) {
            throw corrupt(file, e.reason(), e);
        }
    }

    private static List<X509Certificate> chain(Path file, List<Pem> blocks) {
        var chain = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks) {
                if (block.label().equals(Pem.CERTIFICATE)) {
                    var der = new ByteArrayInputStream(block.der().array());
                    chain.add((X509Certificate) factory.generateCertificate(der));
                }
            }
        } catch (GeneralSecurityException e) {
            throw corrupt(file, "its certificate does not parse", e);
        }
        if (chain.isEmpty() || chain.size() > MAX_CERTIFICATES) {
            throw corrupt(
                    file,
                    "it holds " + chain.size() + " certificates, expected 1 to " + MAX_CERTIFICATES,
                    null);
        }
        return chain;
    }

    private static PrivateKey key(Path file, List<Pem> blocks) {
        var labels = blocks.stream().map(Pem::label).toList();
        var found = blocks.stream().filter(block -> block.label().equals(Pem.PRIVATE_KEY)).toList();
        if (found.size() != 1) {
            var hint =
                    labels.stream().anyMatch(label -> label.endsWith(" PRIVATE KEY"))
                            ? "; convert it: openssl pkcs8 -topk8 -nocrypt -in '" + file + "'"
                            : "";
            throw corrupt(file, "expected one block PRIVATE KEY, found " + labels + hint, null);
        }
        var der = new PKCS8EncodedKeySpec(found.getFirst().der().array());
        for (var algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(der);
            } catch (GeneralSecurityException _) {
                // The next algorithm may fit.
            }
        }
        throw corrupt(file, "its key is neither EC nor RSA in PKCS#8", null);
    }

    private static boolean belongs(PrivateKey key, X509Certificate certificate) {
        var algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
        try {
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            var signature = signer.sign();
            signer.initVerify(certificate.getPublicKey());
            signer.update(PROBE);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static FoedusException notFound(String message, @Nullable Throwable cause) {
        return new FoedusException(ErrorCode.NOT_FOUND, message, cause);
    }

    private static FoedusException corrupt(Path file, String found, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.KEY_CORRUPT,
                "the TLS file "
                        + file
                        + " cannot be used: "
                        + found
                        + ". Restore it from your backup, or move it away and the hub issues a new"
                        + " key (nodes pin the hub's identity, so they follow)",
                cause);
    }
}
