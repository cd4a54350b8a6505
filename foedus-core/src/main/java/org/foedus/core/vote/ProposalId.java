package org.foedus.core.vote;

import org.foedus.core.name.Names;

/// The id of a proposal, unique in the alliance.
public record ProposalId(String value) implements Comparable<ProposalId> {
    public ProposalId {
        Names.check("proposal", value);
    }

    @Override
    public int compareTo(ProposalId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
