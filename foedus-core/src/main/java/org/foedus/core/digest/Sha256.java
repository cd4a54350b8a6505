package org.foedus.core.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
public record Sha256(String hex) implements Comparable<Sha256> {
    public static final int BYTES = 32;

    public Sha256 {
        if (!isHex(hex)) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT, "a SHA-256 digest is 64 lower-case hexadecimal digits");
        }
    }

    private static boolean isHex(String text) {
        if (text.length() != 2 * BYTES) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }

    /// The digest of the concatenation of `parts`.
    public static Sha256 of(byte[]... parts) {
        var digest = newDigest();
        for (var part : parts) {
            digest.update(part);
        }
        return of(digest);
    }

    /// Ends `digest` and takes its value.
    public static Sha256 of(MessageDigest digest) {
        return fromBytes(digest.digest());
    }

    /// A digest from its 32 bytes.
    public static Sha256 fromBytes(byte[] bytes) {
        return new Sha256(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /// The first 12 digits, for people.
    public String shortHex() {
        return hex.substring(0, 12);
    }

    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "this JDK has no SHA-256", e);
        }
    }

    @Override
    public int compareTo(Sha256 other) {
        return hex.compareTo(other.hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
