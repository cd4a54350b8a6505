package org.foedus.hub.alliance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/// What was taken in the last day: when, and how many bytes. Not thread-safe.
final class Window {
    static final Duration DAY = Duration.ofDays(1);

    private final ArrayDeque<Taken> taken = new ArrayDeque<>();
    private long bytes;

    private record Taken(Instant at, long bytes) {}

    /// Times never go back.
    void add(Instant at, long more) {
        forget(at);
        taken.addLast(new Taken(at, more));
        bytes += more;
    }

    /// Bytes of the day before `now`.
    long bytes(Instant now) {
        forget(now);
        return bytes;
    }

    private void forget(Instant now) {
        while (!taken.isEmpty() && !taken.getFirst().at().plus(DAY).isAfter(now)) {
            bytes -= taken.removeFirst().bytes();
        }
    }

    /// When there is room again, if `most` were taken within `time`.
    Optional<Instant> full(int most, Duration time, Instant now) {
        int newer = 0;
        for (var newest = taken.descendingIterator(); newest.hasNext(); ) {
            var at = newest.next().at();
            newer++;
            if (newer == most) {
                return Optional.of(at.plus(time)).filter(now::isBefore);
            }
        }
        return Optional.empty();
    }

    /// When there is room again, if `more` bytes are more than `most` in a day.
    Optional<Instant> full(long most, long more, Instant now) {
        long over = bytes(now) + more - most;
        if (over <= 0) {
            return Optional.empty();
        }
        var last = now;
        for (var oldest : taken) {
            last = oldest.at();
            over -= oldest.bytes();
            if (over <= 0) {
                break;
            }
        }
        return Optional.of(last.plus(DAY));
    }
}
