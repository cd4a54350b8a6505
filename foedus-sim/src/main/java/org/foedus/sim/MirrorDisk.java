package org.foedus.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.link.mirror.MirrorFiles;
import org.jspecify.annotations.Nullable;

/// The disk of one member's mirror.
final class MirrorDisk {
    private static final Duration SYNC_MOST = Duration.ofMillis(4);

    private final World world;
    private Referee referee;
    private final List<Bytes> lines = new ArrayList<>();
    private final List<String> evidence = new ArrayList<>();
    private String alarms = "";
    private long acknowledged;
    private @Nullable String note;
    private long size;

    MirrorDisk(World world, Referee referee) {
        this.world = world;
        this.referee = referee;
    }

    /// What it keeps is held against another ledger from now on.
    void watchedBy(Referee other) {
        referee = other;
    }

    MirrorFiles open(Machine machine) {
        return new Opening(machine);
    }

    /// The newest checkpoint that is on it.
    Optional<String> note() {
        return Optional.ofNullable(note);
    }

    /// Entries that the newest checkpoint anchors.
    long size() {
        return size;
    }

    /// The alarms that it keeps, a line each.
    String alarms() {
        return alarms;
    }

    /// What this member holds against the hub.
    List<String> evidence() {
        return evidence;
    }

    private final class Opening implements MirrorFiles {
        private final Machine machine;

        Opening(Machine machine) {
            this.machine = machine;
        }

        private void sync() {
            machine.busy(world.between(Duration.ofNanos(1), SYNC_MOST));
        }

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public boolean claim() {
            return true;
        }

        /// A machine has one process, which writes.
        @Override
        public void release() {}

        @Override
        public Optional<String> checkpoint() {
            return Optional.ofNullable(note);
        }

        @Override
        public void keepCheckpoint(String newer) {
            sync();
            note = newer;
            size = Checkpoint.parse(newer).size();
            referee.shown(newer);
            sync();
        }

        @Override
        public void forgetCheckpoint() {
            sync();
            note = null;
            size = 0;
        }

        @Override
        public void replay(long count, Consumer<Bytes> take) {
            if (count > lines.size()) {
                throw damaged(lines.size(), count, "lines are missing", null);
            }
            while (lines.size() > count) {
                lines.removeLast();
            }
            lines.forEach(take);
        }

        @Override
        public List<Bytes> lines(long from, int count) {
            int begin = (int) Math.min(from, lines.size());
            return List.copyOf(lines.subList(begin, Math.min(lines.size(), begin + count)));
        }

        /// A crash in the middle leaves some of the lines, which no checkpoint anchors yet.
        @Override
        public void append(List<Bytes> added) {
            for (var line : added) {
                lines.add(line);
                if (world.odds(0.2)) {
                    sync();
                }
            }
            sync();
        }

        @Override
        public String keepEvidence(String what, Instant at, String text) {
            evidence.add(text);
            return "evidence " + evidence.size();
        }

        @Override
        public String alarms() {
            return alarms;
        }

        @Override
        public void keepAlarms(String text) {
            sync();
            alarms = text;
            sync();
        }

        @Override
        public long acknowledged() {
            return acknowledged;
        }

        @Override
        public void acknowledge(long seen) {
            acknowledged = seen;
        }

        @Override
        public FoedusException damaged(
                long index, long count, String why, @Nullable Throwable cause) {
            return new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the mirror is damaged at " + index + " of " + count + ": " + why,
                    cause);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
