package org.foedus.link.client;

import java.time.Duration;
import java.util.List;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.link.address.HubAddress;
import org.jspecify.annotations.Nullable;

/// Which hub to speak to.
///
/// @param addresses tried in their order; at least one
/// @param fingerprint of the hub's identity key
/// @param proxy the HTTP proxy to go through, or null; [ProxyChoice] finds it
/// @param connectTimeout for one connection to be opened
public record HubTarget(
        List<HubAddress> addresses,
        Sha256 fingerprint,
        @Nullable HubAddress proxy,
        Duration connectTimeout) {
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);

    public HubTarget {
        addresses = List.copyOf(addresses);
        InvariantViolation.unless(!addresses.isEmpty(), "a hub has at least one address");
    }

    /// One address, reached without a proxy.
    public static HubTarget direct(HubAddress address, Sha256 fingerprint) {
        return new HubTarget(List.of(address), fingerprint, null, DEFAULT_CONNECT_TIMEOUT);
    }
}
