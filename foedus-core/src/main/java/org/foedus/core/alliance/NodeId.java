package org.foedus.core.alliance;

import org.foedus.core.name.Names;

/// The id of a node, unique in the alliance.
public record NodeId(String value) implements Comparable<NodeId> {
    public NodeId {
        Names.check("node", value);
    }

    @Override
    public int compareTo(NodeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
