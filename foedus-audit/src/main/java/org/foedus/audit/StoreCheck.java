package org.foedus.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Blob;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;

/// Checks what a hub keeps against itself: database, ledger, bodies and blobs. Reads only, also
/// beside a running hub: all of it up to the checkpoint that was the newest when it began.
public final class StoreCheck {
    private static final int PAGE = 256;

    private final Ledger ledger;
    private final Blobs blobs;
    private final Progress progress;
    private final Problems problems = new Problems();
    private final List<Finding> findings = new ArrayList<>();
    private final MerkleTree tree = new MerkleTree();
    private int intact;

    private StoreCheck(Ledger ledger, Blobs blobs, Progress progress) {
        this.ledger = ledger;
        this.blobs = blobs;
        this.progress = progress;
    }

    /// Something that is not as it should be.
    ///
    /// @param place in the store
    /// @param wrong what was expected and what was found
    /// @param safe what is not touched by it, and what is
    /// @param next what to do
    public record Finding(String place, String wrong, String safe, String next) {}

    /// @param root of the ledger's tree, recomputed
    /// @param blobs that are what the ledger says
    /// @param findings empty if all is well
    public record Result(long entries, Optional<Sha256> root, int blobs, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }

        public boolean ok() {
            return findings.isEmpty();
        }
    }

    /// @param hub the hub's identity key
    public static Result check(Ledger ledger, Blobs blobs, PublicKey hub, Progress progress) {
        return new StoreCheck(ledger, blobs, progress).check(hub);
    }

    private Result check(PublicKey hub) {
        var text = ledger.checkpoint().orElse("");
        var checks = new CheckpointCheck(problems);
        var note = checks.read(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        long size = note.map(n -> n.checkpoint().size()).orElseGet(ledger::size);
        var replayed = new LedgerCheck(problems);
        boolean readable = entries(replayed, size);
        boolean complete = replayed.judged() == size && readable;
        note.ifPresent(n -> {
            checks.check(n, hub, replayed.state(), tree, complete);
            problems.unless(
                    !complete || n.checkpoint().root().equals(tree.root()),
                    new Place.File(Layout.CHECKPOINT),
                    "expected the root "
                            + n.checkpoint().root()
                            + ", as the hub signed it, found "
                            + tree.root());
        });
        if (complete && size > 0) {
            founder(hub, replayed.state());
        }
        problems.list().forEach(this::ledgerFinding);
        bodies(replayed.bodies());
        blobs(replayed.state());
        var root = tree.size() == 0 ? Optional.<Sha256>empty() : Optional.of(tree.root());
        return new Result(tree.size(), root, intact, findings);
    }

    private boolean entries(LedgerCheck replayed, long size) {
        boolean applied = true;
        try {
            while (tree.size() < size) {
                progress.at("entries", tree.size(), size);
                var page = ledger.read(tree.size(), (int) Math.min(PAGE, size - tree.size()));
                if (page.isEmpty()) {
                    problems.add(
                            new Place.Entry(tree.size()),
                            "is missing: the checkpoint has " + size + " entries");
                    return false;
                }
                for (var line : page) {
                    applied = applied && replayed.take(line.array());
                    tree.append(MerkleTree.leafHash(line.array()));
                }
            }
            return true;
        } catch (FoedusException e) {
            problems.add(new Place.Entry(tree.size()), e.code() + ": " + e.reason());
            return false;
        }
    }

    private void founder(PublicKey hub, AllianceState state) {
        problems.unless(
                state.hubKey().equals(hub),
                new Place.Entry(0),
                "expected the hub's key "
                        + hub
                        + ", as in this folder, found "
                        + state.hubKey()
                        + ": the ledger is another hub's");
    }

    private void ledgerFinding(Problem problem) {
        findings.add(
                new Finding(
                        problem.place().label(),
                        problem.message(),
                        "the blobs are untouched; entries from there on are not to be trusted, and"
                                + " the hub will not start from them",
                        "stop the hub, keep this folder, restore the newest backup into a new one"
                                + " (foedus restore): the members' mirrors give back the rest"));
    }

    private void bodies(BodyDigests named) {
        for (var digest : named.kept()) {
            var body = ledger.body(digest);
            if (body.isEmpty() || !body.get().intact()) {
                findings.add(
                        new Finding(
                                "body " + digest,
                                body.isEmpty() ? "is missing" : "is not what its digest says",
                                "the ledger and every decision are untouched; one private text is"
                                        + " lost",
                                "copy it from an older backup, or ask its sender; nothing waits"
                                        + " for it"));
            }
        }
    }

    private void blobs(AllianceState state) {
        long done = 0;
        for (var blob : state.blobs().entrySet()) {
            progress.at("blobs", done++, state.blobs().size());
            blob(state, blob.getKey(), blob.getValue());
        }
        state.dropped()
                .forEach((digest, entry) -> {
                    if (blobs.size(digest).isPresent()) {
                        findings.add(
                                new Finding(
                                        "blob " + digest,
                                        "was dropped by entry " + entry + " and is still here",
                                        "everything is untouched",
                                        "a running hub deletes it within minutes"));
                    }
                });
    }

    private void blob(AllianceState state, Sha256 digest, Blob blob) {
        var first = blob.origins().getFirst();
        var size = blobs.size(digest);
        if (size.isEmpty()) {
            lost(digest, first, "is missing");
        } else if (!blobs.intact(digest)) {
            lost(digest, first, "its bytes are not those of its name");
        } else if (!blob.origins().stream().allMatch(o -> claimed(state, digest, o))) {
            lost(digest, first, "its size or chunk root is not that of the claim");
        } else {
            intact++;
        }
    }

    private boolean claimed(AllianceState state, Sha256 digest, Blob.Origin origin) {
        if (!(origin instanceof Blob.Origin.Update update)) {
            return true;
        }
        return Optional.ofNullable(state.runs().get(update.run()))
                .flatMap(r -> r.work(update.work()))
                .flatMap(w -> w.done())
                .map(d -> d.claim().outputs().values().stream())
                .map(outputs -> outputs.filter(o -> o.sha256().equals(digest)))
                .flatMap(outputs -> outputs.findFirst())
                .map(output -> fits(digest, output))
                .orElse(true);
    }

    private boolean fits(Sha256 digest, Output output) {
        return blobs.size(digest).equals(Optional.of(output.bytes()))
                && blobs.chunkRoot(digest).equals(output.chunkRoot());
    }

    private void lost(Sha256 digest, Blob.Origin origin, String wrong) {
        var what =
                switch (origin) {
                    case Blob.Origin.Model m -> "a version of the model of " + m.run();
                    case Blob.Origin.OptimizerState o -> "the optimizer's state of " + o.run();
                    case Blob.Origin.Update u -> "the update " + u.work();
                };
        var next =
                switch (origin) {
                    case Blob.Origin.Model _ ->
                            "start the hub: it asks the nodes that hold it; else copy it from a"
                                    + " backup's blobs/";
                    case Blob.Origin.OptimizerState _ ->
                            "copy it from a backup's blobs/: no node holds it; without it the run"
                                    + " cannot open another round";
                    case Blob.Origin.Update _ ->
                            "start the hub: it asks the node as long as the round is open; later"
                                    + " only audits need it, copy it from a backup's blobs/";
                };
        findings.add(
                new Finding(
                        "blob " + digest,
                        wrong + " (" + what + ")",
                        "the ledger is untouched, and every other blob",
                        next));
    }
}
