package org.foedus.link.mirror;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Where some lines of a file begin, so that a later one is found without reading from the start.
/// Thread-safe.
final class LineMarks {
    private static final int EVERY = 256;

    private final ConcurrentSkipListMap<Long, Long> begins = new ConcurrentSkipListMap<>();

    /// @param index of a line
    /// @param bytes before it
    record Mark(long index, long bytes) {}

    void note(long index, long bytes) {
        if (index % EVERY == 0) {
            begins.put(index, bytes);
        }
    }

    /// The nearest known beginning at or before a line.
    Mark before(long index) {
        var found = begins.floorEntry(index);
        return found == null ? new Mark(0, 0) : mark(found);
    }

    private static Mark mark(Map.Entry<Long, Long> entry) {
        return new Mark(entry.getKey(), entry.getValue());
    }

    void forget() {
        begins.clear();
    }
}
