package org.foedus.hub;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What goes wrong inside the hub, by the work that it interrupts: told once when it begins and
/// once when it is over, counted in between. Thread-safe.
public final class Troubles {
    /// So many failures of one work in a row, and the hub is said to be failing.
    public static final int MANY = 3;

    private static final Logger LOG = System.getLogger("org.foedus.hub");

    private final Map<String, Row> rows = new TreeMap<>();
    private long total;

    /// Failures in a row.
    ///
    /// @param said what the log has of it
    private record Row(int failures, String said) {}

    /// `work` failed by a fault of ours, or of the machine.
    ///
    /// @param work a stable name, such as `advance`
    public void failed(String work, Throwable why) {
        if (count(work, 1, why.toString())) {
            LOG.log(Level.ERROR, work + ".failed", why);
        }
    }

    /// `work` has to wait for a disk or a database.
    public void waits(String work, Throwable why) {
        if (count(work, 0, why.toString())) {
            LOG.log(Level.WARNING, work + ".waits " + why.getMessage());
        }
    }

    /// `work` was done: what there was of it is over.
    public void done(String work) {
        if (over(work).isPresent()) {
            LOG.log(Level.INFO, work + ".goes-on");
        }
    }

    private synchronized Optional<Row> over(String work) {
        return Optional.ofNullable(rows.remove(work));
    }

    /// True if it is news.
    private synchronized boolean count(String work, int failures, String said) {
        var before = rows.getOrDefault(work, new Row(0, ""));
        rows.put(work, new Row(before.failures() + failures, said));
        total += failures;
        return !before.said().equals(said);
    }

    /// The work that failed [#MANY] times in a row, if any did.
    public synchronized Optional<String> failing() {
        return rows.entrySet().stream()
                .filter(r -> r.getValue().failures() >= MANY)
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Failures since the start.
    public synchronized long total() {
        return total;
    }
}
