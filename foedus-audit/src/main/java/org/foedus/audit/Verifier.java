package org.foedus.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.json.Json;

/// Verifies an export with no hub and no network: recomputes every digest, signature, rule and, as
/// far as the updates are there, every fold.
public final class Verifier {
    private final Folder folder;
    private final Anchors anchors;
    private final Progress progress;
    private final Problems problems;

    private Verifier(Folder folder, Anchors anchors, Progress progress, Problems problems) {
        this.folder = folder;
        this.anchors = anchors;
        this.progress = progress;
        this.problems = problems;
    }

    /// Verifies the export in `folder`; whatever is wrong with it is in the report.
    ///
    /// @throws FoedusException `NOT_FOUND` if it is no folder, `IO_FAILED` if it cannot be read
    public static Report verify(Path folder, Anchors anchors, Progress progress) {
        var problems = new Problems();
        try {
            return new Verifier(Folder.list(folder, problems), anchors, progress, problems)
                    .verify();
        } catch (IOException e) {
            throw new FoedusException(
                    ErrorCode.IO_FAILED, "read the export " + folder + ": " + e.getMessage(), e);
        }
    }

    private Report verify() throws IOException {
        var checkpoints = new CheckpointCheck(problems);
        var note =
                folder.read(Layout.CHECKPOINT, Checkpoint.MAX_NOTE_BYTES, problems)
                        .flatMap(checkpoints::read);
        var leaves = Leaves.check(folder, note.map(n -> n.checkpoint().root()), problems);
        var tree = leaves.tree();
        var ledger = LedgerCheck.replay(folder, leaves.firstDamaged(), problems, progress);
        var state = ledger.state();
        var broken = leaves.givenUp() ? Optional.of(Layout.ENTRIES) : Optional.<String>empty();
        var intact = Contents.check(folder, Contents.sizes(state), broken, problems, progress);
        boolean complete = ledger.judged() == tree.size() && tree.size() > 0;
        problems.unless(
                tree.size() > 0, new Place.File(Layout.ENTRIES), "expected one entry at least");

        var hub = hubKey(ledger);
        var witnesses = List.<Report.Witness>of();
        var compared = List.<String>of();
        if (hub.isPresent()) {
            if (note.isPresent()) {
                witnesses = checkpoints.check(note.get(), hub.get(), state, tree, complete);
            }
            compared = checkpoints.anchors(anchors, hub.get(), state, tree);
            if (anchors.against().isPresent() && folder.has(Layout.ENTRIES)) {
                compared = new ArrayList<>(compared);
                new ForkCheck(problems, hub.get(), tree)
                        .against(folder, anchors.against().get())
                        .ifPresent(compared::add);
            }
        }
        BodyCheck.check(folder, ledger.bodies(), complete, problems);
        var missing = blobs(ledger, tree, complete, intact);
        var rounds = new RoundCheck(folder, intact, problems);
        rounds.check(ledger.rounds(), new TreeMap<>(state.dropped()), progress);
        return new Report(
                tree.size() == 0 ? Optional.empty() : Optional.of(tree.root()),
                state.charter().map(c -> c.name()),
                tree.size(),
                ledger.judged(),
                ledger.rounds().size(),
                rounds.reexecuted(),
                rounds.skipped(),
                missing,
                witnesses,
                compared,
                problems.list(),
                Caveats.of(anchors, ledger, rounds, tree.size(), missing));
    }

    /// The key of the founding entry; the file's, if that entry cannot be read.
    private Optional<PublicKey> hubKey(LedgerCheck ledger) throws IOException {
        var place = new Place.File(Layout.HUB_KEY);
        var named = Optional.<PublicKey>empty();
        var file = folder.read(Layout.HUB_KEY, Layout.MAX_SMALL_FILE_BYTES, problems);
        if (file.isPresent()) {
            var text = new String(file.get(), StandardCharsets.ISO_8859_1);
            if (text.matches("[0-9a-f]{64}\n")) {
                named = key(text.strip(), place);
            } else {
                problems.add(place, "expected 64 hexadecimal digits and a line feed");
            }
        }
        if (ledger.judged() == 0) {
            return named;
        }
        var founded = ledger.state().hubKey();
        if (named.isPresent() && !named.get().equals(founded)) {
            problems.add(
                    place,
                    "expected " + founded + ", as in the founding entry, found " + named.get());
        }
        return Optional.of(founded);
    }

    private Optional<PublicKey> key(String hex, Place place) {
        try {
            return Optional.of(new PublicKey(hex));
        } catch (FoedusException e) {
            problems.add(place, e.reason());
            return Optional.empty();
        }
    }

    private SortedMap<Sha256, List<String>> blobs(
            LedgerCheck ledger,
            MerkleTree tree,
            boolean complete,
            SortedMap<Sha256, Contents.Facts> intact)
            throws IOException {
        var file = folder.read(Layout.MANIFEST, Layout.MAX_MANIFEST_BYTES, problems);
        if (file.isEmpty()) {
            return new TreeMap<>();
        }
        try {
            var manifest = Json.read(file.get(), Manifest.class);
            var check = new BlobCheck(problems, ledger.state(), folder, intact);
            check.manifest(manifest, tree.size(), tree.root());
            return complete ? check.check(manifest) : new TreeMap<>();
        } catch (FoedusException e) {
            problems.file(Layout.MANIFEST, e.reason());
            return new TreeMap<>();
        }
    }
}
