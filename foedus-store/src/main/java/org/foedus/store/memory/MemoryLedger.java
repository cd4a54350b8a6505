package org.foedus.store.memory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.StoreChecks;

/// A ledger in memory, for tests and simulation.
public final class MemoryLedger implements Ledger {
    private final State state;
    private boolean closed;

    public MemoryLedger() {
        this(new State());
    }

    private MemoryLedger(State state) {
        this.state = state;
    }

    /// Closes this ledger and opens it again over the same entries.
    public synchronized MemoryLedger reopened() {
        close();
        return new MemoryLedger(state);
    }

    @Override
    public synchronized long size() {
        return state().entries.size();
    }

    @Override
    public synchronized void append(
            long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
        StoreChecks.append(entries, bodies);
        var state = state();
        StoreChecks.expectedSize(expectedSize, state.entries.size());
        var seen = new HashSet<Sha256>();
        for (var body : bodies) {
            if (state.bodies.containsKey(body.digest()) || !seen.add(body.digest())) {
                throw StoreChecks.bodyExists(body.digest());
            }
        }
        state.entries.addAll(entries);
        bodies.forEach(body -> state.bodies.put(body.digest(), body));
        state.checkpoints.put((long) state.entries.size(), checkpoint);
    }

    @Override
    public synchronized List<Bytes> read(long from, int maxEntries) {
        var entries = state().entries;
        StoreChecks.range(from, maxEntries);
        int first = (int) Math.min(from, entries.size());
        int last = (int) Math.min((long) first + maxEntries, entries.size());
        return List.copyOf(entries.subList(first, last));
    }

    @Override
    public synchronized Optional<String> checkpoint() {
        var checkpoints = state().checkpoints;
        return checkpoints.isEmpty()
                ? Optional.empty()
                : Optional.of(checkpoints.lastEntry().getValue());
    }

    @Override
    public synchronized Optional<String> checkpoint(long size) {
        return Optional.ofNullable(state().checkpoints.get(size));
    }

    @Override
    public synchronized Optional<Body> body(Sha256 digest) {
        return Optional.ofNullable(state().bodies.get(digest));
    }

    @Override
    public synchronized void eraseBody(Sha256 digest) {
        state().bodies.remove(digest);
    }

    @Override
    public synchronized void addCosignature(long size, String keyName, String line) {
        var state = state();
        if (!state.checkpoints.containsKey(size)) {
            throw StoreChecks.noCheckpoint(size);
        }
        state.cosignatures.computeIfAbsent(size, _ -> new TreeMap<>()).put(keyName, line);
        int kept = 0;
        for (var lines : state.cosignatures.descendingMap().values()) {
            if (lines.containsKey(keyName) && ++kept > MAX_COSIGNATURES) {
                lines.remove(keyName);
            }
        }
    }

    @Override
    public synchronized List<String> cosignatures(long size) {
        var lines = state().cosignatures.get(size);
        return lines == null ? List.of() : List.copyOf(lines.values());
    }

    @Override
    public synchronized Optional<String> witnessedCheckpoint(int atLeast) {
        if (atLeast <= 0) {
            return checkpoint();
        }
        var state = state();
        return state.cosignatures.descendingMap().entrySet().stream()
                .filter(lines -> lines.getValue().size() >= atLeast)
                .findFirst()
                .map(Map.Entry::getKey)
                .map(state.checkpoints::get);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private State state() {
        if (closed) {
            throw new FoedusException(ErrorCode.STORE_UNAVAILABLE, "this ledger is closed");
        }
        return state;
    }

    private static final class State {
        private final List<Bytes> entries = new ArrayList<>();
        private final TreeMap<Long, String> checkpoints = new TreeMap<>();
        private final SortedMap<Sha256, Body> bodies = new TreeMap<>();
        private final TreeMap<Long, SortedMap<String, String>> cosignatures = new TreeMap<>();
    }
}
