package org.foedus.link.client;

import java.util.Set;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// Counts the failures of one transfer and waits between them. For one thread.
final class Retries {
    private static final Set<Integer> LATER = Set.of(429, 502, 503, 504);

    private final RetryPolicy policy;
    private final Pause pause;
    private int failures;
    private int total;
    private long reached;

    Retries(RetryPolicy policy, Pause pause) {
        this.policy = policy;
        this.pause = pause;
    }

    int total() {
        return total;
    }

    /// Whether the hub means "later", not "no".
    static boolean later(Answer answer) {
        return LATER.contains(answer.status());
    }

    /// What is reported when such answers, or incomplete ones, use up the attempts.
    static FoedusException notNow(Answer answer) {
        return new FoedusException(
                ErrorCode.BUSY,
                "the hub did not finish the transfer (HTTP status " + answer.status() + ")");
    }

    /// Whether a broken link is all that is wrong.
    static boolean worthwhile(FoedusException failure) {
        return failure.code() == ErrorCode.HUB_UNREACHABLE
                || failure.code() == ErrorCode.OUTCOME_UNKNOWN;
    }

    /// Notes how far the transfer is; enough progress makes the count begin anew.
    void reached(long offset) {
        if (offset - reached >= RetryPolicy.PROGRESS_BYTES) {
            failures = 0;
        }
        reached = Math.max(reached, offset);
    }

    /// Waits before the next attempt.
    ///
    /// @param offset what the transfer has reached
    /// @return false when the attempts are used up
    boolean again(long offset) {
        reached(offset);
        failures++;
        if (failures >= policy.attempts()) {
            return false;
        }
        total++;
        try {
            pause.pause(policy.pauseAfter(failures));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoedusException(
                    ErrorCode.IO_FAILED, "interrupted between two attempts of a transfer", e);
        }
    }
}
