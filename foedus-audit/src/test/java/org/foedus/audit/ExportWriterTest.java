package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportWriterTest {
    private static final ExportWriter.Options MODELS = new ExportWriter.Options("test", false);

    @TempDir Path temp = Path.of("");

    private static SortedMap<String, Sha256> digests(Path folder) throws IOException {
        var digests = new TreeMap<String, Sha256>();
        try (var walk = Files.walk(folder)) {
            for (var file : walk.filter(Files::isRegularFile).toList()) {
                digests.put(
                        folder.relativize(file).toString(), Sha256.of(Files.readAllBytes(file)));
            }
        }
        return digests;
    }

    private static ExportSource source(Story story, List<Bytes> entries) {
        return new ExportSource(
                (from, most) ->
                        entries.subList((int) from, (int) Math.min(entries.size(), from + most)),
                story.note(),
                digest ->
                        Optional.ofNullable(story.blobs.get(digest)).map(ByteArrayInputStream::new),
                ExportSource.BodySource.none());
    }

    private void refused(ErrorCode code, ExportSource source) throws IOException {
        assertThatThrownBy(() ->
                        ExportWriter.write(temp.resolve("x"), source, MODELS, Progress.none()))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(temp).as("nothing is left behind").isEmptyDirectory();
    }

    @Test
    void theSameLedgerGivesTheSameBytes() throws IOException {
        var one = Story.whole().export(temp.resolve("one"), true);
        var two = Story.whole().export(temp.resolve("two"), true);

        assertThat(digests(one)).isEqualTo(digests(two)).hasSizeGreaterThan(20);
    }

    @Test
    void anotherProgramFindsTheSumsRight() throws IOException {
        var folder = Story.whole().export(temp.resolve("x"), false);
        var listed = new TreeMap<String, Sha256>();
        for (var line : Files.readAllLines(folder.resolve("SHA256SUMS"))) {
            listed.put(line.substring(66), new Sha256(line.substring(0, 64)));
        }
        var found = digests(folder);
        found.remove("SHA256SUMS");

        assertThat(listed).isEqualTo(found);
    }

    @Test
    void modelsAreExportedAndUpdatesOnlyWhenAskedFor() throws IOException {
        var without = Story.whole().export(temp.resolve("without"), false);
        var with = Story.whole().export(temp.resolve("with"), true);

        // Four models; nine updates and three optimizer states.
        assertThat(without.resolve("blobs")).isDirectoryContaining("glob:**");
        assertThat(digests(without.resolve("blobs"))).hasSize(4);
        assertThat(digests(with.resolve("blobs"))).hasSize(4 + 9 + 3);
    }

    @Test
    void aFolderThatIsNotEmptyIsNeverOverwritten() throws IOException {
        var target = Files.createDirectory(temp.resolve("mine"));
        Files.writeString(target.resolve("precious"), "x");

        assertThatThrownBy(() -> Story.whole().export(target, false))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_EXISTS));
        assertThat(digests(target)).containsOnlyKeys("precious");
    }

    @Test
    void anEmptyFolderIsTaken() throws IOException {
        var target = Files.createDirectory(temp.resolve("mine"));

        Story.whole().export(target, false);

        assertThat(target.resolve("checkpoint")).exists();
        assertThat(temp).isDirectoryNotContaining("glob:**/.mine*");
    }

    @Test
    void aDamagedBlobStopsTheExport() throws IOException {
        var story = Story.whole();
        story.blobs.replace(story.run().model(), new byte[] {1});

        refused(ErrorCode.DIGEST_MISMATCH, source(story, story.entries));
    }

    @Test
    void entriesThatTheCheckpointDoesNotCoverStopTheExport() throws IOException {
        var story = Story.whole();
        var note = story.note();
        story.entries.removeLast();

        assertThat(note).isNotEmpty();
        refused(ErrorCode.VERIFICATION_FAILED, source(story, story.entries));
    }

    @Test
    void anEntryWithALineFeedStopsTheExport() throws IOException {
        var story = new Story();
        story.found();
        story.entries.set(0, Bytes.utf8(story.entries.getFirst().utf8() + "\n"));

        refused(ErrorCode.BAD_FORMAT, source(story, story.entries));
    }

    @Test
    void entriesAfterTheCheckpointAreNotExported() {
        var story = new Story();
        story.alliance();
        var source = source(story, story.entries);
        long covered = story.entries.size();
        story.startRun();

        var written = ExportWriter.write(temp.resolve("x"), source, MODELS, Progress.none());

        assertThat(written.entries()).isEqualTo(covered);
        assertThat(Verifier.verify(temp.resolve("x"), Anchors.none(), Progress.none()).problems())
                .isEmpty();
    }
}
