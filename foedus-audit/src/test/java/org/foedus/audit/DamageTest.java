package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.MerkleTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    /// Flips in each large file beside those of its first and last byte.
    private static final int FLIPS = 25;

    @TempDir Path temp = Path.of("");
    private Path folder = Path.of("");

    @BeforeEach
    void export() {
        folder = Story.whole().export(temp.resolve("x"), true);
    }

    private Report verify() {
        return Verifier.verify(folder, Anchors.none(), Progress.none());
    }

    private List<String> files() throws IOException {
        try (var walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anyFlippedBitIsFoundAndItsPlaceIsNamed() throws IOException {
        var random = new SplittableRandom(20261124);
        int blobs = 0;
        for (var path : files()) {
            var bytes = Files.readAllBytes(folder.resolve(path));
            boolean blob = Layout.blobAt(path).isPresent();
            int flips = blob && blobs++ > 3 || Layout.bodyAt(path).isPresent() ? 2 : FLIPS;
            flip(path, bytes, 0, random.nextInt(8));
            flip(path, bytes, bytes.length - 1, random.nextInt(8));
            for (int i = 0; i < flips; i++) {
                flip(path, bytes, random.nextInt(bytes.length), random.nextInt(8));
            }
        }
        assertThat(verify().ok()).isTrue();
    }

    private void flip(String path, byte[] bytes, int at, int bit) throws IOException {
        var flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << bit);
        Files.write(folder.resolve(path), flipped);
        var report = verify();
        Files.write(folder.resolve(path), bytes);

        assertThat(report.problems())
                .as("bit %d of byte %d of %s", bit, at, path)
                .anyMatch(p -> names(p, path, bytes, at));
        if (path.equals(Layout.ENTRIES) && flipped[at] != '\n' && bytes[at] != '\n') {
            assertThat(report.problems())
                    .as("only the damaged entry is accused")
                    .allMatch(
                            p -> !(p.place() instanceof Place.Entry) || names(p, path, bytes, at));
        }
    }

    private static boolean names(Problem problem, String path, byte[] bytes, int at) {
        if (path.equals(Layout.ENTRIES)) {
            long line = 0;
            for (int i = 0; i < at; i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            return problem.place().equals(new Place.Entry(line));
        }
        if (path.equals(Layout.SUMS)) {
            return problem.toString().contains(Layout.SUMS);
        }
        return switch (problem.place()) {
            case Place.Blob b -> path.equals(Layout.blob(b.digest()));
            case Place.File f -> path.equals(f.path());
            case Place.Line l -> path.equals(l.path());
            case Place.Entry _, Place.Round _ -> false;
        };
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        for (var path : files()) {
            var bytes = Files.readAllBytes(folder.resolve(path));
            Files.delete(folder.resolve(path));

            assertThat(verify().problems())
                    .as(path)
                    .anyMatch(p ->
                            p.place().equals(new Place.File(path))
                                    || p.place() instanceof Place.Blob b
                                            && path.equals(Layout.blob(b.digest())));
            Files.write(folder.resolve(path), bytes);
        }
    }

    @Test
    void aDroppedEntryIsNamed() throws IOException {
        for (int at : new int[] {0, 5, lines().size() - 1}) {
            var lines = lines();
            lines.remove(at);

            assertThat(tampered(lines).problems())
                    .contains(
                            new Problem(
                                    new Place.Entry(at),
                                    "is missing: expected one with leaf hash " + leaf(at)));
        }
    }

    @Test
    void aDoubledEntryIsNamed() throws IOException {
        var lines = lines();
        lines.add(8, lines.get(7));

        assertThat(tampered(lines).problems())
                .contains(new Problem(new Place.Entry(8), "is the entry before it again"));
    }

    @Test
    void swappedEntriesAreBothNamed() throws IOException {
        var lines = lines();
        Collections.swap(lines, 6, 9);

        assertThat(tampered(lines).problems())
                .extracting(Problem::place)
                .contains(new Place.Entry(6), new Place.Entry(9));
    }

    @Test
    void whoRewritesEverythingButTheCheckpointIsFound() throws IOException {
        var lines = lines();
        lines.removeLast();
        writeLeaves(lines);

        var report = tampered(lines);

        assertThat(report.problems())
                .anyMatch(p ->
                        p.place().equals(new Place.File(Layout.CHECKPOINT))
                                && p.message().contains("cannot be told"));
    }

    @Test
    void aCosignatureOfAStrangerIsNamed() throws IOException {
        var story = Story.whole();
        var note = story.note() + story.checkpoint().cosign("boreas", TestKey.named("mallory"), 1);
        Files.writeString(folder.resolve(Layout.CHECKPOINT), note);
        reseal();

        assertThat(verify().problems())
                .containsExactly(
                        new Problem(
                                new Place.Line(Layout.CHECKPOINT, 8),
                                "expected the cosignature of a member's key, found none that"
                                        + " fits"));
    }

    @Test
    void aBlobThatTheLedgerDoesNotNameIsFound() throws IOException {
        var stray = "stray".getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve(Layout.blob(Sha256.of(stray))), stray);
        reseal();

        assertThat(verify().problems())
                .containsExactly(
                        new Problem(
                                new Place.Blob(Sha256.of(stray)),
                                "no entry that could be read names it: not read"),
                        new Problem(
                                new Place.Blob(Sha256.of(stray)),
                                "is not listed in manifest.json"));
    }

    @Test
    void hostileLinesAreBoundedAndNamed() throws IOException {
        var hostile =
                List.of(
                        "{\"type\":\"admitted/1\"}",
                        "{\"type\":\"hub-addresses/1\",\"at\":\"+1000000000-12-31T23:59:59Z\","
                                + "\"addresses\":[null]}",
                        "[".repeat(5000),
                        "x".repeat(200_000),
                        "null",
                        "");
        for (var text : hostile) {
            var lines = lines();
            lines.set(3, text);
            writeLeaves(lines);

            assertThat(tampered(lines).problems())
                    .as(text.substring(0, Math.min(60, text.length())))
                    .anyMatch(p -> p.place().equals(new Place.Entry(3)));
        }
    }

    @Test
    void pathsInTheSumsCannotLeaveTheFolder() throws IOException {
        var sums = Files.readString(folder.resolve(Layout.SUMS));
        Files.writeString(folder.resolve(Layout.SUMS), sums + "0".repeat(64) + "  ../secret\n");

        assertThat(verify().problems())
                .singleElement()
                .matches(p -> p.place() instanceof Place.Line)
                .matches(p -> p.message().contains("../secret"));
    }

    private List<String> lines() throws IOException {
        var text = Files.readString(folder.resolve(Layout.ENTRIES));
        return new ArrayList<>(text.lines().toList());
    }

    private String leaf(int at) throws IOException {
        return Files.readAllLines(folder.resolve(Layout.LEAVES)).get(at);
    }

    private void writeLeaves(List<String> lines) throws IOException {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(MerkleTree.leafHash(line.getBytes(StandardCharsets.UTF_8))).append('\n');
        }
        Files.writeString(folder.resolve(Layout.LEAVES), text);
    }

    /// Verifies with these entries and fitting sums, and puts the old ones back.
    private Report tampered(List<String> lines) throws IOException {
        var before = Files.readString(folder.resolve(Layout.ENTRIES));
        Files.writeString(folder.resolve(Layout.ENTRIES), String.join("\n", lines) + "\n");
        reseal();
        var report = verify();
        Files.writeString(folder.resolve(Layout.ENTRIES), before);
        return report;
    }

    private void reseal() throws IOException {
        var sums = new TreeMap<String, Sha256>();
        for (var path : new TreeSet<>(files())) {
            if (!path.equals(Layout.SUMS)) {
                sums.put(path, Sha256.of(Files.readAllBytes(folder.resolve(path))));
            }
        }
        Files.write(folder.resolve(Layout.SUMS), Sums.write(sums));
    }
}
