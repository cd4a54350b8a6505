package org.foedus.store.memory;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import org.foedus.core.digest.Sha256;
import org.foedus.store.StoreChecks;

/// An upload in memory: a prefix of the announced bytes. Changed by who holds the claim.
final class MemoryUpload {
    private static final int BUFFER_BYTES = 8 * 1024;

    private final String id;
    private final Sha256 announced;
    private final byte[] content;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile int offset;

    MemoryUpload(String id, Sha256 announced, int bytes) {
        this.id = id;
        this.announced = announced;
        this.content = new byte[bytes];
    }

    MemoryUpload copy() {
        var copy = new MemoryUpload(id, announced, content.length);
        System.arraycopy(content, 0, copy.content, 0, offset);
        copy.offset = offset;
        return copy;
    }

    boolean announces(Sha256 digest, long bytes) {
        return announced.equals(digest) && content.length == bytes;
    }

    Sha256 announced() {
        return announced;
    }

    long offset() {
        return offset;
    }

    boolean whole() {
        return offset == content.length;
    }

    void claim() {
        if (!claimed.compareAndSet(false, true)) {
            throw StoreChecks.uploadBusy(id);
        }
    }

    void release() {
        claimed.set(false);
    }

    void append(InputStream from) {
        var buffer = new byte[BUFFER_BYTES];
        int at = offset;
        try {
            for (int got = from.read(buffer); got >= 0; got = from.read(buffer)) {
                if (got > content.length - at) {
                    throw StoreChecks.pastTheEnd(id, content.length);
                }
                System.arraycopy(buffer, 0, content, at, got);
                at += got;
                offset = at;
            }
        } catch (IOException e) {
            if (!whole()) {
                throw StoreChecks.brokenStream(id, offset, content.length, e);
            }
        }
    }

    /// The content, if its digest is the announced one.
    byte[] verified() {
        var actual = Sha256.of(content);
        if (!actual.equals(announced)) {
            throw StoreChecks.wrongDigest(announced, actual);
        }
        return content;
    }
}
