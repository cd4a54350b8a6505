package org.foedus.link.mirror;

import java.util.List;
import java.util.stream.Collectors;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.MerkleTree;

/// An entry that breaks the rules, with the hub's signature over it, as a text for the other
/// members.
final class Evidence {
    private Evidence() {}

    /// @param tree of which the entry is part
    /// @param onward from that tree to the note's
    static String text(Page.Found found, MerkleTree tree, List<Sha256> onward, String note) {
        return "the hub broke the rules at entry "
                + found.index()
                + ": "
                + found.why()
                + "\n\nthe entry, whose leaf hash is "
                + MerkleTree.leafHash(found.line().array())
                + ":\n"
                + found.line().utf8()
                + "\n\nits path to the root "
                + tree.root()
                + " of the first "
                + tree.size()
                + " entries: "
                + hashes(tree.inclusionProof(found.index(), tree.size()))
                + "\nproof from there to the checkpoint: "
                + hashes(onward)
                + "\n\nthe checkpoint that the hub signed:\n"
                + note;
    }

    private static String hashes(List<Sha256> hashes) {
        return hashes.isEmpty()
                ? "none"
                : hashes.stream().map(Sha256::hex).collect(Collectors.joining(" "));
    }
}
