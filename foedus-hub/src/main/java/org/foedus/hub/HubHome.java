package org.foedus.hub;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.hub.alliance.ClaimLimits;
import org.foedus.hub.care.CareSettings;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.json.Json;
import org.foedus.store.Lease;
import org.foedus.store.folder.FileLease;
import org.foedus.store.sql.PostgresAccess;
import org.foedus.store.sql.SqlLedger;

/// The hub's folder, 0700: `hub.json`, `keys/identity.pem`, `tls/`, `ledger.db`, `blobs/`; the last
/// two may lie elsewhere.
public record HubHome(Path folder) {
    private static final int MAX_CONFIG_BYTES = 64 * 1024;

    /// The hub's settings.
    ///
    /// @param addresses `host:port` under which members reach it, best first
    /// @param bind address to listen on
    /// @param tlsPins further TLS keys that speak for the hub (a reverse proxy's), by SHA-256 of
    ///   the SubjectPublicKeyInfo
    /// @param storage where ledger and blobs lie, if not in the folder
    /// @param care how it looks after what it keeps
    /// @param reading who may read what members decided; members, if nothing is said
    /// @param limits how much the hub bears at a time
    /// @param claims how much members may add to the ledger
    public record Settings(
            List<String> addresses,
            String bind,
            int port,
            List<String> tlsPins,
            Optional<StorageSettings> storage,
            Optional<CareSettings> care,
            Optional<Reading> reading,
            Optional<LimitSettings> limits,
            Optional<ClaimLimits> claims) {
        private static final String LOCAL = "127.0.0.1:";

        public Settings(List<String> addresses, String bind, int port, List<String> tlsPins) {
            this(addresses, bind, port, tlsPins, Optional.empty());
        }

        public Settings(
                List<String> addresses,
                String bind,
                int port,
                List<String> tlsPins,
                Optional<StorageSettings> storage) {
            this(
                    addresses,
                    bind,
                    port,
                    tlsPins,
                    storage,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /// Who may read what members decided; `OFF` is members, through the API alone, without
        /// pages.
        public enum Reading {
            MEMBERS,
            PUBLIC,
            OFF
        }

        public Reading readingOrDefault() {
            return reading.orElse(Reading.MEMBERS);
        }

        public ClaimLimits claimsOrDefault() {
            return claims.orElse(ClaimLimits.DEFAULT);
        }

        Settings listening(String otherBind, int otherPort) {
            return new Settings(
                    addresses, otherBind, otherPort, tlsPins, storage, care, reading, limits,
                    claims);
        }

        public StorageSettings storageOrOwn() {
            return storage.orElse(StorageSettings.OWN);
        }

        public CareSettings careOrDefault() {
            return care.orElse(CareSettings.DEFAULT);
        }

        public Settings withAddresses(List<String> next) {
            return new Settings(next, bind, port, tlsPins, storage, care, reading, limits, claims);
        }

        public Settings withStorage(Optional<StorageSettings> next) {
            return new Settings(
                    addresses, bind, port, tlsPins, next, care, reading, limits, claims);
        }

        public Settings withReading(Reading next) {
            return new Settings(
                    addresses,
                    bind,
                    port,
                    tlsPins,
                    storage,
                    care,
                    Optional.of(next),
                    limits,
                    claims);
        }

        public Settings withBind(String next) {
            return new Settings(
                    addresses, next, port, tlsPins, storage, care, reading, limits, claims);
        }

        /// Listens on another port; the address that no other was given for goes with it.
        public Settings withPort(int next) {
            var before = LOCAL + port;
            var moved = addresses.stream().map(a -> a.equals(before) ? LOCAL + next : a).toList();
            return new Settings(moved, bind, next, tlsPins, storage, care, reading, limits, claims);
        }

        public LimitSettings limitsOrDefault() {
            return limits.orElse(LimitSettings.DEFAULT);
        }

        public Settings withLimits(LimitSettings next) {
            return new Settings(
                    addresses,
                    bind,
                    port,
                    tlsPins,
                    storage,
                    care,
                    reading,
                    Optional.of(next),
                    claims);
        }

        public Settings withCare(CareSettings next) {
            return new Settings(
                    addresses,
                    bind,
                    port,
                    tlsPins,
                    storage,
                    Optional.of(next),
                    reading,
                    limits,
                    claims);
        }

        public Settings {
            addresses = List.copyOf(addresses);
            tlsPins = List.copyOf(tlsPins);
        }
    }

    /// A new folder with a new identity key. An existing hub is never overwritten.
    public static HubHome create(Path folder, Settings settings) {
        var home = prepare(folder);
        KeyFile.create(home.identityFile());
        home.keep(settings);
        return home;
    }

    /// A home for another hub of the same alliance: the same key and settings, but where to listen.
    public HubHome twin(Path other, String bind, int port) {
        var key =
                PrivateFile.read(identityFile(), MAX_CONFIG_BYTES)
                        .orElseThrow(() ->
                                new FoedusException(ErrorCode.NOT_FOUND, "no " + identityFile()));
        var home = prepare(other);
        PrivateFile.create(home.identityFile(), key);
        home.keep(settings().listening(bind, port));
        return home;
    }

    private static HubHome prepare(Path folder) {
        var home = new HubHome(folder);
        if (Files.exists(home.settingsFile())) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    folder + " holds a hub already: choose another folder, or foedus hub start");
        }
        PrivateFolder.create(folder);
        PrivateFolder.create(home.keys());
        return home;
    }

    /// A new folder for a hub whose identity key exists already.
    public static HubHome create(Path folder, Settings settings, byte[] key) {
        var home = prepare(folder);
        PrivateFile.create(home.identityFile(), key);
        home.keep(settings);
        return home;
    }

    /// The ledger is not whole: the hub waits for its members' mirrors before it serves.
    ///
    /// @param from entries that are here
    public void mustRecover(long from) {
        new HubMark(folder).set(from);
    }

    public Path keys() {
        return folder.resolve("keys");
    }

    public static HubHome open(Path folder) {
        var home = new HubHome(folder);
        if (!Files.isRegularFile(home.settingsFile())) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    folder + " holds no hub: foedus hub init --home " + folder);
        }
        return home;
    }

    public Settings settings() {
        var bytes =
                PrivateFile.read(settingsFile(), MAX_CONFIG_BYTES)
                        .orElseThrow(() ->
                                new FoedusException(ErrorCode.NOT_FOUND, "no " + settingsFile()));
        return Json.read(bytes, Settings.class);
    }

    public void keep(Settings settings) {
        PrivateFile.write(settingsFile(), Json.write(settings));
    }

    public Signer identity() {
        return KeyFile.load(identityFile());
    }

    /// The ledger, in the folder or in the database that `hub.json` names.
    public SqlLedger openLedger() {
        return postgres().map(SqlLedger::open).orElseGet(() -> SqlLedger.open(database()));
    }

    /// The database that other hubs reach, too; empty where the ledger lies in the folder.
    public Optional<PostgresAccess> postgres() {
        return settings().storageOrOwn().database().map(StorageSettings.Database::access);
    }

    public Path database() {
        return folder.resolve("ledger.db");
    }

    public Path blobs() {
        return settings().storageOrOwn().blobs().map(Path::of).orElse(folder.resolve("blobs"));
    }

    public Path tls() {
        return folder.resolve("tls");
    }

    private Path identityFile() {
        return keys().resolve("identity.pem");
    }

    private Path settingsFile() {
        return folder.resolve("hub.json");
    }

    /// Holds the folder for one process.
    Lease lease() {
        return new FileLease(folder.resolve("lock"));
    }
}
