package org.foedus.hub.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.LimitSettings;
import org.foedus.protocol.api.Api;

/// Who holds a connection, how many there are, and who gives way. A connection is worth more the
/// more is known of its owner, and the kinds have places of their own: whoever only connects never
/// takes the place of a member. Where there is no place left, the address or key that holds most
/// gives up its eldest, so the newest always gets in. Thread-safe.
final class Connections {
    /// How far a connection has come.
    enum Stage {
        /// TLS is not agreed on.
        HANDSHAKE,
        /// Nobody has signed in.
        STRANGER,
        /// A key that speaks for a party has.
        MEMBER
    }

    /// How long a member's connection may have no request.
    static final Duration MEMBER_WAIT = Api.MAX_WAIT.plusSeconds(30);

    private final LimitSettings limits;
    private final Set<String> trusted;
    private final LongSupplier nanos;
    private final Map<Stage, Set<Line>> lines = new EnumMap<>(Stage.class);
    private final Map<Stage, Long> evicted = new EnumMap<>(Stage.class);
    private final Map<Stage, Long> expired = new EnumMap<>(Stage.class);

    /// @param nanos a clock that only goes forward
    Connections(LimitSettings limits, LongSupplier nanos) {
        this.limits = limits;
        this.trusted = Set.copyOf(limits.proxies());
        this.nanos = nanos;
        for (var stage : Stage.values()) {
            lines.put(stage, new LinkedHashSet<>());
            evicted.put(stage, 0L);
            expired.put(stage, 0L);
        }
    }

    /// One connection.
    final class Line {
        private final String address;
        private final Runnable closing;
        private Stage stage;
        private Object owner;

        /// When it came to this stage, or last had an answer.
        private long since;

        private boolean asked;
        private boolean reading;
        private long readSince;
        private long read;

        private Line(String address, Runnable closing) {
            this.address = address;
            this.closing = closing;
            this.stage = trusted() ? Stage.MEMBER : Stage.HANDSHAKE;
            this.owner = address;
        }

        String address() {
            return address;
        }

        /// Whether it comes from a proxy of the operator's.
        boolean trusted() {
            return trusted.contains(address);
        }

        /// TLS is agreed on.
        void secured() {
            moved(this, Stage.HANDSHAKE, Stage.STRANGER, address);
        }

        /// A request of `key`, which speaks for a party.
        void calledBy(PublicKey key) {
            if (!trusted()) {
                moved(this, Stage.STRANGER, Stage.MEMBER, key);
            }
        }

        /// The head of a request has come.
        void asked() {
            synchronized (Connections.this) {
                asked = true;
            }
        }

        void answered() {
            synchronized (Connections.this) {
                asked = false;
                reading = false;
                since = nanos.getAsLong();
            }
        }

        /// The hub wants the request's body from now on.
        void reads() {
            synchronized (Connections.this) {
                reading = true;
                readSince = nanos.getAsLong();
                read = 0;
            }
        }

        void hasRead(int bytes) {
            synchronized (Connections.this) {
                read += bytes;
            }
        }

        void hasReadAll() {
            synchronized (Connections.this) {
                reading = false;
            }
        }

        /// It is gone.
        void closed() {
            synchronized (Connections.this) {
                of(stage).remove(this);
            }
        }

        private boolean late(long now) {
            long grace = limits.requestTime().toNanos();
            if (reading) {
                double seconds = (now - readSince - grace) / 1e9;
                return seconds > 0 && read < seconds * limits.bodyRate();
            }
            return !asked && now - since > patience(stage).toNanos();
        }
    }

    private Duration patience(Stage stage) {
        return switch (stage) {
            case HANDSHAKE -> limits.handshakeTime();
            case STRANGER -> limits.requestTime();
            case MEMBER -> MEMBER_WAIT;
        };
    }

    /// A connection that is not counted yet.
    ///
    /// @param closing ends it, from any thread
    Line line(String address, Runnable closing) {
        return new Line(address, closing);
    }

    /// Counts it.
    void admit(Line line) {
        close(evicted(line, line.stage, line.owner));
    }

    private void moved(Line line, Stage from, Stage to, Object owner) {
        synchronized (this) {
            if (line.stage == to && line.owner.equals(owner)
                    || line.stage != from && line.stage != to
                    || !of(line.stage).remove(line)) {
                return;
            }
        }
        close(evicted(line, to, owner));
    }

    /// Those that give way to `line`.
    private synchronized List<Line> evicted(Line line, Stage stage, Object owner) {
        line.stage = stage;
        line.owner = owner;
        line.since = nanos.getAsLong();
        of(stage).add(line);
        var gone = new ArrayList<Line>();
        long own = held(stage, owner);
        if (stage != Stage.MEMBER) {
            own = held(Stage.HANDSHAKE, owner) + held(Stage.STRANGER, owner);
        }
        if (own > (stage == Stage.MEMBER ? limits.mostPerKey() : limits.mostPerAddress())
                && !line.trusted()) {
            evict(held(stage, owner) > 1 ? stage : Stage.STRANGER, owner, gone);
        }
        if (of(stage).size() > most(stage)) {
            evict(stage, richest(stage), gone);
        }
        return gone;
    }

    private long held(Stage stage, Object owner) {
        return of(stage).stream().filter(l -> l.owner.equals(owner)).count();
    }

    /// Who holds most; of several the one that has been here longest, which is not the newest.
    private Object richest(Stage stage) {
        var counts = new LinkedHashMap<Object, Integer>();
        of(stage).forEach(l -> counts.merge(l.owner, 1, Integer::sum));
        int most = Collections.max(counts.values());
        return counts.entrySet().stream()
                .filter(e -> e.getValue() == most)
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    /// The owner's eldest, but rather one that waits for nothing.
    private void evict(Stage stage, Object owner, List<Line> gone) {
        of(stage).stream()
                .filter(l -> l.owner.equals(owner))
                .min(Comparator.comparing((Line l) -> stage == Stage.MEMBER && l.asked))
                .ifPresent(eldest -> {
                    of(stage).remove(eldest);
                    evicted.merge(stage, 1L, Long::sum);
                    gone.add(eldest);
                });
    }

    /// Ends what takes too long.
    void sweep() {
        var late = new ArrayList<Line>();
        synchronized (this) {
            long now = nanos.getAsLong();
            lines.forEach((stage, open) ->
                    open.removeIf(line -> {
                        if (line.late(now)) {
                            expired.merge(stage, 1L, Long::sum);
                            late.add(line);
                            return true;
                        }
                        return false;
                    }));
        }
        close(late);
    }

    /// Outside the lock: closing tells of itself.
    private static void close(List<Line> gone) {
        gone.forEach(line -> line.closing.run());
    }

    private Set<Line> of(Stage stage) {
        return lines.getOrDefault(stage, Set.of());
    }

    int most(Stage stage) {
        return switch (stage) {
            case HANDSHAKE -> limits.mostHandshakes();
            case STRANGER -> limits.mostStrangers();
            case MEMBER -> limits.mostMembers();
        };
    }

    synchronized int open(Stage stage) {
        return of(stage).size();
    }

    /// How many gave way to others.
    synchronized long evicted(Stage stage) {
        return evicted.getOrDefault(stage, 0L);
    }

    /// How many took too long.
    synchronized long expired(Stage stage) {
        return expired.getOrDefault(stage, 0L);
    }
}
