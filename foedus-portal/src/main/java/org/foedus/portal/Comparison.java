package org.foedus.portal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.portal.RunView.Round;
import org.jspecify.annotations.Nullable;

/// Runs side by side: a line each in one picture a metric, and what differs in their plans.
///
/// @param differing settings that are not the same in all plans
/// @param same settings that are
record Comparison(Lines accuracy, Lines loss, List<Row> differing, List<Row> same) {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 200;

    /// Most points of a line: the script is given a number of each run for each of them.
    private static final int MOST_POINTS = 100;

    Comparison {
        differing = List.copyOf(differing);
        same = List.copyOf(same);
    }

    /// A setting and what each run has there, in their order.
    record Row(Said name, List<Said> values) {
        Row {
            values = List.copyOf(values);
        }

        boolean differs() {
            return new LinkedHashSet<>(values).size() > 1;
        }
    }

    /// A metric of all runs.
    ///
    /// @param rounds whose numbers the script is given
    /// @param values for each run as many as rounds, `NaN` where it was not measured
    record Lines(double top, List<Curve> curves, List<Integer> rounds, List<List<Double>> values) {
        Lines {
            curves = List.copyOf(curves);
            rounds = List.copyOf(rounds);
            values = List.copyOf(values);
        }

        String points() {
            return RunCharts.points(rounds, values);
        }
    }

    static Comparison of(Page.Compare page) {
        var rows = rows(page.runs());
        return new Comparison(
                lines(page, Round::accuracy, _ -> 1.0),
                lines(page, Round::loss, Curve::niceTop),
                rows.stream().filter(Row::differs).toList(),
                rows.stream().filter(r -> !r.differs()).toList());
    }

    /// Whether not all of so many rounds have room.
    static boolean thin(int rounds) {
        return rounds > MOST_POINTS;
    }

    private static List<Row> rows(List<RunView.Full> runs) {
        var values = new LinkedHashMap<Said, List<Said>>();
        for (int i = 0; i < runs.size(); i++) {
            for (var fact : runs.get(i).plan()) {
                values.computeIfAbsent(
                                fact.name(),
                                _ ->
                                        new ArrayList<>(
                                                Collections.nCopies(
                                                        runs.size(), Said.plain(Show.NOTHING))))
                        .set(i, fact.value());
            }
        }
        return values.entrySet().stream().map(v -> new Row(v.getKey(), v.getValue())).toList();
    }

    private static Lines lines(
            Page.Compare page,
            Function<Round, @Nullable Double> metric,
            Function<List<Double>, Double> top) {
        var all = page.runs().stream().map(r -> measured(r, page.last(), metric)).toList();
        double highest = top.apply(all.stream().flatMap(List::stream).toList());
        var curves = new ArrayList<Curve>();
        var kept = new TreeSet<Integer>();
        for (var values : all) {
            var thin = Thin.of(values, MOST_POINTS);
            curves.add(Curve.of(values, thin, WIDTH, HEIGHT, highest));
            kept.addAll(thin.kept());
        }
        return new Lines(
                highest,
                curves,
                kept.stream().map(i -> i + 1).toList(),
                all.stream().map(values -> kept.stream().map(values::get).toList()).toList());
    }

    /// From round 1 to `last`.
    private static List<Double> measured(
            RunView.Full run, int last, Function<Round, @Nullable Double> metric) {
        var values = new ArrayList<>(Collections.nCopies(last, Double.NaN));
        for (var round : run.rounds()) {
            var value = metric.apply(round);
            if (value != null && round.number() >= 1 && round.number() <= last) {
                values.set(round.number() - 1, value);
            }
        }
        return values;
    }
}
