package org.foedus.cli;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import tools.jackson.databind.node.ObjectNode;

/// What there is to say of a round that is over, once nothing of it can change any more: the same
/// whether somebody watched or reads it afterwards.
final class RoundText {
    private RoundText() {}

    /// Whether all is known of a round: it failed, or it published and its version was evaluated,
    /// or will not be.
    static boolean settled(Run run, RoundState round, Instant now) {
        return switch (round) {
            case RoundState.Failed _ -> true;
            case RoundState.Published _ ->
                    evaluation(run, round).filter(w -> awaited(run, w, now)).isEmpty();
            case RoundState.Collecting _, RoundState.Folding _ -> false;
        };
    }

    /// Nobody can answer after the deadline, nor once the run is over.
    private static boolean awaited(Run run, Work evaluation, Instant now) {
        return evaluation.open() && run.active() && !now.isAfter(evaluation.item().deadline());
    }

    /// Until when the evaluation of a round may still come.
    static Optional<Instant> until(Run run, RoundState round) {
        return evaluation(run, round).map(w -> w.item().deadline());
    }

    private static Optional<Work> evaluation(Run run, RoundState round) {
        return run.evaluations().values().stream()
                .filter(w -> w.item().round() == round.number())
                .findFirst();
    }

    /// A metric of the held-out evaluation of the version that a round published.
    static Optional<Double> metric(Run run, RoundState round, String name) {
        return evaluation(run, round)
                .flatMap(Work::done)
                .map(d -> d.claim().metrics().getOrDefault(name, Double.NaN))
                .filter(Double::isFinite);
    }

    /// Which version of the model a round published.
    private static int version(Run run, int round) {
        return (int)
                run.rounds().headMap(round, true).values().stream()
                        .filter(r -> r instanceof RoundState.Published)
                        .count();
    }

    /// In a line.
    static String line(Run run, RoundState round) {
        var number = "round %3d  ".formatted(round.number());
        var missing = missing(round);
        return switch (round) {
            case RoundState.Published p ->
                    number
                            + "version %d/%d  %s  %d updates"
                                    .formatted(
                                            version(run, p.number()),
                                            run.plan().rounds(),
                                            evaluated(run, p),
                                            p.included().size())
                            + (missing.isEmpty() ? "" : ", without " + list(missing));
            case RoundState.Failed f ->
                    number
                            + "failed: "
                            + f.reason()
                            + (missing.isEmpty() ? "" : "; " + list(missing));
            case RoundState.Collecting _, RoundState.Folding _ -> number + "goes on";
        };
    }

    private static String evaluated(Run run, RoundState round) {
        return metric(run, round, "accuracy")
                .map(a -> String.format(Locale.ROOT, "accuracy %.2f %%", 100 * a))
                .orElse("not evaluated");
    }

    private static String list(SortedMap<NodeId, String> missing) {
        return String.join(
                "; ",
                missing.entrySet().stream().map(m -> m.getKey() + ": " + m.getValue()).toList());
    }

    /// Nodes of the round whose update does not count, and why, in full.
    private static SortedMap<NodeId, String> missing(RoundState round) {
        var missing = new TreeMap<NodeId, String>();
        for (var work : round.work().values()) {
            why(round, work).ifPresent(why -> missing.put(work.item().node(), why));
        }
        return missing;
    }

    private static Optional<String> why(RoundState round, Work work) {
        var node = work.item().node();
        return switch (work.answer()) {
            case Work.Declined d -> Optional.of("declined: " + d.reason());
            case Work.Refused r -> Optional.of("refused: " + r.reason());
            case Work.Asked _, Work.Done _ ->
                    switch (round) {
                        case RoundState.Published p -> Optional.ofNullable(p.excluded().get(node));
                        case RoundState.Folding f -> Optional.ofNullable(f.excluded().get(node));
                        case RoundState.Failed _ ->
                                work.open() ? Optional.of("no update in time") : Optional.empty();
                        case RoundState.Collecting _ -> Optional.empty();
                    };
        };
    }

    /// For programs.
    static void put(ObjectNode fields, Run run, RoundState round) {
        boolean published = round instanceof RoundState.Published;
        fields.put("run", run.id().value()).put("round", round.number());
        fields.put("published", published);
        if (published) {
            fields.put("version", version(run, round.number()));
        }
        fields.put("versions", run.plan().rounds());
        for (var name : List.of("accuracy", "loss")) {
            metric(run, round, name).ifPresent(value -> fields.put(name, value));
        }
        if (round instanceof RoundState.Failed f) {
            fields.put("reason", f.reason());
        }
        var missing = fields.putArray("missing");
        missing(round)
                .forEach((node, why) ->
                        missing.addObject().put("node", node.value()).put("why", why));
    }
}
