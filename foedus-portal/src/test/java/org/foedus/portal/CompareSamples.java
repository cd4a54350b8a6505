package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs side by side to test with.
final class CompareSamples {
    private CompareSamples() {}

    static Map<String, Page> all() {
        return Map.of(
                "compare", usual(),
                "empty-compare", Page.Compare.of(List.of(), 1),
                "evil-compare", evil(),
                "long-compare", longest(1));
    }

    static Page.Compare usual() {
        return Page.Compare.of(
                List.of(
                        named("clothes-1", 0, Samples.run(18, 30)),
                        named("clothes-2", .07, Samples.run(30, 30)),
                        named("clothes-3", .15, Samples.run(11, 20))),
                1);
    }

    static Page.Compare longest(long page) {
        var runs = new ArrayList<RunView.Full>();
        for (int i = 0; i < 6; i++) {
            runs.add(named("a-run-with-a-long-name-" + i, .05 * i, Samples.run(1_000 - i, 1_000)));
        }
        return Page.Compare.of(runs, page);
    }

    private static Page evil() {
        var evil = ((Page.Run) Samples.evil().get(5)).run();
        return Page.Compare.of(List.of(evil, evil, evil, evil, evil), 1);
    }

    /// The run under another name, with an accuracy that is lower.
    static RunView.Full named(String name, double lower, RunView.Full full) {
        var run = full.run();
        return new RunView.Full(
                new RunView(
                        name,
                        name,
                        run.mandate(),
                        run.state(),
                        run.roundsDone(),
                        run.roundsTotal(),
                        run.accuracies().stream().map(a -> a - lower).toList(),
                        Samples.NOW.minusSeconds(3_000)),
                full.outcome(),
                full.model(),
                full.plan(),
                full.planDigest(),
                full.cohort(),
                full.rounds().stream().map(r -> lower(r, lower)).toList(),
                full.bytesUp(),
                full.bytesDown());
    }

    private static RunView.Round lower(RunView.Round round, double lower) {
        var accuracy = round.accuracy();
        return new RunView.Round(
                round.number(),
                round.parts(),
                accuracy == null ? null : accuracy - lower,
                round.loss(),
                round.model(),
                round.published(),
                round.times());
    }
}
