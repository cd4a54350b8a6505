package org.foedus.core.ledger;

import java.util.Arrays;
import org.foedus.core.digest.Sha256;

/// A growing row of digests, 32 bytes each and nothing else. Not thread-safe.
final class HashRow {
    private static final int FIRST_CAPACITY = 16;

    private byte[] bytes = new byte[FIRST_CAPACITY * Sha256.BYTES];
    private int size;

    int size() {
        return size;
    }

    void add(byte[] hash) {
        int at = size * Sha256.BYTES;
        if (at == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.multiplyExact(2, at));
        }
        System.arraycopy(hash, 0, bytes, at, Sha256.BYTES);
        size++;
    }

    Sha256 get(int index) {
        int at = Math.multiplyExact(java.util.Objects.checkIndex(index, size), Sha256.BYTES);
        return Sha256.fromBytes(Arrays.copyOfRange(bytes, at, at + Sha256.BYTES));
    }

    /// SHA-256 of `prefix` and the last two digests.
    byte[] lastPairHash(byte[] prefix) {
        var digest = Sha256.newDigest();
        digest.update(prefix);
        digest.update(bytes, (size - 2) * Sha256.BYTES, 2 * Sha256.BYTES);
        return digest.digest();
    }

    void truncate(int newSize) {
        size = newSize;
    }
}
