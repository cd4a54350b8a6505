package org.foedus.hub;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.foedus.link.time.Waiting;

/// Wakes all who wait for a change. They look for themselves at what has changed, outside any lock.
/// Thread-safe.
final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private final Waiting waiting;
    private volatile long rings;

    Bell(Waiting waiting) {
        this.waiting = waiting;
    }

    /// How often it rang: to be read before one looks.
    long rings() {
        return rings;
    }

    /// The lock makes the increment whole.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    void ring() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it rang again since `seen`, for `nanos` at most.
    ///
    /// @return the nanoseconds that are left; 0 or less when the time is over
    long await(long seen, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (rings == seen && left > 0) {
                left = waiting.await(lock, rung, left);
            }
            return left;
        } finally {
            lock.unlock();
        }
    }
}
