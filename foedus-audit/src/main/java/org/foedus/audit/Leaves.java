package org.foedus.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.ledger.MerkleTree;

/// The tree of the lines of `entries.jsonl`, and which of them are damaged.
///
/// `leaves.txt` is an index: it cannot make a wrong entry right, but when its root is the
/// checkpoint's and a line's is not, it tells which line.
final class Leaves {
    private static final int LEAF_CHARACTERS = 2 * Sha256.BYTES;

    private final MerkleTree tree = new MerkleTree();
    private final Problems problems;
    private long firstDamaged = Long.MAX_VALUE;
    private boolean given;

    private Leaves(Problems problems) {
        this.problems = problems;
    }

    /// @param root what the checkpoint says; empty if it could not be read
    static Leaves check(Folder folder, Optional<Sha256> root, Problems problems)
            throws IOException {
        var leaves = new Leaves(problems);
        if (folder.has(Layout.ENTRIES)) {
            leaves.readEntries(folder);
        }
        if (folder.has(Layout.LEAVES)) {
            var index = leaves.readIndex(folder);
            leaves.compare(index, root);
        }
        return leaves;
    }

    /// The tree of the entries as they lie in the folder.
    MerkleTree tree() {
        return tree;
    }

    /// Index of the first entry that is not what the checkpoint covers, as far as that is known.
    long firstDamaged() {
        return Math.min(firstDamaged, tree.size());
    }

    /// Whether the entries were given up before their end, so that reading them again is no use.
    boolean givenUp() {
        return given;
    }

    private void readEntries(Folder folder) throws IOException {
        try (var in = folder.open(Layout.ENTRIES)) {
            var lines = new Lines(in, Ledger.MAX_ENTRY_BYTES);
            for (var line = lines.next(); !lines.atEnd(); line = lines.next()) {
                var place = new Place.Entry(tree.size());
                if (tree.size() == Layout.MAX_ENTRIES) {
                    problems.add(place, "expected at most " + Layout.MAX_ENTRIES + " entries");
                    given = true;
                    return;
                }
                lines.fault()
                        .ifPresent(fault -> {
                            problems.add(place, fault);
                            damaged(place.index());
                        });
                given |= lines.tooLong();
                tree.append(MerkleTree.leafHash(line));
            }
        }
    }

    private MerkleTree readIndex(Folder folder) throws IOException {
        var index = new MerkleTree();
        try (var in = folder.open(Layout.LEAVES)) {
            var lines = new Lines(in, LEAF_CHARACTERS);
            for (var line = lines.next(); !lines.atEnd(); line = lines.next()) {
                var place = new Place.Line(Layout.LEAVES, index.size() + 1);
                lines.fault().ifPresent(fault -> problems.add(place, fault));
                var text = new String(line, StandardCharsets.ISO_8859_1);
                if (!text.matches("[0-9a-f]{64}") || index.size() == Layout.MAX_ENTRIES) {
                    problems.add(place, "expected a leaf hash of an entry");
                    break;
                }
                index.append(new Sha256(text));
            }
        }
        return index;
    }

    private void compare(MerkleTree index, Optional<Sha256> root) {
        boolean entriesRight = root.isPresent() && root.get().equals(tree.root());
        boolean indexRight = root.isPresent() && root.get().equals(index.root());
        if (entriesRight && indexRight) {
            return;
        }
        long common = Math.min(tree.size(), index.size());
        for (long i = 0; i < common; i++) {
            if (tree.leaf(i).equals(index.leaf(i))) {
                continue;
            }
            differs(i, index, entriesRight);
            if (tree.size() != index.size()) {
                return;
            }
        }
        if (tree.size() != index.size()) {
            differs(common, index, entriesRight);
        } else if (!entriesRight && firstDamaged == Long.MAX_VALUE && root.isPresent()) {
            problems.file(
                    Layout.CHECKPOINT,
                    "expected the root "
                            + tree.root()
                            + " of the entries, found "
                            + root.get()
                            + "; which entry differs cannot be told");
        }
    }

    private void differs(long i, MerkleTree index, boolean entriesRight) {
        if (entriesRight) {
            problems.add(
                    new Place.Line(Layout.LEAVES, i + 1),
                    i < tree.size()
                            ? "expected " + tree.leaf(i) + ", the leaf hash of entry " + i
                            : "expected no line: there is no entry " + i);
            return;
        }
        damaged(i);
        problems.add(new Place.Entry(i), describe(i, index));
    }

    private String describe(long i, MerkleTree index) {
        if (tree.size() < index.size()
                && (i >= tree.size() || tree.leaf(i).equals(index.leaf(i + 1)))) {
            return "is missing: expected one with leaf hash " + index.leaf(i);
        }
        if (tree.size() > index.size() && i > 0 && tree.leaf(i).equals(tree.leaf(i - 1))) {
            return "is the entry before it again";
        }
        return i < index.size()
                ? "was altered: expected the leaf hash " + index.leaf(i) + ", found " + tree.leaf(i)
                : "expected no entry here, found one with leaf hash " + tree.leaf(i);
    }

    private void damaged(long i) {
        firstDamaged = Math.min(firstDamaged, i);
    }
}
