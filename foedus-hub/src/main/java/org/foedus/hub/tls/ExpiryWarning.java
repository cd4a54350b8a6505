package org.foedus.hub.tls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How near the end of a certificate is. A warning never stops running work.
public enum ExpiryWarning {
    EXPIRED(0),
    DAYS_1(1),
    DAYS_7(7),
    DAYS_14(14),
    DAYS_30(30);

    private final int days;

    ExpiryWarning(int days) {
        this.days = days;
    }

    /// At most so many days are left.
    public int days() {
        return days;
    }

    /// The most urgent warning due at `now` for something that ends at `end`.
    public static Optional<ExpiryWarning> due(Instant end, Instant now) {
        var left = Duration.between(now, end);
        for (var warning : values()) {
            if (left.compareTo(Duration.ofDays(warning.days)) <= 0) {
                return Optional.of(warning);
            }
        }
        return Optional.empty();
    }
}
