package org.foedus.hub.http;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often something may happen: a token bucket for each address, and one for all. Thread-safe.
final class Rate {
    /// Addresses that are remembered; who was silent longest is forgotten.
    static final int MAX_ADDRESSES = 10_000;

    private final String name;
    private final int perAddress;
    private final int inAll;
    private final Duration in;
    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > MAX_ADDRESSES;
                }
            };
    private final Bucket all;
    private long refused;

    /// @param in the time in which so many happen; a bucket holds as many
    Rate(String name, int perAddress, int inAll, Duration in) {
        this.name = name;
        this.perAddress = perAddress;
        this.inAll = inAll;
        this.in = in;
        this.all = new Bucket(inAll);
    }

    private static final class Bucket {
        private double left;
        private Instant at = Instant.MIN;

        private Bucket(int left) {
            this.left = left;
        }

        private boolean take(int most, Duration in, Instant now) {
            if (at.isBefore(now)) {
                if (!at.equals(Instant.MIN)) {
                    double passed = (double) Duration.between(at, now).toMillis();
                    left = Math.min(most, left + passed * most / in.toMillis());
                }
                at = now;
            }
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    String name() {
        return name;
    }

    /// Whether it may happen once more.
    synchronized boolean take(String address, Instant now) {
        var own = buckets.computeIfAbsent(address, _ -> new Bucket(perAddress));
        if (own.take(perAddress, in, now) && all.take(inAll, in, now)) {
            return true;
        }
        refused++;
        return false;
    }

    synchronized long refused() {
        return refused;
    }
}
