package org.foedus.core.partnership;

import org.foedus.core.name.Names;

/// The id of a programme, unique in the alliance.
public record ProgrammeId(String value) implements Comparable<ProgrammeId> {
    public ProgrammeId {
        Names.check("programme", value);
    }

    @Override
    public int compareTo(ProgrammeId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
