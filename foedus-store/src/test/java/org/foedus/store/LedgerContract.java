package org.foedus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.store.Failures.failure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every ledger promises.
public abstract class LedgerContract {
    private Ledger ledger;

    /// A new, empty ledger.
    protected abstract Ledger open();

    /// Closes `ledger` and opens it again.
    protected abstract Ledger reopen(Ledger ledger);

    @BeforeEach
    void openLedger() {
        ledger = open();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void aNewLedgerIsEmpty() {
        assertThat(ledger.size()).isZero();
        assertThat(ledger.checkpoint()).isEmpty();
        assertThat(ledger.read(0, 10)).isEmpty();
        assertThat(ledger.witnessedCheckpoint(0)).isEmpty();
        assertThat(ledger.witnessedCheckpoint(1)).isEmpty();
    }

    @Test
    void appendedEntriesAreReadInOrderFromAnyIndex() {
        append(0, "a", "b");
        append(2, "c");

        assertThat(ledger.size()).isEqualTo(3);
        assertThat(ledger.read(0, 10)).containsExactly(utf8("a"), utf8("b"), utf8("c"));
        assertThat(ledger.read(1, 1)).containsExactly(utf8("b"));
        assertThat(ledger.read(2, 10)).containsExactly(utf8("c"));
        assertThat(ledger.read(3, 10)).isEmpty();
        assertThat(ledger.read(0, 0)).isEmpty();
        assertThat(ledger.checkpoint()).contains("note of 3\n");
    }

    @Test
    void entriesAreReadByTheirIndexesInOrder() {
        append(0, "a", "b", "c", "d");
        assertThat(ledger.read(new TreeSet<>(List.of(3L, 0L, 9L)))).isEqualTo(entries("a", "d"));
        assertThat(ledger.read(new TreeSet<Long>())).isEmpty();
    }

    @Test
    void appendedEntriesSurviveReopening() {
        var body = body("private", "member", "subject:m1");
        ledger.append(0, List.of(utf8("a"), utf8("b")), List.of(body), "note of 2\n");
        ledger.addCosignature(2, "witness", "line");

        ledger = reopen(ledger);

        assertThat(ledger.size()).isEqualTo(2);
        assertThat(ledger.read(0, 10)).containsExactly(utf8("a"), utf8("b"));
        assertThat(ledger.checkpoint()).contains("note of 2\n");
        assertThat(ledger.body(body.digest())).contains(body);
        assertThat(ledger.cosignatures(2)).containsExactly("line");
    }

    @Test
    void anEntryKeepsItsBytesWhateverTheyAre() {
        var every = new byte[Ledger.MAX_ENTRY_BYTES];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        ledger.append(0, List.of(Bytes.of(every), Bytes.of(new byte[0])), List.of(), "note\n");

        ledger = reopen(ledger);

        assertThat(ledger.read(0, 2)).containsExactly(Bytes.of(every), Bytes.of(new byte[0]));
    }

    @Test
    void aCheckpointKeepsItsTextWhateverItIs() {
        var note = "origin é 中 — \n\t'\"\\?{}:x $1 %s\n\n— name AAAA\n";
        ledger.append(0, List.of(utf8("a")), List.of(), note);
        ledger.addCosignature(1, "key?'", note);

        assertThat(ledger.checkpoint()).contains(note);
        assertThat(ledger.cosignatures(1)).containsExactly(note);
    }

    @Test
    void aWrongExpectedSizeChangesNothing() {
        append(0, "a");
        var body = body("x", "public");

        for (long wrong : new long[] {0, 2, -1}) {
            var said =
                    failure(
                            ErrorCode.WRONG_STATE,
                            () -> ledger.append(wrong, entries("b"), List.of(body), "forked\n"));
            assertThat(said).contains("1 entries").contains(String.valueOf(wrong));
        }

        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.checkpoint()).contains("note of 1\n");
        assertThat(ledger.body(body.digest())).isEmpty();
    }

