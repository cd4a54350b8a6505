package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.foedus.core.digest.Sha256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Folders that were made to keep whoever verifies them busy for ever. A sparse file of a terabyte
/// takes no room; to read it would take an hour, so a test that ends has not read it.
@EnabledOnOs(OS.LINUX)
class HostileFolderTest {
    private static final long TERABYTE = 1L << 40;

    @TempDir Path temp = Path.of("");
    private final Story story = Story.whole();
    private Path folder = Path.of("");

    @BeforeEach
    void export() {
        folder = story.export(temp.resolve("x"), true);
    }

    private static void sparse(Path file, long size) throws IOException {
        Files.deleteIfExists(file);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
        }
    }

    private void names(Place place, String words) {
        assertThat(Verifier.verify(folder, Anchors.none(), Progress.none()).problems())
                .anyMatch(p -> p.place().equals(place) && p.message().contains(words));
    }

    @Test
    void anEntriesFileWithoutALineFeedIsReadToTheLimitOfALine() throws IOException {
        sparse(folder.resolve(Layout.ENTRIES), Layout.MAX_ENTRIES_BYTES);
        names(new Place.Entry(0), "expected at most 65536 bytes; nothing behind it is read");
        sparse(folder.resolve(Layout.ENTRIES), TERABYTE);
        names(new Place.File(Layout.ENTRIES), "found " + TERABYTE + ": not read");
    }

    @Test
    void aBlobOfAnotherSizeThanTheLedgerSaysIsNotRead() throws IOException {
        var model = story.run().initialModel();
        sparse(folder.resolve(Layout.blob(model)), TERABYTE);
        names(new Place.Blob(model), "as the ledger says, found " + TERABYTE + ": not read");
    }

    @Test
    void aBlobThatTheLedgerDoesNotNameIsNotRead() throws IOException {
        var stranger = Sha256.of(new byte[] {9});
        sparse(folder.resolve(Layout.blob(stranger)), TERABYTE);
        names(new Place.Blob(stranger), "no entry that could be read names it: not read");
    }

    @Test
    void everyOtherFileHasALimitToo() throws IOException {
        for (var path : Layout.FILES) {
            var kept = temp.resolve("kept");
            Files.move(folder.resolve(path), kept);
            sparse(folder.resolve(path), TERABYTE);
            names(new Place.File(path), "not read");
            Files.delete(folder.resolve(path));
            Files.move(kept, folder.resolve(path));
        }
        var body = story.bodies.firstKey();
        sparse(folder.resolve(Layout.body(body)), TERABYTE);
        names(new Place.File(Layout.body(body)), "not read");
    }

    @Test
    void sumsAndLeavesWithoutALineFeedEndAtTheLimitOfALine() throws IOException {
        sparse(folder.resolve(Layout.SUMS), Layout.MAX_SUMS_BYTES);
        names(new Place.Line(Layout.SUMS, 1), "nothing behind it is read");
        sparse(folder.resolve(Layout.LEAVES), Layout.MAX_LEAVES_BYTES);
        names(new Place.Line(Layout.LEAVES, 1), "nothing behind it is read");
    }

    /// To open one for reading would wait for a writer.
    @Test
    void aPipeOrALinkInPlaceOfAFileIsNotOpened() throws Exception {
        for (var path : Layout.FILES) {
            var kept = temp.resolve("kept");
            Files.move(folder.resolve(path), kept);
            var file = folder.resolve(path);
            var made = new ProcessBuilder("mkfifo", file.toString()).start().waitFor();
            assertThat(made).isZero();
            names(new Place.File(path), "does not belong into an export");
            Files.delete(file);
            Files.createSymbolicLink(file, kept);
            names(new Place.File(path), "does not belong into an export");
            Files.delete(file);
            Files.move(kept, file);
        }
    }

    @Test
    void namesAreCountedBeforeTheyAreLookedAt() throws IOException {
        for (int i = 0; i < 500; i++) {
            Files.createFile(folder.resolve("stray-" + i));
        }
        var problems = new Problems();
        Folder.list(folder, 400, problems);
        assertThat(problems.list())
                .hasSizeLessThanOrEqualTo(Problems.MAX + 1)
                .anyMatch(p -> p.message().contains("more") || p.message().contains("at most 400"));
    }

    @Test
    void aDeepManifestIsRefusedByName() throws IOException {
        Files.writeString(
                folder.resolve(Layout.MANIFEST), "[".repeat(Layout.MAX_MANIFEST_BYTES / 2));
        names(new Place.File(Layout.MANIFEST), "");
    }

    @Test
    void whatAnExportWritesIsItsOwnersAlone() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.toList()) {
                var mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                assertThat(mode)
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }
}
