package org.foedus.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.protocol.json.EntryCodec;
import org.foedus.protocol.json.Json;

/// Writes an export. It is made in a folder beside the target and renamed when it is whole; the
/// same ledger, blobs and options give the same bytes.
public final class ExportWriter {
    private static final int PAGE = 256;

    private final Path folder;
    private final ExportSource source;
    private final Options options;
    private final SortedMap<String, byte[]> extra;
    private final Progress progress;
    private final SortedMap<String, Sha256> sums = new TreeMap<>();
    private final MerkleTree tree = new MerkleTree();
    private final BodyDigests bodies = new BodyDigests();
    private AllianceState state = AllianceState.empty();
    private long followed;

    private ExportWriter(
            Path folder,
            ExportSource source,
            Options options,
            SortedMap<String, byte[]> extra,
            Progress progress) {
        this.folder = folder;
        this.source = source;
        this.options = options;
        this.extra = extra;
        this.progress = progress;
    }

    /// @param createdBy the program and its version
    /// @param updates whether to export updates and optimizer states as far as the source gives
    ///   them; models always
    public record Options(String createdBy, boolean updates) {}

    /// What was written.
    ///
    /// @param followed entries that the rules could follow, from the first on; if not all, the
    ///   blobs and bodies that later ones name are not exported, and the verification will fail
    /// @param missing blobs that belong into this export and that the source did not give
    public record Written(
            Path folder,
            long entries,
            long followed,
            Sha256 root,
            int blobs,
            List<Sha256> missing) {
        public Written {
            missing = List.copyOf(missing);
        }
    }

    /// Writes the export to `target`, which must be empty or not be there (`ALREADY_EXISTS`).
    ///
    /// @throws FoedusException `VERIFICATION_FAILED` if the entries are not those of the
    ///   checkpoint, `DIGEST_MISMATCH` for a damaged blob, `IO_FAILED`; nothing is left behind
    public static Written write(
            Path target, ExportSource source, Options options, Progress progress) {
        return write(target, source, options, new TreeMap<>(), progress);
    }

    /// @param extra a hub's own files, for a backup; readable by their owner alone
    static Written write(
            Path target,
            ExportSource source,
            Options options,
            SortedMap<String, byte[]> extra,
            Progress progress) {
        try {
            return Staging.into(
                            target,
                            folder ->
                                    new ExportWriter(folder, source, options, extra, progress)
                                            .write())
                    .at(target);
        } catch (IOException e) {
            throw new FoedusException(
                    ErrorCode.IO_FAILED, "export to " + target + ": " + e.getMessage(), e);
        }
    }

    /// An outcome whose folder is not final yet.
    private record Draft(
            long entries, long followed, Sha256 root, int blobs, List<Sha256> missing) {
        Written at(Path folder) {
            return new Written(folder, entries, followed, root, blobs, missing);
        }
    }

    private Draft write() throws IOException {
        var checkpoint = Checkpoint.parse(source.checkpoint());
        writeEntries(checkpoint);
        writeLeaves();
        var missing = new ArrayList<Sha256>();
        var blobs = writeBlobs(missing);
        writeBodies();
        writeFile(Layout.CHECKPOINT, utf8(source.checkpoint()));
        writeFile(Layout.HUB_KEY, utf8(state.hubKey().hex() + "\n"));
        var manifest =
                new Manifest(
                        Layout.FORMAT,
                        state.allianceId(),
                        state.rules().name(),
                        options.createdBy(),
                        tree.size(),
                        tree.root(),
                        options.updates(),
                        blobs);
        var json = manifest.write();
        limit(json.length, Layout.MAX_MANIFEST_BYTES, Layout.MANIFEST);
        writeFile(Layout.MANIFEST, json);
        writeFile(Layout.README, Readme.text(manifest));
        for (var file : extra.entrySet()) {
            Private.write(folder, file.getKey(), file.getValue());
            sums.put(file.getKey(), Sha256.of(file.getValue()));
        }
        Private.write(folder, Layout.SUMS, Sums.write(sums));
        return new Draft(tree.size(), followed, tree.root(), blobs.size(), missing);
    }

