package org.foedus.core.vote;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Remark;
import org.foedus.core.lifecycle.Way;
import org.pcollections.PVector;

/// A question put to the vote.
///
/// @param by the member that put it
/// @param entry index of the entry that put it, which has its text
/// @param matter what it would do, without what only its entry says. A new charter is whole while
///   it is voted on, since it takes the place of the old one as soon as it passes: a hub takes few
///   open proposals of one member
/// @param remarks what members said about it, in order
/// @param ended when its outcome was written
public record Proposal(
        ProposalId id,
        MemberId by,
        Instant at,
        String title,
        long entry,
        Matter matter,
        Poll poll,
        PVector<Remark> remarks,
        Outcome outcome,
        Optional<Instant> ended) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_TEXT = 8000;

    /// What came of it.
    public enum Outcome {
        OPEN,
        PASSED,
        REJECTED,
        /// It passed, and could not be carried out any more.
        LAPSED,
        WITHDRAWN;

        private static final String HUB = "the hub, by the votes and the clock";

        /// Every way, in order. What is not here is refused.
        public static final List<Way<Outcome>> WAYS =
                List.of(
                        Way.begin("it is put; the vote opens at once", OPEN, "a voting member"),
                        Way.of(
                                OPEN,
                                "the vote closes without a quorum, and the charter lets it go on",
                                OPEN,
                                HUB),
                        Way.of(OPEN, "the majority is certain, or met at the close", PASSED, HUB),
                        Way.of(
                                OPEN,
                                "the majority is out of reach, or missed at the close",
                                REJECTED,
                                HUB),
                        Way.of(OPEN, "it passes, but can't be carried out any more", LAPSED, HUB),
                        Way.of(OPEN, "it is taken back", WITHDRAWN, "who put it"));
    }

    public boolean open() {
        return outcome == Outcome.OPEN;
    }

    public Proposal with(Poll next) {
        return new Proposal(id, by, at, title, entry, matter, next, remarks, outcome, ended);
    }

    public Proposal remarked(Remark remark) {
        return new Proposal(
                id, by, at, title, entry, matter, poll, remarks.plus(remark), outcome, ended);
    }

    public Proposal ended(Outcome as, Instant when) {
        Way.require(Outcome.WAYS, outcome, as, id);
        return new Proposal(
                id, by, at, title, entry, matter.brief(), poll, remarks, as, Optional.of(when));
    }
}
