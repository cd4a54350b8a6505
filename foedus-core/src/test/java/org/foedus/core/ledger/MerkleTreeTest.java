package org.foedus.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.junit.jupiter.api.Test;

/// The tree against published vectors (Certificate Transparency) and against a naive recursion
/// written straight from RFC 6962 §2.1.
class MerkleTreeTest {
    private static final int LARGEST = 64;

    private static final String EMPTY_ROOT =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final List<String> LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");

    /// Roots of the first 1, 2, … 8 leaves.
    private static final List<String> ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void aTruncatedTreeIsTheTreeOfItsFirstLeaves() {
        for (int to = 0; to <= LARGEST; to++) {
            var tree = new MerkleTree();
            var roots = new ArrayList<Sha256>();
            for (int i = 0; i < LARGEST; i++) {
                roots.add(tree.root());
                tree.append(MerkleTree.leafHash(new byte[] {(byte) i}));
            }
            var whole = tree.root();
            tree.truncate(to);
            assertThat(tree.size()).isEqualTo(to);
            for (int i = to; i < LARGEST; i++) {
                assertThat(tree.root()).isEqualTo(roots.get(i));
                tree.append(MerkleTree.leafHash(new byte[] {(byte) i}));
            }
            assertThat(tree.root()).as("truncated to %d and grown again", to).isEqualTo(whole);
        }
    }

    @Test
    void anEmptyTreeHasTheHashOfNothing() {
        assertThat(new MerkleTree().root().hex()).isEqualTo(EMPTY_ROOT);
        assertThat(new MerkleTree().size()).isZero();
    }

    @Test
    void theRootsAreThoseOfCertificateTransparency() {
        var tree = new MerkleTree();
        for (int i = 0; i < LEAVES.size(); i++) {
            tree.append(MerkleTree.leafHash(HexFormat.of().parseHex(LEAVES.get(i))));
            assertThat(tree.root().hex()).as("first %d leaves", i + 1).isEqualTo(ROOTS.get(i));
        }
        for (int size = 1; size <= LEAVES.size(); size++) {
            assertThat(tree.root(size).hex())
                    .as("past size %d", size)
                    .isEqualTo(ROOTS.get(size - 1));
        }
    }