    private void writeEntries(Checkpoint checkpoint) throws IOException {
        limit(checkpoint.size(), Layout.MAX_ENTRIES, "the ledger's entries");
        var digest = Sha256.newDigest();
        try (var out = create(Layout.ENTRIES)) {
            while (tree.size() < checkpoint.size()) {
                long left = checkpoint.size() - tree.size();
                var page = source.entries().read(tree.size(), (int) Math.min(PAGE, left));
                if (page.isEmpty() || page.size() > left) {
                    throw new FoedusException(
                            ErrorCode.VERIFICATION_FAILED,
                            "the ledger has "
                                    + (tree.size() + page.size())
                                    + " entries, the checkpoint "
                                    + checkpoint.size());
                }
                for (var entry : page) {
                    var line = line(entry);
                    digest.update(line);
                    out.write(line);
                }
                progress.at("entries", tree.size(), checkpoint.size());
            }
        }
        sums.put(Layout.ENTRIES, Sha256.of(digest));
        if (checkpoint.size() == 0 || !tree.root().equals(checkpoint.root())) {
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the entries are not those of the checkpoint: expected the root "
                            + checkpoint.root()
                            + ", found "
                            + tree.root());
        }
    }

    /// Takes an entry into tree and state and returns its line.
    private byte[] line(Bytes bytes) {
        var entry = bytes.array();
        limit(entry.length, Ledger.MAX_ENTRY_BYTES, "entry " + tree.size());
        var line = java.util.Arrays.copyOf(entry, entry.length + 1);
        line[entry.length] = '\n';
        for (int i = 0; i < entry.length; i++) {
            if (entry[i] == '\n') {
                throw new FoedusException(
                        ErrorCode.BAD_FORMAT,
                        "entry " + tree.size() + " has a line feed at byte " + i);
            }
        }
        var hash = MerkleTree.leafHash(entry);
        if (followed == tree.size()) {
            follow(bytes, hash);
        }
        tree.append(hash);
        return line;
    }

    /// A ledger that breaks its own rules is exported all the same: it is evidence.
    private void follow(Bytes bytes, Sha256 hash) {
        try {
            var entry = EntryCodec.read(bytes);
            state = state.apply(entry, hash);
            bodies.note(entry);
            followed++;
        } catch (RuntimeException e) {
            if (followed == 0) {
                throw new FoedusException(
                        ErrorCode.VERIFICATION_FAILED,
                        "entry 0 founds no alliance: " + e.getMessage(),
                        e);
            }
        }
    }

    private void writeLeaves() throws IOException {
        var digest = Sha256.newDigest();
        try (var out = create(Layout.LEAVES)) {
            for (long i = 0; i < tree.size(); i++) {
                var line = utf8(tree.leaf(i).hex() + "\n");
                digest.update(line);
                out.write(line);
            }
        }
        sums.put(Layout.LEAVES, Sha256.of(digest));
    }

    private List<Manifest.Listed> writeBlobs(List<Sha256> missing) throws IOException {
        Private.folder(folder, Layout.BLOBS);
        var listed = new ArrayList<Manifest.Listed>();
        var uses = Manifest.uses(state);
        long done = 0;
        for (var blob : uses.entrySet()) {
            progress.at("blobs", done++, uses.size());
            if (!options.updates() && !Manifest.model(state, blob.getKey())) {
                continue;
            }
            var bytes = source.blobs().open(blob.getKey());
            if (bytes.isEmpty()) {
                missing.add(blob.getKey());
                continue;
            }
            limit(listed.size() + 1L, Layout.MAX_BLOBS, "the blobs");
            try (var in = bytes.get()) {
                long size = writeBlob(blob.getKey(), in);
                listed.add(new Manifest.Listed(blob.getKey(), size, blob.getValue()));
            }
        }
        progress.at("blobs", uses.size(), uses.size());
        return listed;
    }

    private long writeBlob(Sha256 name, InputStream in) throws IOException {
        var digest = Sha256.newDigest();
        var buffer = new byte[1 << 16];
        long size = 0;
        try (var out = create(Layout.blob(name))) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                out.write(buffer, 0, n);
                size += n;
            }
        }
        var found = Sha256.of(digest);
        if (!found.equals(name)) {
            throw new FoedusException(
                    ErrorCode.DIGEST_MISMATCH,
                    "blob " + name + ": its bytes have the digest " + found);
        }
        sums.put(Layout.blob(name), name);
        return size;
    }

    private void writeBodies() throws IOException {
        for (var digest : bodies.kept()) {
            var body = source.bodies().read(digest);
            if (body.isEmpty()) {
                continue;
            }
            if (!body.get().digest().equals(digest) || !body.get().intact()) {
                throw new FoedusException(
                        ErrorCode.DIGEST_MISMATCH, "body " + digest + " is not what it says");
            }
            writeFile(Layout.body(digest), utf8(Json.text(body.get()) + "\n"));
        }
    }

    private void writeFile(String path, byte[] bytes) throws IOException {
        Private.write(folder, path, bytes);
        sums.put(path, Sha256.of(bytes));
    }

    private BufferedOutputStream create(String path) throws IOException {
        return new BufferedOutputStream(Private.create(folder, path), 1 << 16);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void limit(long found, long most, String what) {
        if (found > most) {
            throw new FoedusException(
                    ErrorCode.TOO_LARGE,
                    what + ": an export has at most " + most + ", found " + found);
        }
    }
}
