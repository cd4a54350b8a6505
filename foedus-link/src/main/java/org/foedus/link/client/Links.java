package org.foedus.link.client;

import java.util.List;
import org.foedus.link.address.HubAddress;

/// Finds an address at which the pinned hub answers, and which TLS keys it speaks with.
@FunctionalInterface
public interface Links {
    /// @throws org.foedus.core.error.FoedusException `HUB_UNREACHABLE` when no address answers;
    ///   `WRONG_HUB_KEY`, `TLS_INTERCEPTED`, `CLOCK_SKEW` as soon as one answers so
    Link open();

    /// The same hub at other addresses, where there is such a thing.
    default Links at(List<HubAddress> addresses) {
        return this;
    }
}
