package org.foedus.core.mandate;

import org.foedus.core.name.Names;

/// The id of a mandate, unique in the alliance.
public record MandateId(String value) implements Comparable<MandateId> {
    public MandateId {
        Names.check("mandate", value);
    }

    @Override
    public int compareTo(MandateId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
