package org.foedus.cli.alliance;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.foedus.core.alliance.Charter;
import org.foedus.core.digest.Sha256;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.link.address.HubAddress;

/// Founds an alliance.
public final class Founding {
    private Founding() {}

    /// What was founded.
    ///
    /// @param fingerprint of the hub's identity key: what members pin
    public record Founded(HubHome home, Sha256 alliance, Sha256 fingerprint) {}

    /// A new hub folder with a key, and a ledger that begins with `charter`.
    ///
    /// @param addresses under which members will reach it
    public static Founded found(
            Path folder,
            Charter charter,
            List<String> addresses,
            String bind,
            int port,
            List<String> tlsPins) {
        var parsed = addresses.stream().map(a -> HubAddress.parse(a).toString()).toList();
        var home = HubHome.create(folder, new HubHome.Settings(parsed, bind, port, tlsPins));
        var alliance = Hub.found(home, charter, WallClock.real(), new SecureRandom());
        return new Founded(home, alliance, home.identity().publicKey().fingerprint());
    }
}
