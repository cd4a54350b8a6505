package org.foedus.node.agent;

import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What this node told the hub, and need not say again: unless the hub, which acknowledged it, asks
/// for it in an answer to a later question. Then it lost it. Not thread-safe.
final class Said<T extends Comparable<T>> {
    private final TreeMap<T, Long> said = new TreeMap<>();
    private long questions;

    /// @param acknowledged whether the hub has it; what it refused is not said twice
    void add(T what, boolean acknowledged) {
        said.put(what, acknowledged ? questions : Long.MAX_VALUE);
    }

    /// A question leaves for the hub.
    void ask() {
        questions++;
    }

    /// The answer to the newest question asks for `what`.
    void askedAgain(T what) {
        said.computeIfPresent(what, (_, at) -> at < questions ? null : at);
    }

    boolean contains(T what) {
        return said.containsKey(what);
    }

    SortedSet<T> all() {
        return new TreeSet<>(said.keySet());
    }

    void removeIf(java.util.function.Predicate<T> over) {
        said.keySet().removeIf(over);
    }

    void clear() {
        said.clear();
    }
}
