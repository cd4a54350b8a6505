package org.foedus.engine.data;

import java.lang.management.ManagementFactory;

/// Counts what the current thread takes from the heap.
final class Memory {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Memory() {}

    static long allocatedBytes() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }
}
