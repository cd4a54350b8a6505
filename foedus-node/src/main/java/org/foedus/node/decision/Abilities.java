package org.foedus.node.decision;

import java.util.Optional;
import java.util.SortedSet;
import java.util.function.BiFunction;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.policy.Request;
import org.foedus.core.run.Run;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.dataset.Look;
import org.foedus.node.dataset.Looks;
import org.foedus.node.home.NodeLimits;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;

/// What this node can do for a run: as far as its files, its owner's limits and a look at its data
/// tell. Hours are no ability: they come by themselves.
///
/// @param architectures that an engine here can train
public record Abilities(
        NodeId node,
        NodeLimits limits,
        DatasetBook datasets,
        SortedSet<String> architectures,
        Looks looks) {

    /// Whether it can.
    public sealed interface Ability {
        /// @param found in the data
        record Can(DatasetCheck.Usable found) implements Ability {}

        record Cannot(Obstacle why) implements Ability {}

        /// Nothing is in the way, but nobody has looked at the data yet.
        record Unseen() implements Ability {}

        default Optional<Obstacle> obstacle() {
            return this instanceof Cannot(var why) ? Optional.of(why) : Optional.empty();
        }
    }

    /// Whether it can train; looks at the data.
    public Ability train(Run run, Request request) {
        return train(run, request, looks::at);
    }

    /// The same without looking: what is not known to be in the way is not.
    Ability trainAsKnown(Run run, Request request) {
        return train(run, request, looks::known);
    }

    private Ability train(Run run, Request request, BiFunction<String, String, Look> see) {
        int steps = run.plan().training().steps();
        return steps > limits.maxSteps()
                ? new Ability.Cannot(
                        new Obstacle(
                                steps
                                        + " steps are over this node's limit of "
                                        + limits.maxSteps()))
                : use(run, run.plan().dataset(), request, see);
    }

    /// Whether it can evaluate; empty where that is another node's part.
    public Optional<Ability> evaluate(Run run, Request request) {
        var evaluation = run.plan().evaluation();
        return evaluation.node().equals(node)
                ? Optional.of(use(run, evaluation.dataset(), request, looks::at))
                : Optional.empty();
    }

    private Ability use(
            Run run, String dataset, Request request, BiFunction<String, String, Look> see) {
        var barred = barred(run, dataset, request);
        if (barred.isPresent()) {
            return new Ability.Cannot(barred.get());
        }
        return switch (see.apply(dataset, run.plan().model().architecture())) {
            case Look.Fits(var found) -> new Ability.Can(found);
            case Look.Unfit(var problem) ->
                    new Ability.Cannot(
                            new Obstacle(
                                    "the dataset " + dataset + " cannot be used here",
                                    "dataset " + dataset + ": " + problem));
            case Look.NotYet _ -> new Ability.Unseen();
        };
    }

    /// Why data can't be used for a run, without a look at them.
    Optional<Obstacle> barred(Run run, String dataset, Request request) {
        if (!datasets.names().contains(dataset)) {
            return Optional.of(new Obstacle("this node has no dataset " + dataset));
        }
        return objection(dataset, request).or(() -> beyond(run));
    }

    Optional<Obstacle> objection(String dataset, Request request) {
        return datasets.permission(dataset)
                .objection(request)
                .map(full ->
                        new Obstacle(
                                "the dataset " + dataset + " is not for this run",
                                "dataset " + dataset + ": " + full));
    }

    /// Why the plan's model is beyond what this machine can do.
    private Optional<Obstacle> beyond(Run run) {
        var name = run.plan().model().architecture();
        if (!architectures.contains(name)) {
            return Optional.of(new Obstacle("no engine here trains the architecture " + name));
        }
        boolean another =
                Architectures.named(name)
                        .filter(a -> !ModelFile.fits(a, run.modelBytes()))
                        .isPresent();
        return another
                ? Optional.of(new Obstacle("its initial model has not the size of one of " + name))
                : Optional.empty();
    }
}
