package org.foedus.link.client;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/// Publishes a slice of a file in buffers of [#BUFFER_BYTES], read only as they are asked for.
///
/// Read and not mapped: a file that shrinks meanwhile must fail the request, not the process.
final class SlicePublisher implements Flow.Publisher<ByteBuffer> {
    static final int BUFFER_BYTES = 256 * 1024;

    private final FileSlice slice;
    private final AtomicLong moved;

    /// @param moved raised by each buffer handed on
    SlicePublisher(FileSlice slice, AtomicLong moved) {
        this.slice = slice;
        this.moved = moved;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
        var reading = new Reading(slice, moved, subscriber);
        subscriber.onSubscribe(reading);
    }

    /// One pass over the slice. Calls of the subscriber never overlap: whoever raises `asked` from
    /// zero emits, and others only add to it.
    private static final class Reading implements Flow.Subscription {
        private final FileSlice slice;
        private final AtomicLong moved;
        private final Flow.Subscriber<? super ByteBuffer> subscriber;
        private final Object lock = new Object();
        private long asked;
        private boolean emitting;
        private volatile boolean over;
        private long sent;

        Reading(FileSlice slice, AtomicLong moved, Flow.Subscriber<? super ByteBuffer> subscriber) {
            this.slice = slice;
            this.moved = moved;
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            synchronized (lock) {
                asked = asked + count < 0 ? Long.MAX_VALUE : asked + count;
                if (emitting) {
                    return;
                }
                emitting = true;
            }
            emit();
        }

        private void emit() {
            while (true) {
                synchronized (lock) {
                    if (over || asked <= 0) {
                        emitting = false;
                        return;
                    }
                    asked--;
                }
                try {
                    subscriber.onNext(next());
                } catch (IOException e) {
                    over = true;
                    subscriber.onError(e);
                    return;
                }
                if (sent == slice.length() && !over) {
                    over = true;
                    subscriber.onComplete();
                    return;
                }
            }
        }

        private ByteBuffer next() throws IOException {
            var buffer = ByteBuffer.allocate((int) Math.min(BUFFER_BYTES, slice.length() - sent));
            try (var channel = FileChannel.open(slice.file(), StandardOpenOption.READ)) {
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, slice.start() + sent + buffer.position()) < 0) {
                        throw new EOFException(
                                slice.file()
                                        + " ended at "
                                        + (slice.start() + sent + buffer.position()));
                    }
                }
            }
            sent += buffer.position();
            moved.addAndGet(buffer.position());
            return buffer.flip();
        }

        @Override
        public void cancel() {
            over = true;
        }
    }
}
