package org.foedus.link.time;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/// Waits for a condition, but not for ever: real time in the shells, virtual time in a simulation.
@FunctionalInterface
public interface Waiting {
    /// As [Condition#awaitNanos], which may wake for no reason.
    ///
    /// @param lock of the condition, which the caller holds
    /// @return the nanoseconds that are left; 0 or less when the time is over
    long await(Lock lock, Condition condition, long nanos) throws InterruptedException;

    /// Callers loop.
    @SuppressWarnings("WaitNotInLoop")
    static Waiting real() {
        return (_, condition, nanos) -> condition.awaitNanos(nanos);
    }
}
