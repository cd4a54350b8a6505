package org.foedus.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Virtual time: one queue of events, ordered by time and then by the order in which they came.
///
/// Every choice is drawn from one seed, in the order of the events; so a seed replays.
final class World {
    private static final Instant BEGIN = Instant.parse("2027-03-01T00:00:00Z");
    private static final int REMEMBERED = 40;
    private static final long PRIME = 0x100000001b3L;

    private final SplittableRandom chance;
    private final Thread thread = Thread.currentThread();
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final Consumer<String> listener;
    private final Deque<String> lately = new ArrayDeque<>();
    private long now;
    private long sequence;
    private long events;
    private long trace = 0xcbf29ce484222325L;
    private volatile @Nullable Throwable broken;

    /// @param listener hears every note
    World(long seed, Consumer<String> listener) {
        this.chance = new SplittableRandom(seed);
        this.listener = listener;
    }

    private record Event(long at, long sequence, Runnable step) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at
                    ? Long.compare(at, other.at)
                    : Long.compare(sequence, other.sequence);
        }
    }

    /// Nanoseconds since the beginning.
    long now() {
        return now;
    }

    Instant instant() {
        return BEGIN.plusNanos(now);
    }

    SplittableRandom chance() {
        return chance;
    }

    boolean odds(double probability) {
        return chance.nextDouble() < probability;
    }

    /// Between `least` and `most`, uniformly.
    Duration between(Duration least, Duration most) {
        return Duration.ofNanos(chance.nextLong(least.toNanos(), most.toNanos() + 1));
    }

    /// Whether this is a thread of this world, as it should be. A monitor of the JDK's that one of
    /// its own threads held for a moment (its cleaner does) wakes simulated threads at no time that
    /// a seed could repeat: then this run counts for nothing.
    boolean undisturbed() {
        var current = Thread.currentThread();
        boolean ours = current.isVirtual() || thread.equals(current);
        if (!ours) {
            broken(new Disturbed(current.getName()));
        }
        return ours;
    }

    /// Lets `step` happen after `delay`.
    void after(Duration delay, Runnable step) {
        queue.add(new Event(now + delay.toNanos(), sequence++, step));
    }

    /// Notes that something happened; what is noted decides whether two runs are the same.
    void note(String what) {
        mix(now);
        for (int i = 0; i < what.length(); i++) {
            mix(what.charAt(i));
        }
        var line = "%12.6f %s".formatted(now / 1e9, what);
        listener.accept(line);
        lately.addLast(line);
        if (lately.size() > REMEMBERED) {
            lately.removeFirst();
        }
    }

    private void mix(long value) {
        trace = (trace ^ value) * PRIME;
    }

    /// A digest of all that was noted.
    long trace() {
        return trace;
    }

    long events() {
        return events;
    }

    /// The last few notes, oldest first.
    String lately() {
        return String.join("\n", lately);
    }

    /// Stops the world: something happened that must not.
    void broken(Throwable failure) {
        broken = broken == null ? failure : broken;
    }

    /// Runs until `done`, or `limit` is over; false in the second case.
    ///
    /// @throws Violation when something broke
    boolean run(Duration limit, BooleanSupplier done) {
        long until = now + limit.toNanos();
        while (!done.getAsBoolean()) {
            var next = queue.peek();
            if (next == null || next.at() > until) {
                now = until;
                return false;
            }
            queue.poll();
            now = next.at();
            events++;
            mix(now);
            next.step().run();
            if (broken != null) {
                throw broken instanceof Disturbed d
                        ? d
                        : broken instanceof Violation v
                                ? v
                                : new Violation("something broke", broken);
            }
        }
        return true;
    }
}