    @Test
    void anAppendWithAKnownBodyChangesNothing() {
        var body = body("x", "public");
        ledger.append(0, entries("a"), List.of(body), "note of 1\n");
        var other = body("y", "public");

        failure(
                ErrorCode.ALREADY_EXISTS,
                () -> ledger.append(1, entries("b"), List.of(other, body), "note of 2\n"));

        assertThat(ledger.size()).isEqualTo(1);
        assertThat(ledger.body(other.digest())).isEmpty();
        assertThat(ledger.checkpoint()).contains("note of 1\n");
        append(1, "b");
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void anAppendWithTheSameBodyTwiceChangesNothing() {
        var body = body("x", "public");

        failure(
                ErrorCode.ALREADY_EXISTS,
                () -> ledger.append(0, entries("a"), List.of(body, body), "note of 1\n"));

        assertThat(ledger.size()).isZero();
        assertThat(ledger.body(body.digest())).isEmpty();
    }

    @Test
    void whatIsTooLargeIsRefused() {
        var large = Bytes.of(new byte[Ledger.MAX_ENTRY_BYTES + 1]);
        failure(
                ErrorCode.TOO_LARGE,
                () -> ledger.append(0, List.of(utf8("a"), large), List.of(), "note\n"));
        var body = Body.of(salt("s"), Bytes.of(new byte[Body.MAX_CONTENT_BYTES + 1]), readers());
        failure(ErrorCode.TOO_LARGE, () -> ledger.append(0, entries("a"), List.of(body), "note\n"));

        assertThat(ledger.size()).isZero();
    }

    @Test
    void aBodyThatIsNotItsDigestIsRefused() {
        var body = new Body(Sha256.of(new byte[1]), salt("s"), utf8("x"), readers());
        failure(
                ErrorCode.DIGEST_MISMATCH,
                () -> ledger.append(0, entries("a"), List.of(body), "note\n"));
        var unsalted = Body.of(Bytes.of(new byte[0]), utf8("x"), readers());
        failure(
                ErrorCode.DIGEST_MISMATCH,
                () -> ledger.append(0, entries("a"), List.of(unsalted), "note\n"));

        assertThat(ledger.size()).isZero();
    }

    @Test
    void anAppendOfNothingIsRefused() {
        failure(ErrorCode.BAD_REQUEST, () -> ledger.append(0, List.of(), List.of(), "note\n"));
        failure(ErrorCode.BAD_REQUEST, () -> ledger.read(-1, 1));
        failure(ErrorCode.BAD_REQUEST, () -> ledger.read(0, -1));
    }

    @Test
    void anErasedBodyIsGoneForGoodAndItsEntryStays() {
        var erased = body("forget me", "operator");
        var kept = body("keep me");
        ledger.append(0, entries("a"), List.of(erased, kept), "note of 1\n");

        ledger.eraseBody(erased.digest());
        ledger.eraseBody(Sha256.of(new byte[3]));

        assertThat(ledger.body(erased.digest())).isEmpty();
        ledger = reopen(ledger);
        assertThat(ledger.body(erased.digest())).isEmpty();
        assertThat(ledger.body(kept.digest())).contains(kept);
        assertThat(ledger.read(0, 1)).containsExactly(utf8("a"));
    }

    @Test
    void cosignaturesAreListedByKeyNameAndTheLastOfAKeyCounts() {
        append(0, "a");
        append(1, "b");
        ledger.addCosignature(1, "zeta", "z1");
        ledger.addCosignature(1, "alpha", "a1");
        ledger.addCosignature(1, "zeta", "z2");

        assertThat(ledger.cosignatures(1)).containsExactly("a1", "z2");
        assertThat(ledger.cosignatures(2)).isEmpty();
        assertThat(ledger.cosignatures(7)).isEmpty();
    }

    @Test
    void ofOneKeyTheNewestCosignaturesAreKept() {
        for (int i = 0; i <= Ledger.MAX_COSIGNATURES; i++) {
            ledger.append(i, entries("a"), List.of(), "note\n");
            ledger.addCosignature(i + 1, "eager", "line");
        }
        ledger.addCosignature(1, "other", "line");
        ledger.addCosignature(1, "eager", "late");

        assertThat(ledger.cosignatures(1)).as("the eager one's is gone").containsExactly("line");
        assertThat(ledger.cosignatures(2)).containsExactly("line");
        assertThat(ledger.cosignatures(Ledger.MAX_COSIGNATURES + 1)).containsExactly("line");
    }

    @Test
    void aCosignatureNeedsACheckpointOfItsSize() {
        ledger.append(0, entries("a", "b"), List.of(), "note of 2\n");

        failure(ErrorCode.NOT_FOUND, () -> ledger.addCosignature(1, "witness", "line"));
        failure(ErrorCode.NOT_FOUND, () -> ledger.addCosignature(3, "witness", "line"));

        assertThat(ledger.cosignatures(1)).isEmpty();
    }

    @Test
    void theWitnessedCheckpointIsTheNewestWithEnoughKeys() {
        append(0, "a");
        append(1, "b");
        append(2, "c");
        ledger.addCosignature(1, "k1", "l");
        ledger.addCosignature(1, "k2", "l");
        ledger.addCosignature(2, "k1", "l");
        ledger.addCosignature(2, "k1", "again");

        assertThat(ledger.witnessedCheckpoint(0)).contains("note of 3\n");
        assertThat(ledger.witnessedCheckpoint(1)).contains("note of 2\n");
        assertThat(ledger.witnessedCheckpoint(2)).contains("note of 1\n");
        assertThat(ledger.witnessedCheckpoint(3)).isEmpty();
    }

    @Test
    void ofWritersWhoExpectTheSameSizeOneWins() throws Exception {
        int writers = 4;
        int rounds = 8;
        var barrier = new CyclicBarrier(writers);
        var won = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newFixedThreadPool(writers)) {
            for (int w = 0; w < writers; w++) {
                int writer = w;
                won.add(threads.submit(() -> wins(writer, rounds, barrier)));
            }
        }

        assertThat(sum(won)).isEqualTo(rounds);
        assertThat(ledger.size()).isEqualTo(rounds);
    }

