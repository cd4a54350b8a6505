package org.foedus.hub.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;

/// The checkpoints of one ledger over other entries; only to be read.
record ChangedLedger(Ledger signed, List<Bytes> entries) implements Ledger {
    ChangedLedger {
        entries = List.copyOf(entries);
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public List<Bytes> read(long from, int maxEntries) {
        int first = (int) Math.min(from, entries.size());
        return entries.subList(first, Math.min(first + maxEntries, entries.size()));
    }

    @Override
    public Optional<String> checkpoint() {
        return signed.checkpoint();
    }

    @Override
    public Optional<String> checkpoint(long size) {
        return signed.checkpoint(size);
    }

    @Override
    public void append(
            long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Body> body(Sha256 digest) {
        return Optional.empty();
    }

    @Override
    public void eraseBody(Sha256 digest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addCosignature(long size, String keyName, String line) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> cosignatures(long size) {
        return List.of();
    }

    @Override
    public Optional<String> witnessedCheckpoint(int atLeast) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
