package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        var lines = new ArrayList<String>();
        var dots = new ArrayList<Dot>();
        int from = 0;
        while (from < values.size()) {
            int to = from;
            while (to < values.size() && Double.isFinite(values.get(to))) {
                to++;
            }
            if (to - from == 1) {
                dots.add(new Dot(x(from, values.size(), width), y(values.get(from), height, top)));
            } else if (to > from) {
                lines.add(line(values, from, to, width, height, top));
            }
            from = to + 1;
        }
        return new Curve(width, height, top, lines, dots);
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

    private static String line(
            List<Double> values, int from, int to, int width, int height, double top) {
        var points = new StringBuilder();
        for (int i = from; i < to; i++) {
            points.append(i == from ? "" : " ")
                    .append(x(i, values.size(), width))
                    .append(',')
                    .append(y(values.get(i), height, top));
        }
        return points.toString();
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
