package org.foedus.portal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import org.foedus.portal.RunView.Part;
import org.foedus.portal.RunView.PartKind;
import org.foedus.portal.RunView.Round;
import org.jspecify.annotations.Nullable;

/// What the ledger tells of a run's rounds, as pictures: who took part, where the time went, and
/// what each member contributed.
///
/// @param accuracy of the global model
/// @param members those of the page; empty where the reader may not see who did what
/// @param rounds that there are; the pictures may have fewer, see [Thin]
record RunCharts(
        Series accuracy, Series loss, Bars parts, Bars times, List<Row> members, int rounds) {
    /// Most points of a curve.
    private static final int MOST_POINTS = 160;

    /// Most columns of bars.
    private static final int MOST_COLUMNS = 100;

    /// Most of either in the small pictures of each member.
    private static final int MOST_SMALL = 30;

    private static final int WIDTH = 560;
    private static final int HEIGHT = 200;
    private static final int STRIP_WIDTH = 240;
    private static final int STRIP_HEIGHT = 36;
    private static final double SECONDS_OF_MINUTE = 60;
    private static final double SECONDS_OF_HOUR = 3600;

    RunCharts {
        members = List.copyOf(members);
    }

    /// A metric by round, as a picture and as the points of it.
    ///
    /// @param values as `rounds`, `NaN` where it was not measured
    record Series(Curve curve, List<Integer> rounds, List<Double> values) {
        Series {
            rounds = List.copyOf(rounds);
            values = List.copyOf(values);
        }

        String points() {
            return RunCharts.points(rounds, List.of(values));
        }
    }

    /// As the script reads it: a list of rounds and lists of values, of which `null` is a gap.
    static String points(List<Integer> rounds, List<List<Double>> values) {
        var lists = new StringJoiner(",", "[", "]").add(rounds.toString());
        values.forEach(v -> lists.add(v.stream().map(RunCharts::json).toList().toString()));
        return lists.toString();
    }

    private static String json(double value) {
        float shorter = (float) value;
        return Float.isFinite(shorter)
                ? String.valueOf(shorter)
                : Double.isFinite(value) ? String.valueOf(value) : "null";
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

    static RunCharts of(Page.Run page) {
        var run = page.run();
        var rounds = run.rounds().stream().sorted(Comparator.comparingInt(Round::number)).toList();
        var numbers = rounds.stream().map(Round::number).toList();
        var loss = measured(rounds, Round::loss);
        return new RunCharts(
                series(numbers, measured(rounds, Round::accuracy), 1),
                series(numbers, loss, Curve.niceTop(loss)),
                parts(rounds),
                times(rounds),
                told(rounds) ? rows(page, rounds) : List.of(),
                rounds.size());
    }

    /// Whether the pictures have fewer rounds than there are.
    boolean thin() {
        return rounds > MOST_COLUMNS;
    }

    /// The same of the small ones.
    boolean thinSmall() {
        return rounds > MOST_SMALL;
    }

    private static List<Double> measured(
            List<Round> rounds, Function<Round, @Nullable Double> metric) {
        return rounds.stream().map(metric).map(v -> v == null ? Double.NaN : v).toList();
    }

    private static Series series(List<Integer> rounds, List<Double> values, double top) {
        var thin = Thin.of(values, MOST_POINTS);
        return new Series(
                Curve.of(values, thin, WIDTH, HEIGHT, top), thin.of(rounds), thin.of(values));
    }

    private static boolean told(List<Round> rounds) {
        return rounds.stream().flatMap(r -> r.parts().stream()).anyMatch(p -> p.work() != null);
    }

    private static Bars parts(List<Round> rounds) {
        var counts = rounds.stream().map(RunCharts::counts).toList();
        double most = counts.stream().mapToDouble(RunCharts::sum).max().orElse(1);
        var thin = Thin.of(counts.stream().map(List::getFirst).toList(), MOST_COLUMNS);
        return Bars.of(thin.of(counts), LAYERS.length, WIDTH, HEIGHT, Math.max(1, most));
    }

    private static Bars times(List<Round> rounds) {
        var times = rounds.stream().map(r -> r.times().seconds()).toList();
        var sums = times.stream().map(RunCharts::sum).toList();
        double longest = sums.stream().mapToDouble(s -> s).max().orElse(1);
        return Bars.of(
                Thin.of(sums, MOST_COLUMNS).of(times),
                RunView.Times.PHASES,
                WIDTH,
                HEIGHT,
                niceTime(longest));
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

    private static List<Row> rows(Page.Run page, List<Round> rounds) {
        var parts = rounds.stream().flatMap(r -> r.parts().stream()).toList();
        double slowest =
                parts.stream()
                        .mapToDouble(RunCharts::seconds)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(1);
        double largest = rounds.stream().mapToDouble(RunCharts::largest).max().orElse(1);
        return page.cohort().stream()
                .map(s ->
                        row(
                                s.participant().member(),
                                rounds,
                                largest > 0 ? largest : 1,
                                slowest > 0 ? slowest : 1))
                .toList();
    }

    private static Row row(
            MemberView.Ref member, List<Round> rounds, double largest, double slowest) {
        var parts = rounds.stream().map(r -> r.part(member)).toList();
        var shares = new ArrayList<Double>();
        for (int i = 0; i < rounds.size(); i++) {
            shares.add(share(rounds.get(i), parts.get(i)));
        }
        var took = parts.stream().map(RunCharts::seconds).toList();
        var sorted = took.stream().filter(Double::isFinite).sorted().toList();
        return new Row(
                member,
                Bars.of(
                        Thin.of(shares, MOST_SMALL).of(shares).stream().map(List::of).toList(),
                        1,
                        STRIP_WIDTH,
                        STRIP_HEIGHT,
                        largest),
                Curve.of(took, Thin.of(took, MOST_SMALL), STRIP_WIDTH, STRIP_HEIGHT, slowest),
                parts.stream().filter(p -> p != null && p.kind() == PartKind.INCLUDED).count(),
                parts.stream().filter(p -> p != null).count(),
                parts.stream().mapToLong(RunCharts::folded).sum(),
                sorted.isEmpty() ? null : duration(sorted.get(sorted.size() / 2)));
    }

    private static double largest(Round round) {
        long all = round.parts().stream().mapToLong(RunCharts::folded).sum();
        long most = round.parts().stream().mapToLong(RunCharts::folded).max().orElse(0);
        return all <= 0 ? 0 : (double) most / all;
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
