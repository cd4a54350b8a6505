package org.foedus.core.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// An Ed25519 public key: 32 bytes, written as 64 hexadecimal digits.
public record PublicKey(String hex) implements Comparable<PublicKey> {
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int RAW_BYTES = 32;

    public PublicKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "an Ed25519 public key is 64 lower-case hexadecimal digits");
        }
    }

    /// From the 44-byte SubjectPublicKeyInfo (RFC 8410) that the JDK calls the encoded form.
    public static PublicKey fromSpki(byte[] spki) {
        if (spki.length != SPKI_PREFIX.length + RAW_BYTES
                || !HexFormat.of()
                        .formatHex(spki, 0, SPKI_PREFIX.length)
                        .equals(HexFormat.of().formatHex(SPKI_PREFIX))) {
            throw new FoedusException(ErrorCode.BAD_FORMAT, "not an Ed25519 public key (RFC 8410)");
        }
        return new PublicKey(HexFormat.of().formatHex(spki, SPKI_PREFIX.length, spki.length));
    }

    public byte[] raw() {
        return HexFormat.of().parseHex(hex);
    }

    public byte[] spki() {
        return HexFormat.of().parseHex(HexFormat.of().formatHex(SPKI_PREFIX) + hex);
    }

    /// SHA-256 of the 32 raw bytes: what an invitation pins and a person compares.
    public Sha256 fingerprint() {
        return Sha256.of(raw());
    }

    /// Whether `signature` is this key's over `message`; malformed signatures are simply false.
    public boolean verifies(byte[] message, Bytes signature) {
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(spki())));
            verifier.update(message);
            return verifier.verify(signature.array());
        } catch (SignatureException | InvalidKeyException | InvalidKeySpecException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no Ed25519", e);
        }
    }

    @Override
    public int compareTo(PublicKey other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
