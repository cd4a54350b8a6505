package org.foedus.core.round;

import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.pcollections.TreePMap;

/// A round. Selecting leaves no state behind; each record has only the moves that are legal from
/// it.
///
/// ```
/// Collecting --close--> Folding --publish--> Published
///     |                  |   ^|
///     |                  +---+| close again, without an update that can't be folded
///     +------- fail -------+--> Failed
/// ```
public sealed interface RoundState {
    /// Counts from 1 in a run and only grows, also over failed rounds.
    int number();

    Instant openedAt();

    /// The model that it started from.
    Sha256 base();

    TreePMap<WorkItemId, Work> work();

    /// Waiting for claims.
    record Collecting(
            int number,
            int step,
            Instant openedAt,
            Instant deadline,
            Sha256 base,
            TreePMap<WorkItemId, Work> work)
            implements RoundState {

        public Collecting answered(WorkItemId id, Work.Answer answer) {
            var asked = InvariantViolation.present(work.get(id), "no work item " + id);
            InvariantViolation.unless(asked.open(), "work item " + id + " is not open");
            return new Collecting(
                    number, step, openedAt, deadline, base, work.plus(id, asked.answered(answer)));
        }

        /// @param included whose updates count
        /// @param excluded every other node of the cohort, with why
        public Folding close(SortedSet<NodeId> included, SortedMap<NodeId, String> excluded) {
            InvariantViolation.unless(
                    included.size() + excluded.size() == work.size(),
                    "a close names every node of the cohort once");
            for (var w : work.values()) {
                boolean in = included.contains(w.item().node());
                InvariantViolation.unless(
                        in != excluded.containsKey(w.item().node())
                                && (!in || w.done().isPresent()),
                        "only accepted updates are included: " + w.item().id());
            }
            return new Folding(number, step, openedAt, base, work, included, excluded);
        }

        /// @param heals whether a node of it will not be asked again as things stand
        public Failed fail(String reason, Instant at, boolean heals) {
            return new Failed(number, openedAt, base, work, reason, at, heals);
        }
    }

    /// Closed; the included set is fixed, the fold is under way.
    record Folding(
            int number,
            int step,
            Instant openedAt,
            Sha256 base,
            TreePMap<WorkItemId, Work> work,
            SortedSet<NodeId> included,
            SortedMap<NodeId, String> excluded)
            implements RoundState {
        public Folding {
            included = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(included));
            excluded = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
        }

        /// Without the update of `node`, which can't be folded.
        public Folding without(NodeId node, String why) {
            var fewer = new TreeSet<>(included);
            InvariantViolation.unless(fewer.remove(node), node + " is not included");
            var more = new TreeMap<>(excluded);
            more.put(node, why);
            return new Folding(number, step, openedAt, base, work, fewer, more);
        }

        public Published publish(
                Sha256 model, java.util.Optional<Sha256> optimizerState, Instant at) {
            return new Published(
                    number,
                    step,
                    openedAt,
                    base,
                    work,
                    included,
                    excluded,
                    model,
                    optimizerState,
                    at);
        }

        public Failed fail(String reason, Instant at) {
            return new Failed(number, openedAt, base, work, reason, at, false);
        }
    }

    /// A new version of the model.
    record Published(
            int number,
            int step,
            Instant openedAt,
            Sha256 base,
            TreePMap<WorkItemId, Work> work,
            SortedSet<NodeId> included,
            SortedMap<NodeId, String> excluded,
            Sha256 model,
            java.util.Optional<Sha256> optimizerState,
            Instant at)
            implements RoundState {}

    /// Nothing came of it; the next round starts from the same base.
    ///
    /// @param heals whether waiting heals it: a node of it is no candidate until it says that it is
    record Failed(
            int number,
            Instant openedAt,
            Sha256 base,
            TreePMap<WorkItemId, Work> work,
            String reason,
            Instant at,
            boolean heals)
            implements RoundState {}
}
