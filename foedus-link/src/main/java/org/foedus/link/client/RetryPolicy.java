package org.foedus.link.client;

import java.time.Duration;
import org.foedus.core.error.InvariantViolation;

/// How often a transfer starts again. The count begins anew whenever an attempt moved at least
/// [#PROGRESS_BYTES], so a long transfer over a bad link ends, and one that stands still does too.
///
/// @param attempts at least 1; consecutive ones without progress
/// @param first the pause after the first failure; it doubles with each further one
/// @param longest where the doubling stops
/// @param stalled without a byte moving for so long, a transfer counts as broken
public record RetryPolicy(int attempts, Duration first, Duration longest, Duration stalled) {
    public static final long PROGRESS_BYTES = 64 * 1024;
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(
                    8, Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofSeconds(60));
    private static final int MAX_DOUBLINGS = 20;

    public RetryPolicy {
        InvariantViolation.unless(attempts >= 1, "a retry policy has at least one attempt");
    }

    /// The pause after the `failures`-th failure in a row, counted from 1.
    public Duration pauseAfter(int failures) {
        var doubled = first.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
