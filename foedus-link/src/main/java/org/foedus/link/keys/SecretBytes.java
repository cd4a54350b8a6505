package org.foedus.link.keys;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Function;

/// A secret in memory: never printed, compared in constant time, wiped by [#close].
public final class SecretBytes implements AutoCloseable {
    private final byte[] bytes;
    private boolean closed;

    private SecretBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of `bytes`; the caller wipes its own.
    public static SecretBytes of(byte[] bytes) {
        return new SecretBytes(bytes.clone());
    }

    public static SecretBytes random(SecureRandom chance, int length) {
        var bytes = new byte[length];
        chance.nextBytes(bytes);
        return new SecretBytes(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /// Lends a copy of the secret to `body` and wipes that copy afterwards.
    public <T> T use(Function<byte[], T> body) {
        var lent = copy();
        try {
            return body.apply(lent);
        } finally {
            Arrays.fill(lent, (byte) 0);
        }
    }

    private synchronized byte[] copy() {
        if (closed) {
            throw new IllegalStateException("this secret was wiped");
        }
        return bytes.clone();
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretBytes secret
                && (secret == this
                        || use(mine -> secret.use(theirs -> MessageDigest.isEqual(mine, theirs))));
    }

    /// The same for all secrets of one length, so that a hash tells nothing.
    @Override
    public int hashCode() {
        return bytes.length;
    }

    @Override
    public String toString() {
        return "SecretBytes[" + bytes.length + " bytes]";
    }
}
