package org.foedus.cli.alliance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.audit.Backup;
import org.foedus.audit.Progress;
import org.foedus.audit.Restore;
import org.foedus.audit.StoreCheck;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.KeyFile;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.json.Json;
import org.foedus.store.folder.FolderBlobs;

/// Backs a hub up, brings it back, and checks what it keeps.
public final class Keeping {
    private static final int MAX_FILE_BYTES = 64 * 1024;
    private static final String KEY = "identity.pem";

    private Keeping() {}

    /// Writes a backup of the hub in `home`, which may be running.
    ///
    /// @param keys whether the backup holds the hub's identity key
    public static Backup.Written backUp(
            HubHome home, Path target, boolean keys, String createdBy, Progress progress) {
        var files = new TreeMap<String, byte[]>();
        files.put(Backup.SETTINGS, Json.write(home.settings()));
        if (keys) {
            files.put(Backup.IDENTITY, bytes(home.keys().resolve(KEY)));
        }
        try (var ledger = home.openLedger()) {
            var blobs = FolderBlobs.open(home.blobs());
            return Backup.write(target, ledger, blobs, files, createdBy, progress);
        }
    }

    private static byte[] bytes(Path file) {
        return PrivateFile.read(file, MAX_FILE_BYTES)
                .orElseThrow(() -> new FoedusException(ErrorCode.NOT_FOUND, "no " + file));
    }

    /// What was brought back.
    ///
    /// @param entries of the backup; the members' mirrors give back those that came later
    public record Restored(Sha256 alliance, String name, long entries) {}

    /// Makes a hub in `target`, which holds none, from a backup. It waits for its members' mirrors
    /// before it serves.
    ///
    /// @param keys a folder with the hub's `identity.pem`; else the backup holds it
    /// @param sameStorage whether into the database that the backup's settings name, which must be
    ///   empty; else into the folder
    public static Restored restore(
            Path backup, Path target, Optional<Path> keys, boolean sameStorage, Progress progress) {
        var of = Restore.verified(backup, progress);
        requireFree(target, Optional.of(of.alliance()));
        var signer = KeyFile.load(keyIn(backup, keys));
        var key = bytes(keyIn(backup, keys));
        var before = settings(backup);
        var settings = sameStorage ? before : before.withStorage(Optional.empty());
        beside(
                target,
                draft -> {
                    var home = HubHome.create(draft, settings, key);
                    fill(backup, home, signer, progress);
                    home.mustRecover(of.entries());
                });
        return new Restored(of.alliance(), of.name(), of.entries());
    }

    private static void fill(Path backup, HubHome home, Signer signer, Progress progress) {
        try (var ledger = home.openLedger()) {
            Restore.fill(backup, ledger, FolderBlobs.open(home.blobs()), signer, progress);
        }
    }

    private static Path keyIn(Path backup, Optional<Path> keys) {
        var file = keys.map(k -> k.resolve(KEY)).orElse(backup.resolve(Backup.IDENTITY));
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    keys.isPresent()
                            ? "there is no " + KEY + " in " + keys.get()
                            : "the backup holds no key (it was made with --without-keys): name the"
                                    + " folder of the hub's identity.pem with --keys. Nothing was"
                                    + " written");
        }
        return file;
    }

    private static HubHome.Settings settings(Path backup) {
        var file = backup.resolve(Backup.SETTINGS);
        if (!Files.exists(file)) {
            throw new FoedusException(
                    ErrorCode.BAD_FORMAT,
                    backup
                            + " is an export, not a backup: it has no "
                            + Backup.SETTINGS
                            + ". Use a folder that foedus backup wrote");
        }
        return Json.read(bytes(file), HubHome.Settings.class);
    }

    /// Makes a hub in `target` of which nothing is left but its key. It waits for its members'
    /// mirrors to give it its ledger back.
    public static void fromMembers(Path target, Path keys, HubHome.Settings settings) {
        requireFree(target, Optional.empty());
        var file = keyIn(keys, Optional.of(keys));
        KeyFile.load(file);
        var key = bytes(file);
        beside(target, draft -> HubHome.create(draft, settings, key).mustRecover(0));
    }

    /// Nothing is ever overwritten.
    private static void requireFree(Path target, Optional<Sha256> alliance) {
        if (Access.holdsHub(target)) {
            throw taken(target, alliance);
        }
        if (Files.isDirectory(target)) {
            try (var inside = Files.newDirectoryStream(target)) {
                if (!inside.iterator().hasNext()) {
                    return;
                }
            } catch (IOException e) {
                throw FileFailure.of("look into " + target, e);
            }
        }
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    target + " is there already, and no hub: name a new folder with --home");
        }
    }

    private static FoedusException taken(Path target, Optional<Sha256> alliance) {
        var here = allianceOf(target);
        boolean another =
                alliance.isPresent() && here.isPresent() && !here.get().equals(alliance.get());
        return new FoedusException(
                another ? ErrorCode.WRONG_ALLIANCE : ErrorCode.ALREADY_EXISTS,
                target
                        + " holds a hub"
                        + (another
                                ? " of another alliance, "
                                        + here.get()
                                        + "; the backup is of "
                                        + alliance.get()
                                : "")
                        + ": nothing was touched. Name a new folder with --home; keep this one"
                        + " until the restored hub serves");
    }

    private static Optional<Sha256> allianceOf(Path target) {
        try (var ledger = HubHome.open(target).openLedger()) {
            return ledger.read(0, 1).stream()
                    .findFirst()
                    .map(line -> org.foedus.core.ledger.MerkleTree.leafHash(line.array()));
        } catch (FoedusException e) {
            // A database that can't be read is no reason to say less about the folder.
            return Optional.empty();
        }
    }

    private interface Work {
        void fill(Path draft);
    }

    /// Makes a folder beside the target and renames it when it is whole.
    private static void beside(Path target, Work work) {
        try {
            var parent = target.toAbsolutePath().getParent();
            if (parent == null) {
                throw new FoedusException(ErrorCode.ALREADY_EXISTS, target + " is no place for it");
            }
            Files.createDirectories(parent);
            var draft = Files.createTempDirectory(parent, "." + target.getFileName() + "-");
            try {
                PrivateFolder.create(draft);
                work.fill(draft);
                Files.deleteIfExists(target);
                Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                delete(draft);
            }
        } catch (IOException e) {
            throw FileFailure.of("write " + target, e);
        }
    }

    private static void delete(Path draft) throws IOException {
        if (!Files.exists(draft)) {
            return;
        }
        try (var files = Files.walk(draft)) {
            for (var file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// @param leftovers uploads that were begun and not ended
    public record Checked(StoreCheck.Result result, List<String> leftovers) {}

    /// Checks what the hub in `home` keeps against itself, also beside the running hub.
    public static Checked check(HubHome home, Progress progress) {
        try (var ledger = home.openLedger()) {
            var blobs = FolderBlobs.open(home.blobs());
            var key = home.identity().publicKey();
            return new Checked(StoreCheck.check(ledger, blobs, key, progress), blobs.leftovers());
        }
    }
}
