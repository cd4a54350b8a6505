package org.foedus.core.alliance;

import org.foedus.core.name.Names;

/// The id of a member organisation, unique in the alliance.
public record MemberId(String value) implements Comparable<MemberId> {
    public MemberId {
        Names.check("member", value);
    }

    @Override
    public int compareTo(MemberId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
