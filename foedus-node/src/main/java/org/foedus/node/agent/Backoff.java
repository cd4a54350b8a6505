package org.foedus.node.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.foedus.link.client.Pause;

/// Growing pauses, scattered so that nodes that lost their hub at once do not return at once. For
/// one thread.
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(30);
    private static final int MAX_DOUBLINGS = 10;

    private final Pause pause;
    private final RandomGenerator chance;
    private int failures;

    Backoff(Pause pause, RandomGenerator chance) {
        this.pause = pause;
        this.chance = chance;
    }

    void reset() {
        failures = 0;
    }

    /// The next pause: between half and the whole of a length that doubles up to [#LONGEST].
    Duration next() {
        var doubled = FIRST.multipliedBy(1L << Math.min(failures, MAX_DOUBLINGS));
        failures++;
        var whole = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
        return Duration.ofMillis((long) (whole.toMillis() * (0.5 + chance.nextDouble() / 2)));
    }

    void rest() throws InterruptedException {
        pause.pause(next());
    }
}
