package org.foedus.node.decision;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.foedus.core.policy.Request;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Run;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.decision.Abilities.Ability;

/// What this node could do for a plan: for its owner to read before anything is signed.
///
/// @param parts what the plan would ask of it
/// @param outside there outside the owner's hours: when they begin
public record Prospect(List<Part> parts, Optional<Instant> outside) {
    public Prospect {
        parts = List.copyOf(parts);
    }

    /// One kind of work.
    ///
    /// @param found in the data; empty where something is in the way
    /// @param obstacle in the way, for the owner
    public record Part(
            WorkItem.Kind task,
            String dataset,
            Optional<DatasetCheck.Usable> found,
            Optional<String> obstacle) {}

    public static Prospect of(
            Abilities abilities, Run run, Request request, Optional<Instant> outside) {
        var parts = new ArrayList<Part>();
        parts.add(part(WorkItem.Kind.TRAIN, run.plan().dataset(), abilities.train(run, request)));
        abilities
                .evaluate(run, request)
                .ifPresent(e ->
                        parts.add(
                                part(
                                        WorkItem.Kind.EVALUATE,
                                        run.plan().evaluation().dataset(),
                                        e)));
        return new Prospect(parts, outside);
    }

    private static Part part(WorkItem.Kind task, String dataset, Ability ability) {
        return switch (ability) {
            case Ability.Can(var found) ->
                    new Part(task, dataset, Optional.of(found), Optional.empty());
            case Ability.Cannot(var why) ->
                    new Part(task, dataset, Optional.empty(), Optional.of(why.told()));
            case Ability.Unseen _ ->
                    new Part(
                            task,
                            dataset,
                            Optional.empty(),
                            Optional.of("dataset " + dataset + ": nobody has looked at it yet"));
        };
    }

    /// Whether there is any of the plan's work that it can do.
    public boolean serves() {
        return parts.stream().anyMatch(p -> p.obstacle().isEmpty());
    }

    /// What is in the way of all of it.
    public List<String> obstacles() {
        return parts.stream().flatMap(p -> p.obstacle().stream()).distinct().toList();
    }
}
