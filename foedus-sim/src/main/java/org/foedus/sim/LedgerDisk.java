package org.foedus.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.foedus.store.memory.MemoryLedger;

/// The database of a simulated hub: what is durable, and one opening of it for each life.
final class LedgerDisk {
    private static final Duration SYNC_LEAST = Duration.ofNanos(200_000);
    private static final Duration SYNC_MOST = Duration.ofMillis(6);

    private final World world;
    private final Set<Fault> faults;
    private final Referee referee;
    private final MemoryLedger durable = new MemoryLedger();
    private boolean troubled;
    private boolean lazy;

    LedgerDisk(World world, Set<Fault> faults, Referee referee) {
        this.world = world;
        this.faults = faults;
        this.referee = referee;
    }

    /// From now on it fails now and then, if the seed has that fault.
    void trouble() {
        troubled = true;
    }

    void heal() {
        troubled = false;
    }

    /// A planted bug: an append returns before it is durable.
    void acknowledgeBeforeSync() {
        lazy = true;
    }

    Ledger open(Machine machine) {
        return new Opening(machine);
    }

    /// Another disk with the same entries, which another referee has seen, too.
    LedgerDisk copy(Referee other) {
        var copy = new LedgerDisk(world, faults, other);
        long size = durable.size();
        var entries = durable.read(0, Math.toIntExact(size));
        var note = durable.checkpoint().orElse("");
        copy.durable.append(0, entries, List.of(), note);
        other.durable(entries, note);
        return copy;
    }

    /// What is there, as a crash would leave it.
    Ledger durable() {
        return durable;
    }

    private boolean may(double probability) {
        return troubled && faults.contains(Fault.STORE) && world.odds(probability);
    }

    private static FoedusException failed(ErrorCode code, String what) {
        return new FoedusException(code, "the simulated store " + what);
    }

    private final class Opening implements Ledger {
        private final Machine machine;

        Opening(Machine machine) {
            this.machine = machine;
        }

        private void sync() {
            machine.busy(world.between(SYNC_LEAST, SYNC_MOST));
        }

        @Override
        public long size() {
            return durable.size();
        }

        @Override
        public void append(
                long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
            if (lazy) {
                world.after(
                        Duration.ofMillis(500),
                        () -> {
                            if (machine.alive()) {
                                write(expectedSize, entries, bodies, checkpoint);
                            }
                        });
                return;
            }
            sync();
            if (may(0.02)) {
                throw failed(ErrorCode.STORE_UNAVAILABLE, "is locked");
            }
            if (may(0.015)) {
                throw failed(ErrorCode.OUTCOME_UNKNOWN, "broke in the commit");
            }
            write(expectedSize, entries, bodies, checkpoint);
            sync();
            if (may(0.015)) {
                throw failed(ErrorCode.OUTCOME_UNKNOWN, "broke after the commit");
            }
        }

        private void write(
                long expectedSize, List<Bytes> entries, List<Body> bodies, String checkpoint) {
            durable.append(expectedSize, entries, bodies, checkpoint);
            referee.durable(entries, checkpoint);
        }

        @Override
        public List<Bytes> read(long from, int maxEntries) {
            return durable.read(from, maxEntries);
        }

        @Override
        public Optional<String> checkpoint() {
            return durable.checkpoint();
        }

        @Override
        public Optional<String> checkpoint(long size) {
            return durable.checkpoint(size);
        }

        @Override
        public Optional<Body> body(Sha256 digest) {
            return durable.body(digest);
        }

        @Override
        public void eraseBody(Sha256 digest) {
            durable.eraseBody(digest);
        }

        @Override
        public void addCosignature(long size, String keyName, String line) {
            sync();
            durable.addCosignature(size, keyName, line);
        }

        @Override
        public List<String> cosignatures(long size) {
            return durable.cosignatures(size);
        }

        @Override
        public Optional<String> witnessedCheckpoint(int atLeast) {
            return durable.witnessedCheckpoint(atLeast);
        }

        @Override
        public void close() {
            // the next life opens it again
        }
    }
}
