package org.foedus.core.alliance;

/// The class of a member.
public enum MemberClass {
    /// Votes, and may be asked to train.
    FULL,
    /// Sees and may be asked to train; does not vote.
    OBSERVER;

    public boolean votes() {
        return this == FULL;
    }
}
