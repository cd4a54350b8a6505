package org.foedus.cli.alliance;

import java.util.Comparator;
import java.util.Optional;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;

/// How well a run's model does, by the signed held-out evaluations in the ledger.
public final class Scores {
    private Scores() {}

    /// One evaluation, as the evaluating node claims it.
    ///
    /// @param round whose published model was evaluated
    /// @param accuracy in [0, 1]
    /// @param loss in nats
    public record Score(int round, long examples, double accuracy, double loss) {}

    /// The newest evaluation that was answered.
    public static Optional<Score> newest(Run run) {
        return run.evaluations().values().stream()
                .filter(w -> w.done().isPresent())
                .max(Comparator.comparingInt(w -> w.item().round()))
                .map(Scores::score);
    }

    /// The evaluation of the model that `round` published.
    public static Optional<Score> of(Run run, int round) {
        return run.evaluations().values().stream()
                .filter(w -> w.item().round() == round && w.done().isPresent())
                .findFirst()
                .map(Scores::score);
    }

    /// The highest accuracy of all evaluations, of equals the first.
    public static Optional<Score> best(Run run) {
        return run.evaluations().values().stream()
                .filter(w -> w.done().isPresent())
                .map(Scores::score)
                .filter(s -> Double.isFinite(s.accuracy()))
                .max(
                        Comparator.comparingDouble(Score::accuracy)
                                .thenComparing(Comparator.comparingInt(Score::round).reversed()));
    }

    private static Score score(Work work) {
        var claim = work.done().orElseThrow().claim();
        return new Score(
                work.item().round(),
                claim.examples(),
                claim.metrics().getOrDefault("accuracy", Double.NaN),
                claim.metrics().getOrDefault("loss", Double.NaN));
    }

    /// Nodes of the newest round that have answered, of how many asked.
    public record Answers(int done, int asked) {}

    public static Answers answers(RoundState round) {
        int done = (int) round.work().values().stream().filter(w -> !w.open()).count();
        return new Answers(done, round.work().size());
    }
}
