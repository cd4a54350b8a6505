package org.foedus.core.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.junit.jupiter.api.Test;

/// What others published about trees, notes and cosignatures. Where each vector comes from stands
/// beside it.
final class PublishedVectorsTest {
    private static final String FILE = "/vectors/merkle.txt";
    private static final byte ED25519 = 1;
    private static final byte COSIGNATURE = 4;

    private static List<String[]> lines(String kind) throws IOException {
        try (var in = PublishedVectorsTest.class.getResourceAsStream(FILE)) {
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(l -> l.startsWith(kind)).map(l -> l.split(" ", -1)).toList();
        }
    }

    private static byte[] base64(String text) {
        return Base64.getDecoder().decode(text);
    }

    private static boolean isHash(String text) {
        return !text.equals("-") && !text.equals("~") && base64(text).length == Sha256.BYTES;
    }

    private static Sha256 hash(String text) {
        return Sha256.fromBytes(base64(text));
    }

    private static List<String> proof(String text) {
        return text.equals("-") ? List.of() : List.of(text.split(",", -1));
    }

    /// Some bad vectors have hashes of another length: these do not get as far as a proof here.
    private static boolean expressible(String[] line) {
        return isHash(line[4])
                && isHash(line[5])
                && proof(line[6]).stream().allMatch(PublishedVectorsTest::isHash);
    }

    private static void judged(String kind, int least, Predicate<String[]> holds)
            throws IOException {
        var lines = lines(kind).stream().filter(PublishedVectorsTest::expressible).toList();
        assertThat(lines).hasSizeGreaterThan(least);
        for (var line : lines) {
            assertThat(holds.test(line)).as(line[7]).isEqualTo(line[1].equals("good"));
        }
    }

    @Test
    void inclusionIsJudgedAsInTheMerkleLibraryOfTransparencyDev() throws IOException {
        judged(
                "inclusion ",
                60,
                v ->
                        MerkleTree.rootFromInclusion(
                                        hash(v[5]),
                                        Long.parseUnsignedLong(v[2]),
                                        Long.parseUnsignedLong(v[3]),
                                        proof(v[6]).stream()
                                                .map(PublishedVectorsTest::hash)
                                                .toList())
                                .equals(Optional.of(hash(v[4]))));
    }

    @Test
    void consistencyIsJudgedAsInTheMerkleLibraryOfTransparencyDev() throws IOException {
        judged(
                "consistency ",
                60,
                v ->
                        MerkleTree.consistent(
                                Long.parseUnsignedLong(v[2]),
                                hash(v[4]),
                                Long.parseUnsignedLong(v[3]),
                                hash(v[5]),
                                proof(v[6]).stream().map(PublishedVectorsTest::hash).toList()));
    }

