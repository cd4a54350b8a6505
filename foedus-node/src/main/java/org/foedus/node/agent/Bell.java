package org.foedus.node.agent;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.foedus.link.time.Waiting;

/// Wakes those who wait for news. Thread-safe.
final class Bell {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private final Waiting waiting;
    private long news;

    Bell(Waiting waiting) {
        this.waiting = waiting;
    }

    /// How often it has rung.
    long news() {
        lock.lock();
        try {
            return news;
        } finally {
            lock.unlock();
        }
    }

    void ring() {
        lock.lock();
        try {
            news++;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until `over`, looked at whenever it rings, but at most `most`.
    void await(Duration most, BooleanSupplier over) throws InterruptedException {
        lock.lock();
        try {
            for (long left = most.toNanos(); !over.getAsBoolean() && left > 0; ) {
                left = waiting.await(lock, rung, left);
            }
        } finally {
            lock.unlock();
        }
    }
}
