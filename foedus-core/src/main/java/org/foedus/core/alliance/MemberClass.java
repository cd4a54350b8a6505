package org.foedus.core.alliance;

/// The class of a member.
public enum MemberClass {
    /// Founded the alliance; votes.
    FOUNDING,
    /// Votes, and may be asked to train.
    FULL,
    /// Takes part in partnerships and training; does not vote.
    ASSOCIATE,
    /// An interested country's: sees and may be asked to train; does not vote, and signs no
    /// partnership.
    OBSERVER;

    public boolean votes() {
        return this == FOUNDING || this == FULL;
    }
}