    /// The eight leaves of the Certificate Transparency tests, whose proofs are the good vectors.
    @Test
    void theProofsMadeHereAreThosePublished() throws IOException {
        var tree = new MerkleTree();
        for (var leaf :
                List.of(
                        "",
                        "00",
                        "10",
                        "2021",
                        "3031",
                        "40414243",
                        "5051525354555657",
                        "606162636465666768696a6b6c6d6e6f")) {
            tree.append(MerkleTree.leafHash(HexFormat.of().parseHex(leaf)));
        }
        int compared = 0;
        for (var v : lines("consistency good").stream().filter(v -> isHash(v[5])).toList()) {
            long to = Long.parseLong(v[3]);
            assertThat(tree.root(to)).isEqualTo(hash(v[5]));
            assertThat(tree.consistencyProof(Long.parseLong(v[2]), to))
                    .isEqualTo(proof(v[6]).stream().map(PublishedVectorsTest::hash).toList());
            compared++;
        }
        for (var v : lines("inclusion good")) {
            long size = Long.parseLong(v[3]);
            if (tree.root(size).equals(hash(v[4]))) {
                assertThat(tree.inclusionProof(Long.parseLong(v[2]), size))
                        .isEqualTo(proof(v[6]).stream().map(PublishedVectorsTest::hash).toList());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(8);
    }

    /// A verifier key of C2SP signed-note: name, key id, type and key.
    private record Key(String name, Bytes id, byte type, PublicKey key) {
        static Key of(String text) {
            var parts = text.split("\\+", 3);
            var bytes = base64(parts[2]);
            var raw = Arrays.copyOfRange(bytes, 1, bytes.length);
            return new Key(
                    parts[0],
                    Bytes.of(HexFormat.of().parseHex(parts[1])),
                    bytes[0],
                    new PublicKey(HexFormat.of().formatHex(raw)));
        }

        void signed(String text, String line) {
            var parts = line.split(" ", -1);
            var bytes = base64(parts[2]);
            assertThat(parts[1]).isEqualTo(name);
            assertThat(type).isEqualTo(ED25519);
            assertThat(bytes).startsWith(id.array());
            var rest = Bytes.of(Arrays.copyOfRange(bytes, id.length(), bytes.length));
            assertThat(key.verifies(text.getBytes(StandardCharsets.UTF_8), rest)).isTrue();
            assertThat(key.verifies((text + " ").getBytes(StandardCharsets.UTF_8), rest)).isFalse();
        }
    }

    /// The example of C2SP signed-note; that of golang.org/x/mod/sumdb/note; and a head of the Go
    /// checksum database, which C2SP tlog-checkpoint shows under another name.
    @Test
    void publishedNotesAreSignedByTheirPublishedKeys() {
        Key.of("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
                .signed(
                        "This is an example message.\n",
                        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7"
                                + "Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=");
        Key.of("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .signed(
                        """
                        If you think cryptography is the answer to your problem,
                        then you don't know what your problem is.
                        """,
                        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FF"
                                + "YC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        Key.of("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
                .signed(
                        """
                        go.sum database tree
                        20852163
                        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                        """,
                        "— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5"
                                + "/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=");
    }

    /// A head of the log arche2025h1.staging.ct.transparency.dev as it was served, with the lines
    /// of its witnesses; the keys are those that log and witnesses publish.
    private static final String WITNESSED =
            """
            arche2025h1.staging.ct.transparency.dev
            1432088532
            U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

            — arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pv\
            sYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt\
            0=
            — arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg\
            /27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
            — transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6\
            UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
            — witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+ee\
            bl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
            — remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9D\
            EZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
            — witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y\
            8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
            """;

    private static final Key LOG =
            Key.of(
                    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKpr"
                            + "LI8HKM+dJ472xgFYh15f");

    private static Stream<Key> witnesses() {
        return Stream.of(
                        "remora.n621.de+da77ade7+" + "BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
                        "witness.stagemole.eu+67f7aea0+"
                                + "BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
                        "witness1.smartit.nu/witness1+a48c820f+"
                                + "BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSim"
                                + "DhoxMO",
                        "transparency.dev/DEV:witness-little-garden+d8042a87+"
                                + "BCtusOxINQNUTN5Oj8HObRkh"
                                + "2yHf/MwYaGX4CPdiVEPM")
                .map(Key::of);
    }

    @Test
    void aRealCheckpointOpensWithItsLogsKeyAndNoOther() {
        var opened = Checkpoint.open(WITNESSED, LOG.key());
        assertThat(opened.origin()).isEqualTo("arche2025h1.staging.ct.transparency.dev");
        assertThat(opened.size()).isEqualTo(1_432_088_532);
        witnesses()
                .forEach(w ->
                        assertThatThrownBy(() -> Checkpoint.open(WITNESSED, w.key()))
                                .isInstanceOf(FoedusException.class));
        var larger = WITNESSED.replace("1432088532", "1432088533");
        assertThatThrownBy(() -> Checkpoint.open(larger, LOG.key()))
                .isInstanceOf(FoedusException.class);
    }

    @Test
    void realCosignaturesHoldForTheirWitnessAndTheirCheckpointOnly() {
        var head = Checkpoint.open(WITNESSED, LOG.key());
        var other = new Checkpoint(head.origin(), head.size() + 1, head.root());
        var lines = Checkpoint.signatureLines(WITNESSED);
        witnesses()
                .forEach(w -> {
                    assertThat(w.type()).isEqualTo(COSIGNATURE);
                    assertThat(lines.stream().filter(l -> head.cosigned(l, w.name(), w.key())))
                            .as(w.name())
                            .hasSize(1);
                    assertThat(lines.stream().filter(l -> other.cosigned(l, w.name(), w.key())))
                            .isEmpty();
                });
    }
}
