package org.foedus.core.vote;

import java.time.Instant;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Remark;
import org.pcollections.PVector;

/// A question put to the vote.
///
/// @param by the member that put it
/// @param remarks what members said about it, in order
public record Proposal(
        ProposalId id,
        MemberId by,
        Instant at,
        String title,
        String text,
        Matter matter,
        Poll poll,
        PVector<Remark> remarks,
        Outcome outcome) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_TEXT = 8000;

    /// What came of it.
    public enum Outcome {
        OPEN,
        PASSED,
        REJECTED,
        /// It passed, and could not be carried out any more.
        LAPSED,
        WITHDRAWN
    }

    public boolean open() {
        return outcome == Outcome.OPEN;
    }

    public Proposal with(Poll next) {
        return new Proposal(id, by, at, title, text, matter, next, remarks, outcome);
    }

    public Proposal remarked(Remark remark) {
        return new Proposal(id, by, at, title, text, matter, poll, remarks.plus(remark), outcome);
    }

    public Proposal ended(Outcome as) {
        return new Proposal(id, by, at, title, text, matter, poll, remarks, as);
    }
}
