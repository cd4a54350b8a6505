package org.foedus.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.foedus.core.Keys;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Signer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointTest {
    private static final Signer HUB = Keys.key(1);
    private static final Signer WITNESS = Keys.key(2);
    private static final Sha256 ALLIANCE = digest("alliance");
    private static final Checkpoint HEAD =
            new Checkpoint(Checkpoint.originOf(ALLIANCE), 42, digest("root"));
    private static final String NOTE = HEAD.sign(HUB);
    private static final long SECONDS = 1_798_761_600;

    private static Sha256 digest(String of) {
        return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
    }

    /// The note as C2SP's signed-note and tlog-checkpoint say, put together by other means.
    @Test
    void theNoteHasTheFormOfC2sp() {
        var origin = "foedus/" + ALLIANCE.hex();
        var text =
                origin + "\n42\n" + Base64.getEncoder().encodeToString(HEAD.root().bytes()) + "\n";
        var keyId =
                Arrays.copyOf(
                        Sha256.of(
                                        (origin + "\n").getBytes(StandardCharsets.UTF_8),
                                        new byte[] {1},
                                        HUB.publicKey().raw())
                                .bytes(),
                        4);
        assertThat(NOTE).startsWith(text + "\n\u2014 " + origin + " ").endsWith("\n");
        var lines = NOTE.split("\n", -1);
        assertThat(lines).hasSize(6);
        var signature = Base64.getDecoder().decode(lines[4].split(" ", -1)[2]);
        assertThat(signature).hasSize(4 + 64).startsWith(keyId);
        assertThat(
                        HUB.publicKey()
                                .verifies(
                                        text.getBytes(StandardCharsets.UTF_8),
                                        Bytes.of(Arrays.copyOfRange(signature, 4, 68))))
                .isTrue();
    }

    @Test
    void aCosignatureIsOverATimeAndTheNote() {
        var line = HEAD.cosign("china", WITNESS, SECONDS);
        var bytes = Base64.getDecoder().decode(line.strip().split(" ", -1)[2]);
        assertThat(bytes).hasSize(4 + 8 + 64);
        var keyId =
                Sha256.of(
                        "china\n".getBytes(StandardCharsets.UTF_8),
                        new byte[] {4},
                        WITNESS.publicKey().raw());
        assertThat(bytes).startsWith(Arrays.copyOf(keyId.bytes(), 4));
        var signed = "cosignature/v1\ntime " + SECONDS + "\n" + HEAD.body();
        assertThat(
                        WITNESS.publicKey()
                                .verifies(
                                        signed.getBytes(StandardCharsets.UTF_8),
                                        Bytes.of(Arrays.copyOfRange(bytes, 12, 76))))
                .isTrue();
        assertThat(HEAD.cosigned(line, "china", WITNESS.publicKey())).isTrue();
        assertThat(Checkpoint.signerName(line)).isEqualTo("china");
    }

    @Test
    void aNoteOpensWithTheHubsKeyAlsoWithCosignaturesOnIt() {
        assertThat(Checkpoint.open(NOTE, HUB.publicKey())).isEqualTo(HEAD);
        var cosigned = NOTE + HEAD.cosign("china", WITNESS, SECONDS);
        assertThat(Checkpoint.open(cosigned, HUB.publicKey())).isEqualTo(HEAD);
        assertThat(Checkpoint.signatureLines(cosigned)).hasSize(2);
    }

    @Test
    void aNoteOfAnotherKeyDoesNotOpen() {
        for (var note :
                new String[] {
                    HEAD.sign(WITNESS),
                    HEAD.body() + "\n",
                    HEAD.body() + "\n" + HEAD.cosign(HEAD.origin(), HUB, SECONDS)
                }) {
            assertThatThrownBy(() -> Checkpoint.open(note, HUB.publicKey()))
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SIGNATURE));
        }
    }

    @Test
    void noByteOfANoteCanBeChanged() {
        var bytes = NOTE.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length - 1; i++) {
            var tampered = bytes.clone();
            tampered[i] ^= 1;
            var note = new String(tampered, StandardCharsets.UTF_8);
            assertThatThrownBy(() -> Checkpoint.open(note, HUB.publicKey()))
                    .as("byte " + i)
                    .isInstanceOf(FoedusException.class);
        }
    }

    @Test
    void aCosignatureOfSomethingElseIsNone() {
        var line = HEAD.cosign("china", WITNESS, SECONDS);
        var other = new Checkpoint(HEAD.origin(), 43, HEAD.root());
        assertThat(other.cosigned(line, "china", WITNESS.publicKey())).isFalse();
        assertThat(HEAD.cosigned(line, "india", WITNESS.publicKey())).isFalse();
        assertThat(HEAD.cosigned(line, "china", HUB.publicKey())).isFalse();
        assertThat(HEAD.cosigned(line.replace(' ', '-'), "china", WITNESS.publicKey())).isFalse();
        assertThat(HEAD.cosigned("\u2014 china %%%", "china", WITNESS.publicKey())).isFalse();
        assertThat(HEAD.cosigned("\u2014 china AAAA", "china", WITNESS.publicKey())).isFalse();
        assertThat(HEAD.cosigned("", "china", WITNESS.publicKey())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a\n",
                "a\n1\nAAAA\n\n",
                "a\n-1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
                "a\n01\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
                "a\n+1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
                "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n\n",
                "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n\n",
                "a\n99999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n",
                "a\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nmore\n\n",
            })
    void otherTextIsNoCheckpoint(String note) {
        assertThatThrownBy(() -> Checkpoint.parse(note))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_FORMAT));
    }

    @Test
    void aHugeNoteIsRefused() {
        assertThatThrownBy(() -> Checkpoint.parse(NOTE + "x".repeat(Checkpoint.MAX_NOTE_BYTES)))
                .isInstanceOf(FoedusException.class);
    }
}
