package org.foedus.core.communique;

import org.foedus.core.name.Names;

/// The id of a communiqué, unique in the alliance.
public record CommuniqueId(String value) implements Comparable<CommuniqueId> {
    public CommuniqueId {
        Names.check("communique", value);
    }

    @Override
    public int compareTo(CommuniqueId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
