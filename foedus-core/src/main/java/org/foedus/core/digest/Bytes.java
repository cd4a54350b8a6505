package org.foedus.core.digest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// An immutable byte string with value equality.
public final class Bytes {
    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
    }

    /// A copy of `array`.
    public static Bytes of(byte[] array) {
        return new Bytes(array.clone());
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return array.length;
    }

    /// A copy of the bytes.
    public byte[] array() {
        return array.clone();
    }

    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    public Sha256 sha256() {
        return Sha256.of(array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(array, bytes.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return "Bytes[" + array.length + "]";
    }
}
