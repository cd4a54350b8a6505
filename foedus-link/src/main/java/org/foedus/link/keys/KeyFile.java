package org.foedus.link.keys;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.jspecify.annotations.Nullable;

/// An Ed25519 key in a file: PKCS#8 PEM, mode 0600, created once and never overwritten.
///
/// The public key follows in a block of its own, so that damage to either is noticed; a file with
/// only the private block (as `openssl genpkey -algorithm ed25519` writes it) is accepted too.
public final class KeyFile {
    static final int MAX_FILE_BYTES = 16 * 1024;
    private static final byte[] PROBE = "foedus key file".getBytes(StandardCharsets.US_ASCII);

    private KeyFile() {}

    /// Makes a new key and writes it to `file`.
    ///
    /// @throws FoedusException `ALREADY_EXISTS`, `IO_FAILED`, `DISK_FULL`
    public static Signer create(Path file) {
        var pair = newPair();
        var text =
                new Pem(Pem.PRIVATE_KEY, Bytes.of(pair.getPrivate().getEncoded())).text()
                        + new Pem(Pem.PUBLIC_KEY, Bytes.of(pair.getPublic().getEncoded())).text();
        PrivateFile.create(file, text.getBytes(StandardCharsets.US_ASCII));
        return new FileSigner(
                PublicKey.fromSpki(pair.getPublic().getEncoded()), pair.getPrivate(), file);
    }

    /// Reads the key of `file`.
    ///
    /// @throws FoedusException `NOT_FOUND`, `KEY_EXPOSED` when others may read it, `KEY_CORRUPT`
    ///   when it is no such key, `IO_FAILED`
    public static Signer load(Path file) {
        byte[] bytes;
        try {
            bytes =
                    PrivateFile.read(file, MAX_FILE_BYTES)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.NOT_FOUND, "there is no key file " + file));
        } catch (FoedusException e) {
            throw switch (e.code()) {
                case BAD_FORMAT, TOO_LARGE -> corrupt(file, e.reason(), e);
                default -> e;
            };
        }
        try {
            return parse(file, new String(bytes, StandardCharsets.US_ASCII));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static Signer parse(Path file, String text) {
        List<Pem> blocks;
        try {
            blocks = Pem.parse(text);
        } catch (FoedusException e) {
            throw corrupt(file, e.reason(), e);
        }
        if (blocks.isEmpty()) {
            throw corrupt(
                    file, text.isBlank() ? "the file is empty" : "it holds no PEM block", null);
        }
        if (!blocks.getFirst().label().equals(Pem.PRIVATE_KEY) || blocks.size() > 2) {
            var found = blocks.stream().map(Pem::label).toList();
            throw corrupt(file, "expected one block PRIVATE KEY, found " + found, null);
        }
        var pair = pairOf(file, blocks.getFirst().der());
        var publicKey = PublicKey.fromSpki(pair.getPublic().getEncoded());
        var signer = new FileSigner(publicKey, pair.getPrivate(), file);
        if (!publicKey.verifies(PROBE, signer.sign(PROBE))) {
            throw corrupt(file, "its signatures do not hold", null);
        }
        if (blocks.size() == 2 && !blocks.get(1).der().equals(Bytes.of(publicKey.spki()))) {
            throw corrupt(file, "its private and its public half do not belong together", null);
        }
        return signer;
    }

    private static KeyPair pairOf(Path file, Bytes der) {
        try {
            var key =
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(der.array()));
            if (key instanceof EdECPrivateKey ed && ed.getBytes().isPresent()) {
                return Ed25519Seed.pair(ed.getBytes().get());
            }
            throw corrupt(file, "it is no Ed25519 key", null);
        } catch (GeneralSecurityException e) {
            throw corrupt(file, "the block PRIVATE KEY is no Ed25519 key in PKCS#8", e);
        }
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no Ed25519", e);
        }
    }

    private static FoedusException corrupt(Path file, String found, @Nullable Throwable cause) {
        return new FoedusException(
                ErrorCode.KEY_CORRUPT,
                "the key file "
                        + file
                        + " cannot be used: "
                        + found
                        + ". Expected an Ed25519 private key as PKCS#8 PEM. "
                        + backup(file),
                cause);
    }

    private static String backup(Path file) {
        var beside =
                Stream.of(".bak", ".old", ".orig", "~")
                        .map(suffix -> file.resolveSibling(file.getFileName() + suffix))
                        .filter(path -> Files.exists(path, LinkOption.NOFOLLOW_LINKS))
                        .toList();
        return beside.isEmpty()
                ? "Restore it from your backup of " + file.toAbsolutePath().getParent()
                : "A copy may be " + beside;
    }

    /// Signs with a key in memory; prints the public half and the file only.
    private record FileSigner(PublicKey publicKey, PrivateKey privateKey, Path file)
            implements Signer {
        @Override
        public Bytes sign(byte[] message) {
            try {
                var signature = Signature.getInstance("Ed25519");
                signature.initSign(privateKey);
                signature.update(message);
                return Bytes.of(signature.sign());
            } catch (GeneralSecurityException e) {
                throw corrupt(file, "it cannot sign", e);
            }
        }

        @Override
        public String toString() {
            return "Signer[" + publicKey + " from " + file + "]";
        }
    }
}
