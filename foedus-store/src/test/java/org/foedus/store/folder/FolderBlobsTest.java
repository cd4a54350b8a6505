package org.foedus.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.ledger.Blobs;
import org.foedus.store.BlobsContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBlobsTest extends BlobsContract {
    private final Path root;

    FolderBlobsTest(@TempDir Path folder) {
        this.root = folder.resolve("store");
    }

    @Override
    protected Blobs open() {
        return FolderBlobs.open(root, MAX_BLOB_BYTES);
    }

    @Override
    protected Blobs reopen(Blobs blobs) {
        return open();
    }

    @Test
    void aBlobLiesUnderItsDigestAndNothingElseIsLeft() throws IOException {
        var blobs = stored();

        var hex = DIGEST.hex();
        var file = root.resolve("blobs").resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4));
        assertThat(file.resolve(hex)).hasBinaryContent(CONTENT);
        assertThat(root.resolve("uploads")).isEmptyDirectory();
        assertThat(root.resolve("drafts")).isEmptyDirectory();
        assertThat(blobs.intact(DIGEST)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void aChangedBlobIsNotIntact() throws IOException {
        var blobs = stored();
        try (var file = FileChannel.open(blob(), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[] {(byte) ~CONTENT[100]}), 100);
        }
        assertThat(blobs.intact(DIGEST)).isFalse();
    }

    @Test
    void aShortenedBlobIsNotIntact() throws IOException {
        var blobs = stored();
        try (var file = FileChannel.open(blob(), StandardOpenOption.WRITE)) {
            file.truncate(CONTENT.length - 1);
        }
        assertThat(blobs.intact(DIGEST)).isFalse();
        failure(ErrorCode.NOT_FOUND, () -> blobs.intact(org.foedus.store.StoreChecks.NOTHING));
    }

    @Test
    void linksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
        var blobs = stored();
        var moved = elsewhere.resolve("file");
        Files.move(blob(), moved);
        Files.createSymbolicLink(blob(), moved);
        assertAbsent(blobs);

        Files.delete(blob());
        var outer = outer();
        var movedFolder = elsewhere.resolve("folder");
        Files.move(moved, blob());
        assertThat(blobs.intact(DIGEST)).isTrue();
        Files.move(outer, movedFolder);
        Files.createSymbolicLink(outer, movedFolder);
        assertAbsent(blobs);
    }

    private static void assertAbsent(FolderBlobs blobs) {
        assertThat(blobs.size(DIGEST)).isEmpty();
        failure(ErrorCode.NOT_FOUND, () -> blobs.open(DIGEST, 0));
        failure(ErrorCode.NOT_FOUND, () -> blobs.intact(DIGEST));
        try (var arena = Arena.ofConfined()) {
            failure(ErrorCode.NOT_FOUND, () -> blobs.map(DIGEST, arena));
        }
    }

    @Test
    void aLinkInPlaceOfAnUploadIsNotWrittenThrough(@TempDir Path elsewhere) throws IOException {
        var blobs = open();
        var victim = Files.writeString(elsewhere.resolve("victim"), "");
        blobs.begin("u", DIGEST, CONTENT.length);
        Files.delete(root.resolve("uploads").resolve("u"));
        Files.createSymbolicLink(root.resolve("uploads").resolve("u"), victim);

        failure(ErrorCode.STORE_UNAVAILABLE, () -> blobs.append("u", 0, stream(CONTENT)));

        assertThat(victim).isEmptyFile();
        assertThat(open().offset("u")).isEmpty();
    }

    @Test
    void aDraftThatIsNotCommittedIsDeletedWithItsArena() {
        var blobs = FolderBlobs.open(root);
        try (var arena = Arena.ofConfined()) {
            blobs.draft(10, arena);
            assertThat(root.resolve("drafts")).isNotEmptyDirectory();
        }
        assertThat(root.resolve("drafts")).isEmptyDirectory();
    }

    @Test
    void draftsThatACrashLeftAreSwept() throws IOException {
        var blobs = stored();
        Files.writeString(root.resolve("drafts").resolve("draft17"), "half");

        blobs.sweep();

        assertThat(root.resolve("drafts")).isEmptyDirectory();
        assertThat(blobs.intact(DIGEST)).isTrue();
    }

    @Test
    void anUploadWithoutItsNoteIsNoUpload() throws IOException {
        var blobs = open();
        var uploads = root.resolve("uploads");
        Files.write(uploads.resolve("u1"), CONTENT);
        Files.writeString(uploads.resolve("u2.meta"), DIGEST + " " + CONTENT.length + "\n");
        Files.write(uploads.resolve("u3"), CONTENT);
        for (var broken : List.of("", "x", "x 1", DIGEST + " one", DIGEST + "", "y".repeat(500))) {
            Files.writeString(uploads.resolve("u3.meta"), broken);
            assertThat(blobs.offset("u3")).as(broken).isEmpty();
        }
        assertThat(blobs.offset("u1")).isEmpty();
        assertThat(blobs.offset("u2")).isEmpty();

        for (var id : List.of("u1", "u2", "u3")) {
            assertThat(blobs.begin(id, DIGEST, CONTENT.length)).as(id).isZero();
        }
    }

    @Test
    void anUploadThatWasWholeBeforeACrashIsFinishedByBegin() throws IOException {
        open().begin("u", DIGEST, CONTENT.length);
        Files.write(root.resolve("uploads").resolve("u"), CONTENT);
        var blobs = FolderBlobs.open(root);
        assertThat(blobs.offset("u")).contains((long) CONTENT.length);

        assertThat(blobs.begin("u", DIGEST, CONTENT.length)).isEqualTo(CONTENT.length);

        assertThat(blobs.intact(DIGEST)).isTrue();
    }

    @Test
    void anUploadFileThatGrewTooLongIsCutBack() throws IOException {
        open().begin("u", DIGEST, CONTENT.length);
        var longer = java.util.Arrays.copyOf(CONTENT, CONTENT.length + 100);
        Files.write(root.resolve("uploads").resolve("u"), longer);
        var blobs = FolderBlobs.open(root);

        blobs.append("u", CONTENT.length, stream(new byte[0]));

        assertThat(blobs.size(DIGEST)).contains((long) CONTENT.length);
        assertThat(blobs.intact(DIGEST)).isTrue();
    }

    @Test
    void tooLittleFreeSpaceIsNamedBeforeAnythingIsWritten() throws IOException {
        var disk = new SmallDisk();
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        disk.usable = FolderBlobs.RESERVE_BYTES + CONTENT.length - 1;

        var said = failure(ErrorCode.DISK_FULL, () -> blobs.begin("u", DIGEST, CONTENT.length));

        assertThat(said).contains(root.toString()).contains(CONTENT.length + " are needed");
        assertThat(blobs.offset("u")).isEmpty();
        try (var arena = Arena.ofConfined()) {
            failure(ErrorCode.DISK_FULL, () -> blobs.draft(CONTENT.length, arena));
        }
        disk.usable++;
        assertThat(blobs.begin("u", DIGEST, CONTENT.length)).isZero();
    }

    @Test
    void twoUploadsAreNotPromisedTheSameSpace() {
        var disk = new SmallDisk();
        disk.usable = FolderBlobs.RESERVE_BYTES + CONTENT.length + 10;
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        blobs.begin("u", DIGEST, CONTENT.length);
        var other = Sha256.of(new byte[11]);

        failure(ErrorCode.DISK_FULL, () -> blobs.begin("v", other, 11));

        var again = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        failure(ErrorCode.DISK_FULL, () -> again.begin("v", other, 11));
        assertThat(again.begin("w", Sha256.of(new byte[10]), 10)).isZero();
        again.abandon("u");
        assertThat(again.begin("v", other, 11)).isZero();
    }

    @Test
    void whatComesNeverTakesTheReserveHoweverTheDiskWasFilled() {
        var disk = new SmallDisk();
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        blobs.begin("u", DIGEST, CONTENT.length);
        disk.usable = FolderBlobs.RESERVE_BYTES;

        failure(ErrorCode.DISK_FULL, () -> blobs.append("u", 0, stream(CONTENT)));

        assertThat(blobs.offset("u")).contains(0L);
        disk.usable = Long.MAX_VALUE;
        assertThat(blobs.append("u", 0, stream(CONTENT))).isEqualTo(CONTENT.length);
    }

    @Test
    void aDiskThatFillsInTheMiddleKeepsWhatCame() {
        var disk = new SmallDisk();
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        blobs.begin("u", DIGEST, CONTENT.length);
        disk.room = Blobs.CHUNK_BYTES + 1000;

        var said = failure(ErrorCode.DISK_FULL, () -> blobs.append("u", 0, stream(CONTENT)));

        assertThat(said).contains(root.toString());
        int came = Math.toIntExact(blobs.offset("u").orElseThrow());
        assertThat(came).isEqualTo(Blobs.CHUNK_BYTES);
        assertThat(open().offset("u")).contains((long) came);
        disk.room = Long.MAX_VALUE;
        blobs.append("u", came, stream(CONTENT, came, CONTENT.length));
        assertThat(blobs.intact(DIGEST)).isTrue();
    }

    @Test
    void aDiskThatFillsUnderADraftLeavesNothing() {
        var disk = new SmallDisk();
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);
        disk.room = 1000;
        try (var arena = Arena.ofConfined()) {
            failure(ErrorCode.DISK_FULL, () -> blobs.draft(CONTENT.length, arena));
        }
        assertThat(root.resolve("drafts")).isEmptyDirectory();
    }

    private FolderBlobs stored() {
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES);
        blobs.begin("u", DIGEST, CONTENT.length);
        blobs.append("u", 0, stream(CONTENT));
        return blobs;
    }

    private Path outer() {
        return root.resolve("blobs").resolve(DIGEST.hex().substring(0, 2));
    }

    private Path blob() {
        return outer().resolve(DIGEST.hex().substring(2, 4)).resolve(DIGEST.hex());
    }

    /// A disk with `usable` bytes free by its own word, of which `room` can be written.
    @Test
    void aStoreThatWentReadOnlyIsNamedAndStillRead() throws IOException {
        stored();
        var disk = new ReadOnlyDisk();
        var blobs = FolderBlobs.open(root, MAX_BLOB_BYTES, disk);

        var atStart = failure(ErrorCode.STORE_UNAVAILABLE, blobs::sweep);
        blobs.begin("u-1", Sha256.of(new byte[] {1}), 1);
        var later =
                failure(
                        ErrorCode.STORE_UNAVAILABLE,
                        () -> blobs.append("u-1", 0, new ByteArrayInputStream(new byte[] {1})));

        for (var said : List.of(atStart, later)) {
            assertThat(said)
                    .contains("can't be written to")
                    .contains("safe and can be read")
                    .contains("Make it writable");
        }
        assertThat(blobs.open(DIGEST, 0).readAllBytes()).isEqualTo(CONTENT);
        disk.writable = true;
        blobs.sweep();
        assertThat(root.resolve("drafts")).isEmptyDirectory();
        assertThat(blobs.append("u-1", 0, new ByteArrayInputStream(new byte[] {1}))).isEqualTo(1);
    }

    /// A disk that its operating system has remounted.
    private static final class ReadOnlyDisk implements Disk {
        private boolean writable;

        @Override
        public long usableBytes(Path folder) {
            return Long.MAX_VALUE;
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes) throws IOException {
            if (!writable) {
                throw new FileSystemException("blob", null, "Read-only file system");
            }
            Disk.REAL.write(file, bytes);
        }
    }

    private static final class SmallDisk implements Disk {
        private long usable = Long.MAX_VALUE;
        private long room = Long.MAX_VALUE;

        @Override
        public long usableBytes(Path folder) {
            return usable;
        }

        @Override
        public void write(FileChannel file, ByteBuffer bytes) throws IOException {
            boolean fits = bytes.remaining() <= room;
            if (!fits) {
                bytes.limit(bytes.position() + (int) room);
            }
            room -= bytes.remaining();
            Disk.REAL.write(file, bytes);
            if (!fits) {
                throw new IOException("No space left on device");
            }
        }
    }
}
