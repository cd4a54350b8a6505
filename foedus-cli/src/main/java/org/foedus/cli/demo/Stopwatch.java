package org.foedus.cli.demo;

import java.time.Duration;

/// Measures what people wait for.
final class Stopwatch {
    private final long begun = System.nanoTime();

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    double seconds() {
        return Math.round(elapsed().toMillis() / 100.0) / 10.0;
    }
}
