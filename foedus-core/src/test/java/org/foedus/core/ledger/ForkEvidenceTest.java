package org.foedus.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.foedus.core.Keys;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ForkEvidenceTest {
    private static final Signer HUB = Keys.key(1);

    /// A tree that goes its own way from `fork` on.
    private static MerkleTree tree(int size, int fork, String way) {
        var tree = new MerkleTree();
        for (int i = 0; i < size; i++) {
            tree.append(Bytes.utf8(i < fork ? "entry " + i : way + i).sha256());
        }
        return tree;
    }

    private static String note(MerkleTree tree, Signer by) {
        return new Checkpoint("foedus/test", tree.size(), tree.root()).sign(by);
    }

    private static ForkEvidence evidence(int mine, int theirs, Signer by) {
        var here = tree(mine, 3, "here ");
        return ForkEvidence.of(
                "two histories", note(here, HUB), note(tree(theirs, 3, "there "), by), here);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 8, 9})
    void theTextAloneProvesTheForkWhereOnesOwnCheckpointIsAsLargeOrLarger(int theirs) {
        var evidence = evidence(9, theirs, HUB);
        var read = ForkEvidence.read(evidence.text());
        assertThat(read).isEqualTo(evidence);
        assertThat(read.proves(HUB.publicKey())).isTrue();
    }

    @Test
    void aLargerCheckpointIsKeptButProvesNothingAlone() {
        var read = ForkEvidence.read(evidence(9, 12, HUB).text());
        assertThat(read.rootHere()).isEmpty();
        assertThat(read.proves(HUB.publicKey())).isFalse();
    }

    @Test
    void aCommonBeginningIsNoFork() {
        assertThat(evidence(9, 3, HUB).proves(HUB.publicKey())).isFalse();
    }

    @Test
    void whoMakesUpARootProvesNothing() {
        var true_ = evidence(9, 7, HUB);
        var made =
                new ForkEvidence(
                        true_.what(),
                        true_.kept(),
                        note(tree(7, 9, ""), HUB),
                        true_.rootHere().map(_ -> Bytes.utf8("made up").sha256()),
                        true_.proof());
        assertThat(made.proves(HUB.publicKey())).isFalse();
    }

    @Test
    void aNoteOfAnotherKeyAccusesNobody() {
        var evidence = evidence(9, 7, Keys.key(2));
        assertThatThrownBy(() -> evidence.proves(HUB.publicKey()))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SIGNATURE));
    }

    @Test
    void whoHadNoCheckpointKeepsWhatWasShown() {
        var empty = new MerkleTree();
        var evidence = ForkEvidence.of("at first", "", note(tree(2, 2, ""), HUB), empty);
        var read = ForkEvidence.read(evidence.text());
        assertThat(read).isEqualTo(evidence);
        assertThat(read.proves(HUB.publicKey())).isFalse();
    }

    @Test
    void otherTextIsNoEvidence() {
        for (var text : List.of("", "a\n", note(tree(3, 3, ""), HUB))) {
            assertThat(ForkEvidence.is(text)).isFalse();
            assertThatThrownBy(() -> ForkEvidence.read(text)).isInstanceOf(FoedusException.class);
        }
    }
}
