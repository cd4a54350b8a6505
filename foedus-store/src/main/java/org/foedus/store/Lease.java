package org.foedus.store;

/// The right to lead: held by one process at a time, and lost with it. Not thread-safe.
public interface Lease extends AutoCloseable {
    /// Tries to take it; returns at once whether it is ours now.
    boolean take();

    /// Whether it is still ours, by asking whoever grants it. Once lost, it can be taken again.
    boolean held();

    /// Gives it back.
    @Override
    void close();
}
