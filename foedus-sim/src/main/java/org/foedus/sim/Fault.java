package org.foedus.sim;

/// What may go wrong. Each seed switches some of them off, so that what only shows without the
/// others shows, too.
enum Fault {
    /// Requests and answers get lost.
    DROP,
    /// Messages are slow, and overtake each other.
    DELAY,
    /// A request arrives twice.
    DUPLICATE,
    /// A stream breaks in the middle.
    CUT,
    /// One direction between a node and the hub is dead for a while.
    PARTITION,
    HUB_CRASH,
    NODE_CRASH,
    /// A crash leaves half-written bytes behind what was synced.
    TORN,
    /// The ledger's store says no, or does not say what happened.
    STORE,
    /// Clocks are minutes off.
    SKEW,
    /// Some members train for longer than they have.
    SLOW,
    /// A member sends what it must not.
    LIAR,
    /// Two members' updates are huge, and cancel.
    EXTREME,
    /// Owners withdraw their consent, and give it again.
    WITHDRAW,
    /// Old requests are sent again by somebody on the way.
    REPLAY,
    /// A node's data leave its list for a while.
    DATA_AWAY
}
