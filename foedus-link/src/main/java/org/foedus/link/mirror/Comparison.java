package org.foedus.link.mirror;

import org.foedus.core.digest.Sha256;
import org.foedus.core.ledger.Checkpoint;

/// What another member's checkpoint says beside one's own copy of the ledger.
public sealed interface Comparison {
    /// The other's.
    Checkpoint other();

    /// One history: the other's is the same, or a beginning of it.
    ///
    /// @param size of the copy here
    record Same(Checkpoint other, long size) implements Comparison {}

    /// The other has more entries than are here: nothing can be said yet.
    ///
    /// @param size of the copy here
    record Newer(Checkpoint other, long size) implements Comparison {}

    /// The hub signed two histories.
    ///
    /// @param size of the copy here
    /// @param rootHere of the copy here at the other's size
    /// @param proven whether the evidence alone convinces others
    /// @param evidence where it is kept
    record Fork(Checkpoint other, long size, Sha256 rootHere, boolean proven, String evidence)
            implements Comparison {}
}
