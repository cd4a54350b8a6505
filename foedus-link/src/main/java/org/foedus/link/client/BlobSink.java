package org.foedus.link.client;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.foedus.core.digest.Sha256;
import org.foedus.link.keys.FileFailure;
import org.jspecify.annotations.Nullable;

/// Writes what arrives of one blob, and hashes it on the way. Attempts follow each other; only the
/// latest one's subscriber may write, however late an older one still speaks.
final class BlobSink {
    private static final int READ_BYTES = 256 * 1024;

    private final FileChannel file;
    private final long size;
    private final AtomicLong moved;
    private MessageDigest digest = Sha256.newDigest();
    private long offset;
    private @Nullable Attempt latest;
    private @Nullable IOException diskFailure;

    BlobSink(FileChannel file, long size, AtomicLong moved) {
        this.file = file;
        this.size = size;
        this.moved = moved;
    }

    /// Takes up what the file holds; one longer than the blob is emptied.
    ///
    /// @return the offset to go on at
    synchronized long resume() throws IOException {
        if (file.size() > size) {
            file.truncate(0);
        }
        var buffer = ByteBuffer.allocate(READ_BYTES);
        while (file.read(buffer, offset) > 0) {
            offset += buffer.position();
            digest.update(buffer.flip());
            buffer.clear();
        }
        return offset;
    }

    synchronized long offset() {
        return offset;
    }

    /// Starts over: the hub sends the blob from its beginning.
    synchronized void restart() {
        offset = 0;
        digest = Sha256.newDigest();
    }

    /// The subscriber of a new attempt; those before it are cut off.
    synchronized BodySubscriber<byte[]> attempt() {
        var attempt = new Attempt();
        latest = attempt;
        return attempt;
    }

    /// Cuts off the latest attempt.
    ///
    /// @throws org.foedus.core.error.FoedusException when it ended because the disk failed
    synchronized void detach(String doing) {
        latest = null;
        if (diskFailure != null) {
            throw FileFailure.of(doing, diskFailure);
        }
    }

    /// Ends the hash, and the sink with it. A file whose digest is wrong is emptied.
    synchronized boolean matches(Sha256 expected) throws IOException {
        if (Sha256.of(digest).equals(expected)) {
            return true;
        }
        file.truncate(0);
        return false;
    }

    private synchronized boolean take(Attempt attempt, List<ByteBuffer> buffers) {
        if (latest != attempt) {
            return false;
        }
        for (var buffer : buffers) {
            moved.addAndGet(buffer.remaining());
            // What comes beyond the promised size is dropped: the digest decides.
            buffer.limit(buffer.position() + (int) Math.min(buffer.remaining(), size - offset));
            digest.update(buffer.duplicate());
            try {
                while (buffer.hasRemaining()) {
                    offset += file.write(buffer, offset);
                }
            } catch (IOException e) {
                diskFailure = e;
                return false;
            }
        }
        return offset < size;
    }

    /// The body of one answer.
    private final class Attempt implements BodySubscriber<byte[]> {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription granted) {
            subscription = granted;
            granted.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (subscription == null) {
                return;
            }
            if (take(this, buffers)) {
                subscription.request(1);
            } else if (offset() == size) {
                // Reads to the end, so that the connection can serve again.
                subscription.request(1);
            } else {
                subscription.cancel();
                body.completeExceptionally(new IOException("nothing more can be written"));
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(new byte[0]);
        }
    }
}
