package org.foedus.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.ForkEvidence;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.signature.PublicKey;
import org.foedus.protocol.json.EntryCodec;

/// Explains a fork: two histories that one hub signed.
final class ForkCheck {
    private static final Place PLACE = new Place.File(Layout.CHECKPOINT);

    private final Problems problems;
    private final PublicKey hub;
    private final MerkleTree tree;

    /// @param tree of the export
    ForkCheck(Problems problems, PublicKey hub, MerkleTree tree) {
        this.problems = problems;
        this.hub = hub;
        this.tree = tree;
    }

    /// Judges what a mirror kept when it noticed a fork; returns what was compared.
    Optional<String> evidence(String text) {
        try {
            var evidence = ForkEvidence.read(text);
            var proven = evidence.proves(hub);
            var other = Checkpoint.open(evidence.shown(), hub);
            problems.add(
                    PLACE,
                    (proven
                                    ? "FORK, proven by the evidence alone: the hub "
                                    : "the evidence of a fork, which alone proves none: the hub ")
                            + hub
                            + " signed "
                            + words(other)
                            + (evidence.kept().isEmpty()
                                    ? ""
                                    : " and "
                                            + words(Checkpoint.open(evidence.kept(), hub))
                                            + rootHere(evidence, other))
                            + ". This export "
                            + belongs(evidence, other)
                            + (proven
                                    ? ". Show the evidence to every member; stop running under"
                                            + " this hub until they have decided"
                                    : ". Next: --against another member's export or mirror shows"
                                            + " the first entry that differs"));
            return Optional.of("evidence of a fork");
        } catch (FoedusException e) {
            problems.add(PLACE, "the evidence of a fork: " + e.reason());
            return Optional.empty();
        }
    }

    private static String words(Checkpoint note) {
        return note.size() + " entries with the root " + note.root();
    }

    private static String rootHere(ForkEvidence evidence, Checkpoint other) {
        return evidence.rootHere()
                .map(r -> ", whose first " + other.size() + " have the root " + r)
                .orElse("");
    }

    private String belongs(ForkEvidence evidence, Checkpoint other) {
        boolean first = !evidence.kept().isEmpty() && holds(Checkpoint.parse(evidence.kept()));
        boolean second = holds(other);
        if (first && second) {
            return "agrees with both";
        }
        if (first || second) {
            return "belongs to the history of the "
                    + (first ? "first who noticed it" : "other checkpoint");
        }
        return "is shorter than both, or belongs to neither";
    }

    private boolean holds(Checkpoint note) {
        return note.size() <= tree.size() && tree.root(note.size()).equals(note.root());
    }

    /// Compares with another export or a mirror of the same hub, entry by entry; returns what was
    /// compared.
    Optional<String> against(Folder here, Path there) throws IOException {
        var file = there.resolve(Layout.ENTRIES);
        if (!Files.isRegularFile(file)) {
            problems.add(
                    PLACE, there + " is neither an export nor a mirror: it has no entries.jsonl");
            return Optional.empty();
        }
        try (var ours = here.open(Layout.ENTRIES);
                var theirs = Files.newInputStream(file)) {
            var mine = new Lines(ours, Ledger.MAX_ENTRY_BYTES);
            var other = new Lines(theirs, Ledger.MAX_ENTRY_BYTES);
            long index = 0;
            for (; ; index++) {
                var left = mine.next();
                var right = other.next();
                if (mine.atEnd() || other.atEnd()) {
                    break;
                }
                if (!Arrays.equals(left, right)) {
                    differs(index, left, right, there);
                    return Optional.of(there + ", entry by entry");
                }
            }
            return Optional.of(there + ", entry by entry: the first " + index + " are the same");
        }
    }

    private void differs(long index, byte[] here, byte[] there, Path folder) throws IOException {
        problems.add(
                new Place.Entry(index),
                "FORK: from this entry on "
                        + folder
                        + " holds another history. Here: "
                        + entry(here)
                        + ". There: "
                        + entry(there)
                        + ". "
                        + signed(folder, index));
    }

    private static String entry(byte[] line) {
        var hash = "leaf hash " + MerkleTree.leafHash(line);
        try {
            var entry = EntryCodec.read(Bytes.of(line));
            return EntryCodec.type(entry) + " of " + entry.at() + ", " + hash;
        } catch (FoedusException e) {
            return "no entry, " + hash;
        }
    }

    /// Whether the hub vouches for the other history as well.
    private String signed(Path folder, long index) throws IOException {
        var file = folder.resolve(Layout.CHECKPOINT);
        if (!Files.isRegularFile(file) || Files.size(file) > Checkpoint.MAX_NOTE_BYTES) {
            return "There is no checkpoint there: who wrote that history is not shown";
        }
        try {
            var note = Checkpoint.open(Files.readString(file, StandardCharsets.UTF_8), hub);
            return note.size() > index
                    ? "The hub signed both: there "
                            + words(note)
                            + ", here "
                            + tree.size()
                            + " with "
                            + tree.root()
                            + ". Show both folders to every member"
                    : "The checkpoint there does not reach so far";
        } catch (FoedusException e) {
            return "The checkpoint there is not this hub's: " + e.reason();
        }
    }
}
