package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Proposal;
import org.foedus.portal.MemberView.Ref;
import org.foedus.portal.RunView.Link;
import org.foedus.protocol.form.Difference;
import org.jspecify.annotations.Nullable;

/// A question that the alliance decides, as the pages show it: a proposal, or an application.
///
/// @param id of the proposal, or of the applicant
/// @param by who asks
/// @param ended when it was decided or taken back, null while it is open
/// @param poll null before the vote on an application opens
public record DecisionView(
        String id,
        Kind kind,
        String title,
        Ref by,
        Instant at,
        Proposal.Outcome outcome,
        @Nullable Instant ended,
        @Nullable PollView poll) {

    /// The day that counts: when it was decided, else when it will be at the latest.
    public @Nullable Instant day() {
        return ended != null || poll == null ? ended : poll.closes();
    }

    boolean admission() {
        return kind == Kind.ADMIT;
    }

    /// The whole proposal.
    ///
    /// @param matter what it would do, in words
    /// @param mandate that it published, null for none
    /// @param remarks how many comments there are
    /// @param newKey that a member would get, null where none would
    /// @param stoppedBy the entry that stopped it, null where none did
    /// @param draft what would be in force, or published, in full; null where the matter says it
    ///   all
    public record Full(
            DecisionView decision,
            String text,
            Said matter,
            @Nullable Link mandate,
            int remarks,
            @Nullable KeyView newKey,
            @Nullable Long stoppedBy,
            @Nullable Draft draft) {
        public Full(
                DecisionView decision,
                String text,
                Said matter,
                @Nullable Link mandate,
                int remarks) {
            this(decision, text, matter, mandate, remarks, null, null, null);
        }
    }

    /// What voters decide about, word for word.
    ///
    /// @param changes from what it replaces; empty where it replaces nothing
    public record Draft(
            String title, String text, List<Step> steps, List<Difference.Line> changes) {
        public Draft {
            steps = List.copyOf(steps);
            changes = List.copyOf(changes);
        }
    }

    /// A task of a mandate that is proposed.
    public record Step(String title, Ref executor, Instant due) {}
}
