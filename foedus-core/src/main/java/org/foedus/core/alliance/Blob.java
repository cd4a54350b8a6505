package org.foedus.core.alliance;

import java.util.Optional;
import java.util.function.Predicate;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// What a blob is to the alliance, by how it came to be; decides who may read it.
///
/// An origin is added only for one who had the bytes: a lead that brought a new model, a node that
/// sent them for its work item, the fold that wrote them. Who merely names a digest, as a run does
/// that starts from a known model, adds nothing. Equal bytes may come to be more than once.
///
/// @param origins in the ledger's order, one at least
public record Blob(PVector<Origin> origins) {
    public Blob(Origin origin) {
        this(TreePVector.singleton(origin));
    }

    /// What it is. Only the publication of a round makes it anything else than it was at first.
    public enum Kind {
        MODEL,
        OPTIMIZER_STATE,
        UPDATE
    }

    /// How it came to be.
    public sealed interface Origin {
        RunId run();

        /// A version of a model: brought by the lead that started the run, or published by it.
        record Model(RunId run) implements Origin {}

        /// The server optimizer's state after a round.
        record OptimizerState(RunId run) implements Origin {}

        /// What a node sent for a work item.
        ///
        /// @param sender whose node it was then
        record Update(RunId run, WorkItemId work, MemberId sender) implements Origin {}
    }

    public Kind kind() {
        if (model()) {
            return Kind.MODEL;
        }
        return origins.stream().anyMatch(o -> o instanceof Origin.OptimizerState)
                ? Kind.OPTIMIZER_STATE
                : Kind.UPDATE;
    }

    public boolean model() {
        return origins.stream().anyMatch(o -> o instanceof Origin.Model);
    }

    /// The run in which it first came to be.
    public RunId run() {
        return origins.getFirst().run();
    }

    /// Whether it was sent for `work`, and that was not dropped since.
    public boolean sentFor(WorkItemId work) {
        return origins.stream()
                .anyMatch(o -> o instanceof Origin.Update u && u.work().equals(work));
    }

    Blob plus(Origin origin) {
        return origins.contains(origin) ? this : new Blob(origins.plus(origin));
    }

    /// Without the updates that are `gone`; empty if nothing else is left.
    Optional<Blob> without(Predicate<Origin.Update> gone) {
        var left =
                TreePVector.from(
                        origins.stream()
                                .filter(o -> !(o instanceof Origin.Update u && gone.test(u)))
                                .toList());
        return left.isEmpty() ? Optional.empty() : Optional.of(new Blob(left));
    }
}
