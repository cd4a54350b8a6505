package org.foedus.core.run;

import org.foedus.core.name.Names;

/// The id of a run, unique in the alliance.
public record RunId(String value) implements Comparable<RunId> {
    public RunId {
        Names.check("run", value);
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
