package org.foedus.core.partnership;

import org.foedus.core.name.Names;

/// The id of a partnership, unique in the alliance.
public record PartnershipId(String value) implements Comparable<PartnershipId> {
    public PartnershipId {
        Names.check("partnership", value);
    }

    @Override
    public int compareTo(PartnershipId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
