package org.foedus.link.time;

import java.util.concurrent.locks.Condition;

/// Waits for a condition, but not for ever: real time in the shells, virtual time in a simulation.
@FunctionalInterface
public interface Waiting {
    /// As [Condition#awaitNanos]: the caller holds the condition's lock.
    ///
    /// @return the nanoseconds that are left; 0 or less when the time is over
    long await(Condition condition, long nanos) throws InterruptedException;

    static Waiting real() {
        return Condition::awaitNanos;
    }
}
