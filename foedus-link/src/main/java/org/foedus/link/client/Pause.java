package org.foedus.link.client;

import java.time.Duration;

/// Waits between two attempts: real time in the shells, none in tests.
@FunctionalInterface
public interface Pause {
    void pause(Duration length) throws InterruptedException;

    /// Sleeps.
    static Pause sleeping() {
        return Thread::sleep;
    }
}
