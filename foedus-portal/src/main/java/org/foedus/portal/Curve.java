package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/// A series of numbers as a picture: polylines in a box of a given size, broken where a number is
/// missing. The y axis grows upwards from 0 to `top`.
record Curve(int width, int height, double top, List<String> lines, List<Dot> dots) {

    Curve {
        lines = List.copyOf(lines);
        dots = List.copyOf(dots);
    }

    /// A number with no neighbour, which no line can show.
    record Dot(String x, String y) {}

    /// Draws values in their order, evenly spaced; what is not finite is a gap. Values outside of 0
    /// to `top` lie on the edge.
    static Curve of(List<Double> values, int width, int height, double top) {
        return of(values, Thin.of(values, Integer.MAX_VALUE), width, height, top);
    }

    /// Draws those of the values that are kept, each where it would lie among all.
    static Curve of(List<Double> values, Thin thin, int width, int height, double top) {
        var lines = new ArrayList<String>();
        var dots = new ArrayList<Dot>();
        var points = new ArrayList<Dot>();
        for (int i : thin.kept()) {
            double value = values.get(i);
            if (Double.isFinite(value)) {
                points.add(new Dot(x(i, values.size(), width), y(value, height, top)));
            } else {
                end(points, lines, dots);
            }
        }
        end(points, lines, dots);
        return new Curve(width, height, top, lines, dots);
    }

    private static void end(List<Dot> points, List<String> lines, List<Dot> dots) {
        if (points.size() == 1) {
            dots.add(points.getFirst());
        } else if (!points.isEmpty()) {
            var line = new StringJoiner(" ");
            points.forEach(p -> line.add(p.x() + "," + p.y()));
            lines.add(line.toString());
        }
        points.clear();
    }

    /// The smallest of 1, 2, 5 times a power of ten that no finite value exceeds; 1 for none.
    static double niceTop(List<Double> values) {
        double max = values.stream().filter(Double::isFinite).reduce(0.0, Math::max);
        if (max <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(max)));
        for (double step : new double[] {1, 2, 5}) {
            if (max <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String x(int index, int count, int width) {
        return fixed(count == 1 ? width / 2.0 : (double) index / (count - 1) * width);
    }

    private static String y(double value, int height, double top) {
        return fixed(height - Math.clamp(value / top, 0, 1) * height);
    }

    private static String fixed(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
