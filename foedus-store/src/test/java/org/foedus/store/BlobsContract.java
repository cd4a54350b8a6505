package org.foedus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.ledger.MerkleTree;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every blob store promises.
public abstract class BlobsContract {
    /// The limit that [#open()] sets on one blob.
    protected static final long MAX_BLOB_BYTES = 4L << 20;

    /// A little more than two chunks.
    protected static final byte[] CONTENT = content(2 * Blobs.CHUNK_BYTES + 77);

    protected static final Sha256 DIGEST = Sha256.of(CONTENT);
    private static final String ID = "node-1-item-7-delta";

    private Blobs blobs;

    /// A new, empty store.
    protected abstract Blobs open();

    /// The same store after a restart.
    protected abstract Blobs reopen(Blobs blobs);

    @BeforeEach
    void openStore() {
        blobs = open();
    }

    @Test
    void whatIsNotHereIsNamedAsSuch() {
        assertThat(blobs.size(DIGEST)).isEmpty();
        assertThat(blobs.offset(ID)).isEmpty();
        failure(ErrorCode.NOT_FOUND, () -> blobs.open(DIGEST, 0));
        failure(ErrorCode.NOT_FOUND, () -> blobs.chunkRoot(DIGEST));
        failure(ErrorCode.NOT_FOUND, () -> blobs.append(ID, 0, stream(CONTENT)));
        try (var arena = Arena.ofConfined()) {
            failure(ErrorCode.NOT_FOUND, () -> blobs.map(DIGEST, arena));
        }
        blobs.delete(DIGEST);
        blobs.abandon(ID);
    }

    @Test
    void anUploadBecomesABlob() {
        assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isZero();
        assertThat(blobs.offset(ID)).contains(0L);

        assertThat(blobs.append(ID, 0, stream(CONTENT))).isEqualTo(CONTENT.length);

        assertThat(blobs.offset(ID)).isEmpty();
        assertHere();
        blobs = reopen(blobs);
        assertHere();
    }

    @Test
    void aBlobIsReadFromAnyOffset() throws IOException {
        upload();
        for (int offset : new int[] {0, 1, Blobs.CHUNK_BYTES, CONTENT.length}) {
            try (var stream = blobs.open(DIGEST, offset)) {
                assertThat(stream.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(CONTENT, offset, CONTENT.length));
            }
        }
        failure(ErrorCode.BAD_REQUEST, () -> blobs.open(DIGEST, -1));
        failure(ErrorCode.BAD_REQUEST, () -> blobs.open(DIGEST, CONTENT.length + 1));
    }

    @Test
    void aBlobIsMappedWholeAndReadOnly() {
        upload();
        try (var arena = Arena.ofConfined()) {
            var segment = blobs.map(DIGEST, arena);
            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(CONTENT);
            assertThat(segment.isReadOnly()).isTrue();
        }
    }

