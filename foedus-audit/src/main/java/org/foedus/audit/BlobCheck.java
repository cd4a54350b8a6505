package org.foedus.audit;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.run.Run;

/// The manifest against the ledger, and the blobs against both.
final class BlobCheck {
    private static final Place MANIFEST = new Place.File(Layout.MANIFEST);

    private final Problems problems;
    private final AllianceState state;
    private final Folder folder;
    private final SortedMap<Sha256, Contents.Facts> intact;

    BlobCheck(
            Problems problems,
            AllianceState state,
            Folder folder,
            SortedMap<Sha256, Contents.Facts> intact) {
        this.problems = problems;
        this.state = state;
        this.folder = folder;
        this.intact = intact;
    }

    /// Checks the manifest's own statements.
    void manifest(Manifest manifest, long entries, Sha256 root) {
        same("format", Layout.FORMAT, manifest.format());
        same("entries", entries, manifest.entries());
        same("root", root, manifest.root());
        state.id().ifPresent(id -> same("alliance", id, manifest.alliance()));
        state.charter().ifPresent(charter -> same("name", charter.name(), manifest.name()));
    }

    private void same(String field, Object expected, Object found) {
        problems.unless(
                expected.equals(found),
                MANIFEST,
                field + ": expected " + expected + ", found " + found);
    }

    /// Checks that manifest, folder and ledger name the same blobs with the same uses and sizes;
    /// returns those that the ledger names and the export should hold but does not.
    SortedMap<Sha256, List<String>> check(Manifest manifest) {
        var uses = Manifest.uses(state);
        var listed = new TreeMap<Sha256, Manifest.Listed>();
        for (var blob : manifest.blobs()) {
            problems.unless(
                    listed.isEmpty() || listed.lastKey().compareTo(blob.sha256()) < 0,
                    MANIFEST,
                    "blobs: expected ascending digests, found " + blob.sha256());
            listed.put(blob.sha256(), blob);
        }
        for (var blob : listed.values()) {
            listed(blob, uses.getOrDefault(blob.sha256(), List.of()));
        }
        for (var path : folder.files().keySet()) {
            Layout.blobAt(path)
                    .ifPresent(digest ->
                            problems.unless(
                                    listed.containsKey(digest),
                                    new Place.Blob(digest),
                                    "is not listed in " + Layout.MANIFEST));
        }
        state.runs().values().forEach(this::sizes);
        var missing = new TreeMap<Sha256, List<String>>();
        uses.forEach((digest, labels) -> {
            boolean due = manifest.updates() || Manifest.model(state, digest);
            if (due && !listed.containsKey(digest)) {
                missing.put(digest, labels);
            }
        });
        return missing;
    }

    private void listed(Manifest.Listed blob, List<String> uses) {
        var place = new Place.Blob(blob.sha256());
        if (uses.isEmpty()) {
            problems.add(place, "the ledger names no such blob");
        } else {
            problems.unless(
                    uses.equals(blob.uses()),
                    place,
                    "uses: expected " + uses + ", as in the ledger, found " + blob.uses());
        }
        var size = folder.files().get(Layout.blob(blob.sha256()));
        if (size == null) {
            problems.add(place, "is listed in " + Layout.MANIFEST + " and not in the folder");
        } else {
            problems.unless(
                    size == blob.bytes(),
                    place,
                    "expected " + blob.bytes() + " bytes, found " + size);
        }
    }

    /// What the ledger says about the bytes of a run's blobs.
    private void sizes(Run run) {
        size(run.initialModel(), run.modelBytes());
        for (var round : run.rounds().values()) {
            if (round instanceof org.foedus.core.round.RoundState.Published published) {
                size(published.model(), run.modelBytes());
                published.optimizerState().ifPresent(s -> size(s, run.modelBytes()));
            }
            round.work().values().stream()
                    .flatMap(work -> work.done().stream())
                    .flatMap(done -> done.claim().outputs().values().stream())
                    .forEach(this::output);
        }
    }

    private void size(Sha256 digest, long expected) {
        var facts = intact.get(digest);
        if (facts != null && facts.bytes() != expected) {
            problems.add(
                    new Place.Blob(digest),
                    "expected " + expected + " bytes, found " + facts.bytes());
        }
    }

    private void output(Output output) {
        size(output.sha256(), output.bytes());
        var facts = intact.get(output.sha256());
        if (facts != null && !facts.chunkRoot().equals(output.chunkRoot())) {
            problems.add(
                    new Place.Blob(output.sha256()),
                    "expected the chunk root "
                            + output.chunkRoot()
                            + " of the claim, found "
                            + facts.chunkRoot());
        }
    }
}
