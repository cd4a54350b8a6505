package org.foedus.portal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.foedus.portal.RunView.Part;
import org.foedus.portal.RunView.PartKind;
import org.foedus.portal.RunView.Round;
import org.jspecify.annotations.Nullable;

/// What the ledger tells of a run's rounds, as pictures: who took part, where the time went, and
/// what each member contributed.
///
/// @param rounds ascending
/// @param members empty where the reader may not see who did what
record RunCharts(List<Round> rounds, Bars parts, Bars times, List<Row> members) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 200;
    private static final int STRIP_WIDTH = 240;
    private static final int STRIP_HEIGHT = 36;
    private static final double SECONDS_OF_MINUTE = 60;
    private static final double SECONDS_OF_HOUR = 3600;

    RunCharts {
        rounds = List.copyOf(rounds);
        members = List.copyOf(members);
    }

    /// One member's part.
    ///
    /// @param weights its share of the examples of each round that it is included in
    /// @param took from the opening of each round to its answer, on one scale for all members
    /// @param median of these
    record Row(
            MemberView.Ref member,
            Bars weights,
            Curve took,
            long included,
            long asked,
            long examples,
            @Nullable Duration median) {}

    static RunCharts of(RunView.Full run) {
        var rounds = run.rounds().stream().sorted(Comparator.comparingInt(Round::number)).toList();
        var parts = rounds.stream().map(RunCharts::counts).toList();
        double most = parts.stream().mapToDouble(RunCharts::sum).max().orElse(1);
        var times = rounds.stream().map(r -> r.times().seconds()).toList();
        double longest = times.stream().mapToDouble(RunCharts::sum).max().orElse(1);
        boolean told =
                rounds.stream().flatMap(r -> r.parts().stream()).anyMatch(p -> p.work() != null);
        return new RunCharts(
                rounds,
                Bars.of(parts, LAYERS.length, WIDTH, HEIGHT, Math.max(1, most)),
                Bars.of(times, RunView.Times.PHASES, WIDTH, HEIGHT, niceTime(longest)),
                told ? rows(run, rounds) : List.of());
    }

    /// From the foot of a column to its top.
    static final PartKind[] LAYERS = {
        PartKind.INCLUDED, PartKind.EXCLUDED, PartKind.DECLINED, PartKind.WAITING
    };

    private static List<Double> counts(Round round) {
        var counts = new ArrayList<Double>();
        for (var kind : LAYERS) {
            counts.add((double) round.parts().stream().filter(p -> p.kind() == kind).count());
        }
        return counts;
    }

    private static double sum(List<Double> numbers) {
        return numbers.stream().filter(Double::isFinite).mapToDouble(n -> n).sum();
    }

    /// The top of an axis of time: round in the unit that it is told in.
    static double niceTime(double seconds) {
        double unit =
                seconds > 2 * SECONDS_OF_HOUR
                        ? SECONDS_OF_HOUR
                        : seconds > 2 * SECONDS_OF_MINUTE ? SECONDS_OF_MINUTE : 1;
        return unit * Curve.niceTop(List.of(seconds / unit));
    }

    private static List<Row> rows(RunView.Full run, List<Round> rounds) {
        double slowest =
                rounds.stream()
                        .flatMap(r -> r.parts().stream())
                        .mapToDouble(RunCharts::seconds)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        var shares = new ArrayList<List<Double>>();
        double largest = 0;
        for (var participant : run.cohort()) {
            var own = rounds.stream().map(r -> share(r, r.part(participant.member()))).toList();
            largest = Math.max(largest, own.stream().reduce(0.0, Math::max));
            shares.add(own);
        }
        var rows = new ArrayList<Row>();
        for (int i = 0; i < run.cohort().size(); i++) {
            rows.add(
                    row(
                            run.cohort().get(i).member(),
                            rounds,
                            shares.get(i),
                            largest > 0 ? largest : 1,
                            slowest > 0 ? slowest : 1));
        }
        return rows;
    }

    private static Row row(
            MemberView.Ref member,
            List<Round> rounds,
            List<Double> shares,
            double largest,
            double slowest) {
        var parts = rounds.stream().map(r -> r.part(member)).toList();
        var took = parts.stream().map(RunCharts::seconds).toList();
        var sorted = took.stream().filter(Double::isFinite).sorted().toList();
        return new Row(
                member,
                Bars.of(
                        shares.stream().map(List::of).toList(),
                        1,
                        STRIP_WIDTH,
                        STRIP_HEIGHT,
                        largest),
                Curve.of(took, STRIP_WIDTH, STRIP_HEIGHT, slowest),
                parts.stream().filter(p -> p != null && p.kind() == PartKind.INCLUDED).count(),
                parts.stream().filter(p -> p != null).count(),
                parts.stream().mapToLong(RunCharts::folded).sum(),
                sorted.isEmpty() ? null : duration(sorted.get(sorted.size() / 2)));
    }

    /// Of all examples that the round's updates stand for.
    private static double share(Round round, @Nullable Part part) {
        long all = round.parts().stream().mapToLong(RunCharts::folded).sum();
        return all <= 0 ? 0 : (double) folded(part) / all;
    }

    private static long folded(@Nullable Part part) {
        var work = part == null || part.kind() != PartKind.INCLUDED ? null : part.work();
        return work == null ? 0 : Math.max(0, work.examples());
    }

    private static double seconds(@Nullable Part part) {
        var work = part == null ? null : part.work();
        return work == null ? Double.NaN : RunView.Times.seconds(work.took());
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
