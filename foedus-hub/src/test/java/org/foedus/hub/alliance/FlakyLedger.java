package org.foedus.hub.alliance;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;

/// A ledger whose database goes away, or whose disk takes its time, when told to. Thread-safe.
public final class FlakyLedger implements Ledger {
    private final Ledger whole;
    private volatile boolean away;
    private volatile boolean answerLost;
    private volatile CountDownLatch disk = new CountDownLatch(0);
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final AtomicInteger read = new AtomicInteger();

    public FlakyLedger(Ledger whole) {
        this.whole = whole;
    }

    /// From now on nothing can be read or written, or all can again.
    void away(boolean now) {
        away = now;
    }

    /// The next append happens, and its answer is lost.
    void loseAnswer() {
        answerLost = true;
    }

    /// From now on an append takes until [#sync()].
    public void stall() {
        disk = new CountDownLatch(1);
    }

    public void sync() {
        disk.countDown();
    }

    /// Waits until an append waits.
    public void awaitAppend() throws InterruptedException {
        waiting.await();
    }

    /// How many entries were read so far.
    public int entriesRead() {
        return read.get();
    }

    private Ledger reached() {
        if (away) {
            throw new FoedusException(ErrorCode.STORE_UNAVAILABLE, "the database went away");
        }
        return whole;
    }

    @Override
    public long size() {
        return reached().size();
    }

    @Override
    public void append(
            long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
        if (disk.getCount() > 0) {
            waiting.countDown();
            untilSynced();
        }
        reached().append(expectedSize, entries, bodies, checkpoint);
        if (answerLost) {
            answerLost = false;
            throw new FoedusException(ErrorCode.OUTCOME_UNKNOWN, "the answer was lost");
        }
    }

    private void untilSynced() {
        try {
            disk.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<Bytes> read(long from, int maxEntries) {
        var entries = reached().read(from, maxEntries);
        read.addAndGet(entries.size());
        return entries;
    }

    @Override
    public Optional<String> checkpoint() {
        return reached().checkpoint();
    }

    @Override
    public Optional<String> checkpoint(long size) {
        return reached().checkpoint(size);
    }

    @Override
    public Optional<Body> body(Sha256 digest) {
        return reached().body(digest);
    }

    @Override
    public void eraseBody(Sha256 digest) {
        reached().eraseBody(digest);
    }

    @Override
    public void addCosignature(long size, String keyName, String line) {
        reached().addCosignature(size, keyName, line);
    }

    @Override
    public List<String> cosignatures(long size) {
        return reached().cosignatures(size);
    }

    @Override
    public Optional<String> witnessedCheckpoint(int atLeast) {
        return reached().witnessedCheckpoint(atLeast);
    }

    @Override
    public void close() {
        whole.close();
    }
}
