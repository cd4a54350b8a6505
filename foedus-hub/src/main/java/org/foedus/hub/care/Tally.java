package org.foedus.hub.care;

import java.util.concurrent.atomic.AtomicLong;

/// What reading the blobs again has found so far. Thread-safe.
public final class Tally {
    final AtomicLong read = new AtomicLong();
    final AtomicLong damaged = new AtomicLong();
    final AtomicLong done = new AtomicLong();
    final AtomicLong total = new AtomicLong();

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
