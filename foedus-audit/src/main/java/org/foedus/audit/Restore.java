package org.foedus.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.Signer;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.Json;

/// Brings a backup back into empty stores, whatever those keep their bytes on.
public final class Restore {
    private static final int PAGE = 256;
    private static final int SHOWN = 5;

    private final Folder folder;
    private final Ledger ledger;
    private final Blobs blobs;
    private final Signer hub;
    private final Progress progress;
    private final MerkleTree tree = new MerkleTree();

    private Restore(Folder folder, Ledger ledger, Blobs blobs, Signer hub, Progress progress) {
        this.folder = folder;
        this.ledger = ledger;
        this.blobs = blobs;
        this.hub = hub;
        this.progress = progress;
    }

    /// Verifies a backup as a whole, before anything is written.
    ///
    /// @return its alliance
    /// @throws FoedusException `VERIFICATION_FAILED` with what is damaged
    public static Manifested verified(Path backup, Progress progress) {
        var report = Verifier.verify(backup, Anchors.none(), progress);
        if (!report.ok()) {
            var first = report.problems().stream().limit(SHOWN).map(Problem::toString).toList();
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the backup "
                            + backup
                            + " is damaged: "
                            + String.join("; ", first)
                            + (report.problems().size() > SHOWN
                                    ? "; and " + (report.problems().size() - SHOWN) + " more"
                                    : "")
                            + ". Nothing was written. Use another backup; what is missing since"
                            + " comes from the members' mirrors");
        }
        try {
            var json = Files.readAllBytes(backup.resolve(Layout.MANIFEST));
            var manifest = Json.read(json, Manifest.class);
            return new Manifested(manifest.alliance(), manifest.name(), manifest.entries());
        } catch (IOException e) {
            throw failed(backup, e);
        }
    }

    /// What a backup is of.
    public record Manifested(Sha256 alliance, String name, long entries) {}

    /// Fills an empty ledger and the blobs from a backup that was verified.
    ///
    /// @param hub the hub's identity key, which signs the checkpoints in between
    /// @throws FoedusException `ALREADY_EXISTS` if the ledger is not empty, `WRONG_HUB_KEY` for
    ///   another hub's key; nothing was written then
    public static void fill(
            Path backup, Ledger ledger, Blobs blobs, Signer hub, Progress progress) {
        if (ledger.size() > 0) {
            throw new FoedusException(
                    ErrorCode.ALREADY_EXISTS,
                    "the ledger to restore into has "
                            + ledger.size()
                            + " entries; nothing is ever overwritten: name an empty one");
        }
        try {
            new Restore(Folder.list(backup, new Problems()), ledger, blobs, hub, progress).fill();
        } catch (IOException e) {
            throw failed(backup, e);
        }
    }

    private static FoedusException failed(Path backup, IOException e) {
        return new FoedusException(
                ErrorCode.IO_FAILED, "read the backup " + backup + ": " + e.getMessage(), e);
    }

    private void fill() throws IOException {
        var note =
                new String(
                        folder.read(Layout.CHECKPOINT, Checkpoint.MAX_NOTE_BYTES, new Problems())
                                .orElseThrow(),
                        StandardCharsets.UTF_8);
        requireKey(note);
        blobs();
        var checkpoint = Checkpoint.parse(note);
        entries(note, checkpoint);
        for (var line : Checkpoint.signatureLines(note)) {
            var signer = Checkpoint.signerName(line);
            if (!signer.equals(checkpoint.origin())) {
                ledger.addCosignature(checkpoint.size(), signer, line);
            }
        }
    }

    private void requireKey(String note) {
        try {
            Checkpoint.open(note, hub.publicKey());
        } catch (FoedusException e) {
            throw new FoedusException(
                    ErrorCode.WRONG_HUB_KEY,
                    "the identity key with the fingerprint "
                            + hub.publicKey().fingerprint().shortHex()
                            + "… is not that of the backup's hub: nothing was written; name the"
                            + " right one with --keys",
                    e);
        }
    }

    private void blobs() throws IOException {
        var paths = folder.files().keySet().stream().filter(p -> Layout.blobAt(p).isPresent());
        long done = 0;
        var listed = paths.toList();
        for (var path : listed) {
            progress.at("blobs", done++, listed.size());
            var digest = Layout.blobAt(path).orElseThrow();
            long bytes = folder.files().getOrDefault(path, 0L);
            var id = "restore-" + digest.hex();
            long from = blobs.begin(id, digest, bytes);
            if (from < bytes) {
                try (var in = folder.open(path)) {
                    in.skipNBytes(from);
                    blobs.append(id, from, in);
                }
            }
        }
    }

    private void entries(String note, Checkpoint checkpoint) throws IOException {
        try (var in = folder.open(Layout.ENTRIES)) {
            var lines = new Lines(in, Ledger.MAX_ENTRY_BYTES);
            while (tree.size() < checkpoint.size()) {
                progress.at("entries", tree.size(), checkpoint.size());
                long before = tree.size();
                var page = new ArrayList<Bytes>();
                var with = new ArrayList<Body>();
                while (page.size() < PAGE && tree.size() < checkpoint.size()) {
                    take(Bytes.of(lines.next()), page, with);
                }
                boolean last = tree.size() == checkpoint.size();
                var here = new Checkpoint(checkpoint.origin(), tree.size(), tree.root());
                ledger.append(before, page, with, last ? bare(note) : here.sign(hub));
            }
        }
    }

    private void take(Bytes line, List<Bytes> page, List<Body> with) throws IOException {
        tree.append(MerkleTree.leafHash(line.array()));
        page.add(line);
        var named = new BodyDigests();
        named.note(EntryCodec.read(line));
        for (var digest : named.kept()) {
            if (folder.has(Layout.body(digest))) {
                var json =
                        folder.read(
                                        Layout.body(digest),
                                        Layout.MAX_SMALL_FILE_BYTES,
                                        new Problems())
                                .orElseThrow();
                with.add(Json.read(json, Body.class));
            }
        }
    }

    /// The note without the witnesses' lines, which are kept apart.
    private static String bare(String note) {
        var checkpoint = Checkpoint.parse(note);
        var own =
                Checkpoint.signatureLines(note).stream()
                        .filter(l -> Checkpoint.signerName(l).equals(checkpoint.origin()))
                        .toList();
        return checkpoint.body() + "\n" + String.join("", own);
    }
}
