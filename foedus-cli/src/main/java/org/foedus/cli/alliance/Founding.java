package org.foedus.cli.alliance;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.foedus.core.alliance.Charter;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.hub.StorageSettings;
import org.foedus.link.address.HubAddress;
import org.foedus.store.sql.SqlLedger;

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
        return found(folder, charter, new HubHome.Settings(addresses, bind, port, tlsPins));
    }

    /// As above, with all that `hub.json` can say.
    ///
    /// @throws FoedusException `ALREADY_EXISTS` for a database that holds an alliance
    public static Founded found(Path folder, Charter charter, HubHome.Settings settings) {
        settings.addresses().forEach(HubAddress::parse);
        settings.storageOrOwn().database().ifPresent(Founding::requireEmpty);
        var home = HubHome.create(folder, settings);
        var alliance = Hub.found(home, charter, WallClock.real(), new SecureRandom());
        return new Founded(home, alliance, home.identity().publicKey().fingerprint());
    }

    /// Before a key is made and a folder that would stand in the way of the next try.
    private static void requireEmpty(StorageSettings.Database database) {
        try (var ledger = SqlLedger.open(database.access())) {
            if (ledger.size() > 0) {
                throw new FoedusException(
                        ErrorCode.ALREADY_EXISTS,
                        ("the database %s holds an alliance already: foedus hub standby makes a"
                                        + " second hub for it; for a new alliance name an empty"
                                        + " database or schema")
                                .formatted(database.url()));
            }
        }
    }

    /// A home for another hub of the same alliance, with the same key, that waits for its turn.
    /// Only a ledger in a database and a folder of blobs that both reach can be shared.
    public static HubHome standby(HubHome first, Path folder, String bind, int port) {
        var settings = first.settings();
        var storage = settings.storageOrOwn();
        if (storage.database().isEmpty() || storage.blobs().isEmpty()) {
            throw new FoedusException(
                    ErrorCode.WRONG_STATE,
                    first.folder()
                            + " keeps its ledger or its blobs to itself: two hubs share a"
                            + " database (foedus hub init --database) and a folder of blobs"
                            + " (--blobs)");
        }
        return first.twin(folder, bind, port);
    }
}