    @Test
    void theProofsAreThoseOfCertificateTransparency() {
        var tree = new MerkleTree();
        LEAVES.forEach(leaf -> tree.append(MerkleTree.leafHash(HexFormat.of().parseHex(leaf))));
        assertThat(tree.inclusionProof(0, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.consistencyProof(1, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
        assertThat(tree.consistencyProof(6, 8))
                .extracting(Sha256::hex)
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }

    @Test
    void everyRootUpToSixtyFourIsThatOfTheNaiveRecursion() {
        var tree = tree(LARGEST);
        for (int size = 0; size <= LARGEST; size++) {
            assertThat(tree.root(size)).as("size %d", size).isEqualTo(naiveRoot(leaves(size)));
        }
    }

    @Test
    void everyInclusionProofIsThatOfTheNaiveRecursionAndLeadsToTheRoot() {
        var tree = tree(LARGEST);
        for (int size = 1; size <= LARGEST; size++) {
            var leaves = leaves(size);
            for (int index = 0; index < size; index++) {
                var proof = tree.inclusionProof(index, size);
                assertThat(proof).as("%d of %d", index, size).isEqualTo(naivePath(index, leaves));
                assertThat(MerkleTree.rootFromInclusion(leaf(index), index, size, proof))
                        .as("%d of %d", index, size)
                        .contains(tree.root(size));
            }
        }
    }

    @Test
    void everyConsistencyProofIsThatOfTheNaiveRecursionAndHolds() {
        var tree = tree(LARGEST);
        for (int newSize = 0; newSize <= LARGEST; newSize++) {
            var leaves = leaves(newSize);
            for (int oldSize = 0; oldSize <= newSize; oldSize++) {
                var proof = tree.consistencyProof(oldSize, newSize);
                assertThat(proof)
                        .as("%d to %d", oldSize, newSize)
                        .isEqualTo(naiveConsistency(oldSize, leaves));
                assertThat(consistent(tree, oldSize, newSize, proof))
                        .as("%d to %d", oldSize, newSize)
                        .isTrue();
            }
        }
    }

    @Test
    void aMutatedInclusionProofDoesNotLeadToTheRoot() {
        var tree = tree(LARGEST);
        for (int size = 1; size <= LARGEST; size++) {
            var root = Optional.of(tree.root(size));
            for (int index = 0; index < size; index++) {
                var proof = tree.inclusionProof(index, size);
                var place = index + " of " + size;
                for (var mutated : mutations(proof)) {
                    assertThat(MerkleTree.rootFromInclusion(leaf(index), index, size, mutated))
                            .as(place)
                            .isNotEqualTo(root);
                }
                assertThat(MerkleTree.rootFromInclusion(leaf(index + 1), index, size, proof))
                        .as(place)
                        .isNotEqualTo(root);
                for (int other = 0; other < size; other++) {
                    if (other != index) {
                        assertThat(MerkleTree.rootFromInclusion(leaf(index), other, size, proof))
                                .as("%s as if it were %d", place, other)
                                .isNotEqualTo(root);
                    }
                }
            }
        }
    }

    @Test
    void aMutatedConsistencyProofIsRefused() {
        var tree = tree(LARGEST);
        for (int newSize = 1; newSize <= LARGEST; newSize++) {
            for (int oldSize = 0; oldSize <= newSize; oldSize++) {
                var place = oldSize + " to " + newSize;
                for (var mutated : mutations(tree.consistencyProof(oldSize, newSize))) {
                    assertThat(consistent(tree, oldSize, newSize, mutated)).as(place).isFalse();
                }
            }
        }
    }

    @Test
    void aForkIsRefusedWithEveryProofOfTheOtherHistory() {
        var honest = tree(LARGEST);
        for (int forkedAt = 0; forkedAt < 16; forkedAt++) {
            var forked = new MerkleTree();
            for (int i = 0; i < LARGEST; i++) {
                forked.append(leaf(i == forkedAt ? LARGEST + i : i));
            }
            for (int oldSize = forkedAt + 1; oldSize < LARGEST; oldSize++) {
                for (var proof :
                        List.of(
                                honest.consistencyProof(oldSize, LARGEST),
                                forked.consistencyProof(oldSize, LARGEST))) {
                    assertThat(
                                    MerkleTree.consistent(
                                            oldSize,
                                            honest.root(oldSize),
                                            LARGEST,
                                            forked.root(),
                                            proof))
                            .as("forked at %d, old size %d", forkedAt, oldSize)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void sizesAndIndexesOutsideTheTreeAreRefused() {
        var tree = tree(5);
        assertThatThrownBy(() -> tree.root(6)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.root(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.inclusionProof(5, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.inclusionProof(-1, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tree.consistencyProof(4, 3))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(MerkleTree.rootFromInclusion(leaf(5), 5, 5, List.of())).isEmpty();
        assertThat(MerkleTree.rootFromInclusion(leaf(0), -1, 5, List.of())).isEmpty();
        assertThat(MerkleTree.consistent(6, tree.root(), 5, tree.root(), List.of())).isFalse();
        assertThat(MerkleTree.consistent(-1, tree.root(), 5, tree.root(), List.of())).isFalse();
    }

    @Test
    void nothingIsConsistentWithATreeThatHadLeavesAtSizeZero() {
        var tree = tree(5);
        assertThat(MerkleTree.consistent(0, tree.root(0), 5, tree.root(), List.of())).isTrue();
        assertThat(MerkleTree.consistent(0, leaf(7), 5, tree.root(), List.of())).isFalse();
        assertThat(MerkleTree.consistent(0, tree.root(), 0, tree.root(), List.of())).isFalse();
    }

    /// Every hash changed, dropped or doubled, two neighbours swapped, one hash more at either end.
    private static List<List<Sha256>> mutations(List<Sha256> proof) {
        var all = new ArrayList<List<Sha256>>();
        for (int i = 0; i < proof.size(); i++) {
            int at = i;
            all.add(changed(proof, copy -> copy.set(at, flipped(copy.get(at), at))));
            all.add(changed(proof, copy -> copy.remove(at)));
            all.add(changed(proof, copy -> copy.add(at, copy.get(at))));
            if (i > 0) {
                all.add(changed(proof, copy -> copy.add(at - 1, copy.remove(at))));
            }
        }
        all.add(changed(proof, copy -> copy.addFirst(leaf(0))));
        all.add(changed(proof, copy -> copy.addLast(leaf(0))));
        return all;
    }

    private static List<Sha256> changed(
            List<Sha256> proof, java.util.function.Consumer<List<Sha256>> change) {
        var copy = new ArrayList<>(proof);
        change.accept(copy);
        return copy;
    }

    private static Sha256 flipped(Sha256 hash, int bit) {
        var bytes = hash.bytes();
        bytes[bit % Sha256.BYTES] ^= (byte) (1 << bit % Byte.SIZE);
        return Sha256.fromBytes(bytes);
    }

    private static boolean consistent(
            MerkleTree tree, int oldSize, int newSize, List<Sha256> proof) {
        return MerkleTree.consistent(
                oldSize, tree.root(oldSize), newSize, tree.root(newSize), proof);
    }

    private static MerkleTree tree(int size) {
        var tree = new MerkleTree();
        leaves(size).forEach(tree::append);
        return tree;
    }

    private static List<Sha256> leaves(int size) {
        var leaves = new ArrayList<Sha256>();
        for (int i = 0; i < size; i++) {
            leaves.add(leaf(i));
        }
        return leaves;
    }

    private static Sha256 leaf(int index) {
        return MerkleTree.leafHash(("entry " + index).getBytes(StandardCharsets.UTF_8));
    }

    private static Sha256 naiveRoot(List<Sha256> leaves) {
        if (leaves.isEmpty()) {
            return Sha256.of(new byte[0]);
        }
        if (leaves.size() == 1) {
            return leaves.getFirst();
        }
        int k = naiveSplit(leaves.size());
        return Sha256.of(
                new byte[] {1},
                naiveRoot(leaves.subList(0, k)).bytes(),
                naiveRoot(leaves.subList(k, leaves.size())).bytes());
    }

    private static List<Sha256> naivePath(int index, List<Sha256> leaves) {
        if (leaves.size() == 1) {
            return List.of();
        }
        int k = naiveSplit(leaves.size());
        var left = leaves.subList(0, k);
        var right = leaves.subList(k, leaves.size());
        return index < k
                ? plus(naivePath(index, left), naiveRoot(right))
                : plus(naivePath(index - k, right), naiveRoot(left));
    }

    private static List<Sha256> naiveConsistency(int oldSize, List<Sha256> leaves) {
        return oldSize == 0 ? List.of() : naiveSubproof(oldSize, leaves, true);
    }

    private static List<Sha256> naiveSubproof(int m, List<Sha256> leaves, boolean whole) {
        if (m == leaves.size()) {
            return whole ? List.of() : List.of(naiveRoot(leaves));
        }
        int k = naiveSplit(leaves.size());
        var left = leaves.subList(0, k);
        var right = leaves.subList(k, leaves.size());
        return m <= k
                ? plus(naiveSubproof(m, left, whole), naiveRoot(right))
                : plus(naiveSubproof(m - k, right, false), naiveRoot(left));
    }

    private static List<Sha256> plus(List<Sha256> path, Sha256 hash) {
        var longer = new ArrayList<>(path);
        longer.add(hash);
        return longer;
    }

    /// The largest power of two below `n`, by counting.
    private static int naiveSplit(int n) {
        int k = 1;
        while (k * 2 < n) {
            k *= 2;
        }
        return k;
    }
}