    private int wins(int writer, int rounds, CyclicBarrier barrier) throws Exception {
        int won = 0;
        for (int round = 0; round < rounds; round++) {
            barrier.await();
            try {
                append(round, "entry of " + writer);
                won++;
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.WRONG_STATE);
            }
        }
        return won;
    }

    private static int sum(List<Future<Integer>> numbers)
            throws ExecutionException, InterruptedException {
        int sum = 0;
        for (var number : numbers) {
            sum += number.get();
        }
        return sum;
    }

    @Test
    void aClosedLedgerSaysSo() {
        append(0, "a");
        ledger.close();

        failure(ErrorCode.STORE_UNAVAILABLE, () -> ledger.size());
        failure(ErrorCode.STORE_UNAVAILABLE, () -> append(1, "b"));
    }

    private void append(long expectedSize, String... entries) {
        ledger.append(
                expectedSize,
                entries(entries),
                List.of(),
                "note of %d\n".formatted(expectedSize + entries.length));
    }

    protected static List<Bytes> entries(String... entries) {
        return Arrays.stream(entries).map(Bytes::utf8).toList();
    }

    protected static Body body(String content, String... readers) {
        return Body.of(salt(content), utf8(content), readers(readers));
    }

    private static SortedSet<String> readers(String... readers) {
        return new TreeSet<>(List.of(readers));
    }

    private static Bytes salt(String seed) {
        return Bytes.of(utf8(seed).sha256().bytes());
    }

    private static Bytes utf8(String text) {
        return Bytes.utf8(text);
    }
}
