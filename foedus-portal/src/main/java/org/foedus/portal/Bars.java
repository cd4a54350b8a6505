package org.foedus.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Stacked columns as a picture: for each layer the path of all its pieces, the first layer at the
/// foot. A column that has nothing is left free.
record Bars(int width, int height, double top, List<String> layers) {
    /// Of a column's room, what stays free between two.
    private static final double GAP = .25;

    /// Columns are never wider.
    private static final double WIDEST = 40;

    Bars {
        layers = List.copyOf(layers);
    }

    /// @param columns of equally many numbers each, one a layer; what is not finite counts as 0
    static Bars of(List<List<Double>> columns, int layers, int width, int height, double top) {
        double room = (double) width / Math.max(1, columns.size());
        double wide = Math.min(WIDEST, room * (1 - GAP));
        var paths = new ArrayList<StringBuilder>();
        for (int layer = 0; layer < layers; layer++) {
            paths.add(new StringBuilder());
        }
        for (int i = 0; i < columns.size(); i++) {
            double x = room * i + (room - wide) / 2;
            double foot = 0;
            for (int layer = 0; layer < layers; layer++) {
                double value = columns.get(i).get(layer);
                double high = Double.isFinite(value) ? Math.max(0, value) / top * height : 0;
                high = Math.min(high, height - foot);
                if (high > 0) {
                    paths.get(layer).append(piece(x, height - foot - high, wide, high));
                }
                foot += high;
            }
        }
        return new Bars(width, height, top, paths.stream().map(StringBuilder::toString).toList());
    }

    private static String piece(double x, double y, double wide, double high) {
        return String.format(Locale.ROOT, "M%.1f %.1fh%.1fv%.1fh-%.1fz", x, y, wide, high, wide);
    }
}
