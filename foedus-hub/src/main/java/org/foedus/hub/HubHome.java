package org.foedus.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.hub.care.CareSettings;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.json.Json;

/// The hub's folder, 0700: `hub.json`, `keys/identity.pem`, `tls/`, `ledger.db`, `blobs/`.
public record HubHome(Path folder) {
    private static final int MAX_CONFIG_BYTES = 64 * 1024;

    /// The hub's settings.
    ///
    /// @param addresses `host:port` under which members reach it, best first
    /// @param bind address to listen on
    /// @param tlsPins further TLS keys that speak for the hub (a reverse proxy's), by SHA-256 of
    ///   the SubjectPublicKeyInfo
    /// @param care how it looks after what it keeps
    public record Settings(
            List<String> addresses,
            String bind,
            int port,
            List<String> tlsPins,
            Optional<CareSettings> care) {
        public Settings(List<String> addresses, String bind, int port, List<String> tlsPins) {
            this(addresses, bind, port, tlsPins, Optional.empty());
        }

        public CareSettings careOrDefault() {
            return care.orElse(CareSettings.DEFAULT);
        }

        public Settings withAddresses(List<String> next) {
            return new Settings(next, bind, port, tlsPins, care);
        }

        public Settings withCare(CareSettings next) {
            return new Settings(addresses, bind, port, tlsPins, Optional.of(next));
        }

        public Settings {
            addresses = List.copyOf(addresses);
            tlsPins = List.copyOf(tlsPins);
        }
    }

    /// A new folder with a new identity key. An existing hub is never overwritten.
    public static HubHome create(Path folder, Settings settings) {
        var home = new HubHome(folder);
        if (Files.exists(home.settingsFile())) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    folder + " holds a hub already: choose another --home, or foedus hub start");
        }
        PrivateFolder.create(folder);
        PrivateFolder.create(home.keys());
        KeyFile.create(home.identityFile());
        PrivateFile.write(home.settingsFile(), Json.write(settings));
        return home;
    }

    /// A new folder for a hub whose identity key exists already.
    public static HubHome create(Path folder, Settings settings, byte[] key) {
        var home = new HubHome(folder);
        PrivateFolder.create(folder);
        PrivateFolder.create(home.keys());
        PrivateFile.create(home.identityFile(), key);
        PrivateFile.create(home.settingsFile(), Json.write(settings));
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

    public Path database() {
        return folder.resolve("ledger.db");
    }

    public Path blobs() {
        return folder.resolve("blobs");
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

    /// Holds the folder for this process; a second hub on it is refused.
    public FileLock lock() {
        try {
            var channel =
                    FileChannel.open(
                            folder.resolve("lock"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            var lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw inUse();
            }
            return lock;
        } catch (OverlappingFileLockException e) {
            throw inUse();
        } catch (IOException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "lock " + folder, e);
        }
    }

    private FoedusException inUse() {
        return new FoedusException(
                ErrorCode.BUSY, "another hub runs in " + folder + ": stop it first");
    }
}