    @Test
    void anUploadInPiecesGoesOnAtItsOffset() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        int at = 0;
        for (int end : new int[] {1, 1, 1000, Blobs.CHUNK_BYTES + 1, CONTENT.length - 1}) {
            assertThat(blobs.append(ID, at, stream(CONTENT, at, end))).isEqualTo(end);
            assertThat(blobs.offset(ID)).contains((long) end);
            assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isEqualTo(end);
            at = end;
        }
        blobs.append(ID, at, stream(CONTENT, at, CONTENT.length));
        assertHere();
    }

    @Test
    void anUploadIsResumedAtItsOffsetAfterReopening() {
        int half = Blobs.CHUNK_BYTES + 5;
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(CONTENT, 0, half));

        blobs = reopen(blobs);

        assertThat(blobs.offset(ID)).contains((long) half);
        assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isEqualTo(half);
        blobs.append(ID, half, stream(CONTENT, half, CONTENT.length));
        assertHere();
    }

    @Test
    void aBrokenStreamKeepsWhatCame() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        int half = CONTENT.length / 2;
        var broken = new SequenceInputStream(stream(CONTENT, 0, half), new BrokenStream());

        var said = failure(ErrorCode.IO_FAILED, () -> blobs.append(ID, 0, broken));

        assertThat(said).contains("byte " + half);
        assertThat(blobs.offset(ID)).contains((long) half);
        blobs.append(ID, half, stream(CONTENT, half, CONTENT.length));
        assertHere();
    }

    @Test
    void aStreamThatBreaksBehindTheLastByteIsWhole() {
        blobs.begin(ID, DIGEST, CONTENT.length);

        blobs.append(ID, 0, new SequenceInputStream(stream(CONTENT), new BrokenStream()));

        assertHere();
    }

    @Test
    void aWrongOffsetChangesNothing() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(CONTENT, 0, 10));

        for (long wrong : new long[] {0, 9, 11, -1}) {
            var said =
                    failure(
                            ErrorCode.OFFSET_MISMATCH,
                            () -> blobs.append(ID, wrong, stream(CONTENT)));
            assertThat(said).contains("at byte 10");
        }
        assertThat(blobs.offset(ID)).contains(10L);
    }

    @Test
    void aWrongDigestIsDropped() {
        var wrong = CONTENT.clone();
        wrong[CONTENT.length / 2] ^= 1;
        blobs.begin(ID, DIGEST, CONTENT.length);

        failure(ErrorCode.DIGEST_MISMATCH, () -> blobs.append(ID, 0, stream(wrong)));

        assertThat(blobs.offset(ID)).isEmpty();
        assertThat(blobs.size(DIGEST)).isEmpty();
        assertThat(blobs.size(Sha256.of(wrong))).isEmpty();
        upload();
    }

    @Test
    void aDigestWrongSinceBeforeARestartIsDropped() {
        var wrong = CONTENT.clone();
        wrong[3] ^= 1;
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(wrong, 0, 1000));
        blobs = reopen(blobs);

        failure(
                ErrorCode.DIGEST_MISMATCH,
                () -> blobs.append(ID, 1000, stream(wrong, 1000, CONTENT.length)));

        assertThat(blobs.offset(ID)).isEmpty();
        assertThat(blobs.size(DIGEST)).isEmpty();
    }

    @Test
    void bytesPastTheAnnouncedSizeAreRefused() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        var longer = Arrays.copyOf(CONTENT, CONTENT.length + 1);

        failure(ErrorCode.TOO_LARGE, () -> blobs.append(ID, 0, stream(longer)));

        assertThat(blobs.size(DIGEST)).isEmpty();
        int offset = Math.toIntExact(blobs.offset(ID).orElseThrow());
        assertThat(offset).isLessThanOrEqualTo(CONTENT.length);
        blobs.append(ID, offset, stream(CONTENT, offset, CONTENT.length));
        assertHere();
    }

    @Test
    void aByteBehindAShortLastReadIsRefused() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        var more = new SequenceInputStream(stream(CONTENT), stream(new byte[1]));

        failure(ErrorCode.TOO_LARGE, () -> blobs.append(ID, 0, more));

        assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isEqualTo(CONTENT.length);
        assertHere();
    }

    @Test
    void aBlobOverTheLimitIsRefused() {
        failure(ErrorCode.TOO_LARGE, () -> blobs.begin(ID, DIGEST, MAX_BLOB_BYTES + 1));
        failure(ErrorCode.BAD_REQUEST, () -> blobs.begin(ID, DIGEST, -1));
        try (var arena = Arena.ofConfined()) {
            failure(ErrorCode.TOO_LARGE, () -> blobs.draft(MAX_BLOB_BYTES + 1, arena));
            failure(ErrorCode.BAD_REQUEST, () -> blobs.draft(-1, arena));
        }
        assertThat(blobs.offset(ID)).isEmpty();
    }

    @Test
    void anUploadThatAnnouncesSomethingElseIsRefused() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(CONTENT, 0, 10));

        failure(ErrorCode.ALREADY_EXISTS, () -> blobs.begin(ID, DIGEST, 11));
        failure(
                ErrorCode.ALREADY_EXISTS,
                () -> blobs.begin(ID, Sha256.of(new byte[1]), CONTENT.length));

        assertThat(blobs.offset(ID)).contains(10L);
    }

    @Test
    void whatIsHereIsSentAllTheSame() {
        upload();

        assertThat(blobs.begin("another", DIGEST, CONTENT.length)).isZero();
        assertThat(blobs.begin("short", DIGEST, 5)).isZero();
        failure(ErrorCode.DIGEST_MISMATCH, () -> blobs.append("short", 0, stream(new byte[5])));
        assertThat(blobs.append("another", 0, stream(CONTENT))).isEqualTo(CONTENT.length);

        assertThat(blobs.offset("another")).isEmpty();
        assertHere();
    }

    @Test
    void whoseAnUploadIsIsKnownAfterARestartUntilItIsAbandoned() {
        var owner = new Blobs.Owner("brazil", "run-1.1.train.brazil-1");
        var other = new Blobs.Owner("china", "model");
        blobs.begin(ID, DIGEST, CONTENT.length, Optional.of(owner));
        failure(
                ErrorCode.ALREADY_EXISTS,
                () -> blobs.begin(ID, DIGEST, CONTENT.length, Optional.of(other)));
        blobs = reopen(blobs);
        assertThat(blobs.uploads())
                .containsExactly(
                        Map.entry(ID, new Blobs.Owned(DIGEST, CONTENT.length, owner, false)));
        blobs.append(ID, 0, stream(CONTENT));
        blobs = reopen(blobs);
        assertThat(blobs.uploads())
                .containsExactly(
                        Map.entry(ID, new Blobs.Owned(DIGEST, CONTENT.length, owner, true)));
        assertThat(blobs.offset(ID)).isEmpty();
        blobs.abandon(ID);
        assertThat(blobs.uploads()).isEmpty();
        assertHere();
    }

    @Test
    void aWrongDigestLeavesNoOwnerBehind() {
        var owner = new Blobs.Owner("brazil", "model");
        blobs.begin(ID, DIGEST, 1, Optional.of(owner));
        failure(ErrorCode.DIGEST_MISMATCH, () -> blobs.append(ID, 0, stream(new byte[1])));
        assertThat(blobs.uploads()).isEmpty();
        failure(ErrorCode.BAD_NAME, () -> new Blobs.Owner("a b", "model"));
    }

    @Test
    void anUploadWhoseBlobCameBySomeoneElseGoesOn() {
        blobs.begin("slow", DIGEST, CONTENT.length);
        blobs.append("slow", 0, stream(CONTENT, 0, 10));
        upload();

        assertThat(blobs.begin("slow", DIGEST, CONTENT.length)).isEqualTo(10);
        blobs.append("slow", 10, stream(CONTENT, 10, CONTENT.length));

        assertThat(blobs.offset("slow")).isEmpty();
        assertHere();
    }

    @Test
    void anAbandonedUploadIsGone() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(CONTENT, 0, 10));

        blobs.abandon(ID);

        assertThat(blobs.offset(ID)).isEmpty();
        blobs = reopen(blobs);
        assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isZero();
    }

    @Test
    void aSecondWriterOfAnUploadIsToldBusy() throws Exception {
        blobs.begin(ID, DIGEST, CONTENT.length);
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var slow = new SequenceInputStream(new Gate(entered, go), stream(CONTENT));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> blobs.append(ID, 0, slow));
            entered.await();
            try {
                failure(ErrorCode.BUSY, () -> blobs.append(ID, 0, stream(CONTENT)));
                failure(ErrorCode.BUSY, () -> blobs.abandon(ID));
                assertThat(blobs.begin(ID, DIGEST, CONTENT.length)).isZero();
                assertThat(blobs.begin("other", Sha256.of(new byte[1]), 1)).isZero();
                assertThat(blobs.append("other", 0, stream(new byte[1]))).isEqualTo(1);
            } finally {
                go.countDown();
            }
            assertThat(first.get()).isEqualTo(CONTENT.length);
        }
        assertHere();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a.meta", "A", "a\\b", "a\0", "ä", "a b"})
    void anUploadIdOutsideTheAlphabetIsRefused(String id) {
        failure(ErrorCode.BAD_NAME, () -> blobs.begin(id, DIGEST, CONTENT.length));
        failure(ErrorCode.BAD_NAME, () -> blobs.offset(id));
        failure(ErrorCode.BAD_NAME, () -> blobs.append(id, 0, stream(CONTENT)));
        failure(ErrorCode.BAD_NAME, () -> blobs.abandon(id));
    }

    @Test
    void anUploadIdHasAtMostEightyCharacters() {
        assertThat(blobs.begin("a".repeat(80), DIGEST, CONTENT.length)).isZero();
        failure(ErrorCode.BAD_NAME, () -> blobs.begin("a".repeat(81), DIGEST, CONTENT.length));
    }

    @Test
    void theEmptyBlobNeedsNoBytes() throws IOException {
        assertThat(blobs.begin(ID, StoreChecks.NOTHING, 0)).isZero();

        assertThat(blobs.size(StoreChecks.NOTHING)).contains(0L);
        try (var stream = blobs.open(StoreChecks.NOTHING, 0);
                var arena = Arena.ofConfined()) {
            assertThat(stream.readAllBytes()).isEmpty();
            assertThat(blobs.map(StoreChecks.NOTHING, arena).byteSize()).isZero();
        }
        assertThat(blobs.chunkRoot(StoreChecks.NOTHING)).isEqualTo(StoreChecks.NOTHING);
        failure(ErrorCode.DIGEST_MISMATCH, () -> blobs.begin("other", DIGEST, 0));
    }

    @Test
    void aCommittedDraftIsABlob() {
        try (var arena = Arena.ofConfined()) {
            var draft = blobs.draft(CONTENT.length, arena);
            assertThat(draft.segment().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(new byte[CONTENT.length]);
            MemorySegment.copy(
                    CONTENT, 0, draft.segment(), ValueLayout.JAVA_BYTE, 0, CONTENT.length);

            assertThat(draft.commit()).isEqualTo(DIGEST);

            failure(ErrorCode.WRONG_STATE, draft::commit);
        }
        assertHere();
        blobs = reopen(blobs);
        assertHere();
    }

    @Test
    void anEmptyDraftIsTheEmptyBlob() {
        try (var arena = Arena.ofConfined()) {
            assertThat(blobs.draft(0, arena).commit()).isEqualTo(StoreChecks.NOTHING);
        }
        assertThat(blobs.size(StoreChecks.NOTHING)).contains(0L);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                Blobs.CHUNK_BYTES - 1,
                Blobs.CHUNK_BYTES,
                Blobs.CHUNK_BYTES + 1,
                3 * Blobs.CHUNK_BYTES
            })
    void theChunkRootIsThatOfTheTreeOverTheChunks(int bytes) {
        var content = content(bytes);
        var digest = Sha256.of(content);
        blobs.begin(ID, digest, bytes);
        blobs.append(ID, 0, stream(content));
        var tree = new MerkleTree();
        for (int at = 0; at < bytes; at += Blobs.CHUNK_BYTES) {
            int end = Math.min(bytes, at + Blobs.CHUNK_BYTES);
            tree.append(MerkleTree.leafHash(Arrays.copyOfRange(content, at, end)));
        }

        assertThat(blobs.chunkRoot(digest)).isEqualTo(tree.root());
    }

    @Test
    void aDeletedBlobIsGoneAndMayComeAgain() {
        upload();

        blobs.delete(DIGEST);

        assertThat(blobs.size(DIGEST)).isEmpty();
        failure(ErrorCode.NOT_FOUND, () -> blobs.open(DIGEST, 0));
        upload();
    }

    @Test
    void aMappingOutlivesTheDeletionOfItsBlob() {
        upload();
        try (var arena = Arena.ofConfined()) {
            var segment = blobs.map(DIGEST, arena);
            blobs.delete(DIGEST);
            assertThat(segment.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(CONTENT);
        }
    }

    private void upload() {
        blobs.begin(ID, DIGEST, CONTENT.length);
        blobs.append(ID, 0, stream(CONTENT));
        assertHere();
    }

    private void assertHere() {
        assertThat(blobs.size(DIGEST)).contains((long) CONTENT.length);
        try (var stream = blobs.open(DIGEST, 0)) {
            assertThat(stream.readAllBytes()).isEqualTo(CONTENT);
        } catch (IOException e) {
            throw new AssertionError("reading the blob", e);
        }
    }

    protected static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    protected static InputStream stream(byte[] content, int from, int to) {
        return new ByteArrayInputStream(content, from, to - from);
    }

    private static byte[] content(int bytes) {
        var content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    /// A connection that is lost.
    private static final class BrokenStream extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("connection reset");
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return read();
        }
    }

    /// Tells that it is read, waits, and is empty.
    private static final class Gate extends InputStream {
        private final CountDownLatch entered;
        private final CountDownLatch go;

        private Gate(CountDownLatch entered, CountDownLatch go) {
            this.entered = entered;
            this.go = go;
        }

        @Override
        public int read() throws IOException {
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            return -1;
        }

        @Override
        public int read(byte[] buffer, int from, int length) throws IOException {
            return read();
        }
    }
}
