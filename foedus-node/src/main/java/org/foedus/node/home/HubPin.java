package org.foedus.node.home;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;
import org.foedus.link.address.HubAddress;
import org.foedus.link.client.HubTarget;
import org.jspecify.annotations.Nullable;

/// `hub`: the one hub of a node, pinned.
///
/// @param addresses as `host:port`, tried in turn
/// @param identity the hub's identity key, whose fingerprint the invitation pinned
/// @param alliance id of the alliance
public record HubPin(List<String> addresses, PublicKey identity, Sha256 alliance) {
    public HubPin {
        addresses = addresses.stream().map(a -> HubAddress.parse(a).toString()).toList();
    }

    /// The same hub at `first`, and where it was before as a second choice.
    public HubPin movedTo(List<String> first) {
        var all = new LinkedHashSet<String>();
        first.forEach(a -> all.add(HubAddress.parse(a).toString()));
        all.addAll(addresses);
        return new HubPin(all.stream().limit(MAX_ADDRESSES).toList(), identity, alliance);
    }

    public List<HubAddress> parsed() {
        return addresses.stream().map(HubAddress::parse).toList();
    }

    /// Whom to dial.
    ///
    /// @param proxy on the way, or null
    public HubTarget target(@Nullable HubAddress proxy) {
        return new HubTarget(parsed(), identity.fingerprint(), proxy, CONNECT_TIMEOUT);
    }

    private static final int MAX_ADDRESSES = 16;
    private static final Duration CONNECT_TIMEOUT = HubTarget.DEFAULT_CONNECT_TIMEOUT;
}
