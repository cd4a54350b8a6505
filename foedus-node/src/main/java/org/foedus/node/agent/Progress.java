package org.foedus.node.agent;

import java.util.SortedMap;

/// Hears what a node does, as it is logged: an event's name and its fields.
@FunctionalInterface
public interface Progress {
    void report(String event, SortedMap<String, String> fields);

    static Progress silent() {
        return (_, _) -> {};
    }
}
