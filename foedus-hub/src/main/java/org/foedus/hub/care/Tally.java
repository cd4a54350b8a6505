package org.foedus.hub.care;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What reading the blobs again has found so far. Thread-safe.
public final class Tally {
    private volatile Optional<String> disk = Optional.empty();
    final AtomicLong read = new AtomicLong();
    final AtomicLong damaged = new AtomicLong();
    final AtomicLong done = new AtomicLong();
    final AtomicLong total = new AtomicLong();

    /// What is wrong with the disk, in a line.
    public Optional<String> disk() {
        return disk;
    }

    public void disk(Optional<String> trouble) {
        disk = trouble;
    }

    /// Bytes read again since the start.
    public long read() {
        return read.get();
    }

    /// Blobs found damaged since the start.
    public long damaged() {
        return damaged.get();
    }

    /// How far the pass is, from 0 to 1.
    public double progress() {
        long all = total.get();
        return all == 0 ? 1 : (double) done.get() / all;
    }
}
