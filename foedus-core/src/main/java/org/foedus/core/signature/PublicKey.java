package org.foedus.core.signature;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// An Ed25519 public key: 32 bytes, written as 64 hexadecimal digits.
///
/// Every key that anybody names comes through here, so none is of small order, off the curve or
/// written in a second way.
public record PublicKey(String hex) implements Comparable<PublicKey> {
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int RAW_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    /// Keys that were found good: a ledger names few keys, many times, and a look at the curve
    /// takes as long as twenty thousand comparisons. A place holds the newest that fell on it.
    private static final AtomicReferenceArray<String> GOOD = new AtomicReferenceArray<>(1 << 12);

    public PublicKey {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    "an Ed25519 public key is 64 lower-case hexadecimal digits");
        }
        int place = hex.hashCode() & (GOOD.length() - 1);
        if (!hex.equals(GOOD.get(place))) {
            EdwardsPoint.fault(HexFormat.of().parseHex(hex))
                    .ifPresent(why -> {
                        throw new FoedusException(
                                ErrorCode.BAD_FORMAT, hex + " is no Ed25519 public key: " + why);
                    });
            GOOD.set(place, hex);
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

    /// The fingerprint for reading out: sixteen groups of four.
    public String spoken() {
        return fingerprint().hex().replaceAll("(.{4})(?=.)", "$1 ");
    }

    /// Whether `signature` is this key's over `message`; malformed signatures are simply false, and
    /// so are those whose R nobody gets who signs by RFC 8032. That S is below the order of the
    /// group the JDK sees to.
    public boolean verifies(byte[] message, Bytes signature) {
        var bytes = signature.array();
        if (bytes.length != SIGNATURE_BYTES
                || EdwardsPoint.dishonest(Arrays.copyOf(bytes, RAW_BYTES))) {
            return false;
        }
        try {
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(spki())));
            verifier.update(message);
            return verifier.verify(bytes);
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
