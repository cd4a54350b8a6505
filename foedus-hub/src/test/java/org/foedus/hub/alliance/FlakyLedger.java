package org.foedus.hub.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;

/// A ledger whose database goes away when told to.
final class FlakyLedger implements Ledger {
    private final Ledger whole;
    private boolean away;
    private boolean answerLost;

    FlakyLedger(Ledger whole) {
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
        reached().append(expectedSize, entries, bodies, checkpoint);
        if (answerLost) {
            answerLost = false;
            throw new FoedusException(ErrorCode.OUTCOME_UNKNOWN, "the answer was lost");
        }
    }

    @Override
    public List<Bytes> read(long from, int maxEntries) {
        return reached().read(from, maxEntries);
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
