package org.foedus.portal;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.InvariantViolation;

/// Countries with members as dots on the outline of the land (`world.svg`), the largest first, so
/// that a smaller one beside it stays in sight; `elsewhere` are those that have no place on it.
record WorldMap(List<Dot> dots, List<Spot> elsewhere) {
    private static final SortedMap<String, Point> POINTS = load();
    private static final double SMALLEST = 7;
    private static final double LARGEST = 17;

    WorldMap {
        dots = List.copyOf(dots);
        elsewhere = List.copyOf(elsewhere);
    }

    record Dot(Spot spot, int x, int y, String radius) {
        /// Whether it is large enough to hold its number.
        boolean numbered() {
            return spot.members() > 1;
        }
    }

    private record Point(int x, int y) {}

    static WorldMap of(List<Spot> spots) {
        var dots = new ArrayList<Dot>();
        var elsewhere = new ArrayList<Spot>();
        for (var spot : spots) {
            var point = POINTS.get(spot.country().toUpperCase(Locale.ROOT));
            if (point == null) {
                elsewhere.add(spot);
            } else {
                dots.add(new Dot(spot, point.x(), point.y(), radius(spot.members())));
            }
        }
        dots.sort(Comparator.comparingLong((Dot dot) -> dot.spot().members()).reversed());
        return new WorldMap(dots, elsewhere);
    }

    /// Grows with the root of the number, as a dot's area does with its radius.
    private static String radius(long members) {
        double radius = SMALLEST + 2.5 * Math.sqrt((double) Math.max(0, members - 1));
        return String.format(Locale.ROOT, "%.1f", Math.min(LARGEST, radius));
    }

    private static SortedMap<String, Point> load() {
        var file = "/org/foedus/portal/map/points.properties";
        try (var stream = WorldMap.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new InvariantViolation("not on the class path: " + file);
            }
            var read = new Properties();
            read.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            var points = new TreeMap<String, Point>();
            read.forEach((code, text) -> points.put(code.toString(), point(text.toString())));
            return Collections.unmodifiableSortedMap(points);
        } catch (IOException e) {
            throw new InvariantViolation("unreadable: " + file + ": " + e);
        }
    }

    private static Point point(String text) {
        int space = text.indexOf(' ');
        return new Point(
                Integer.parseInt(text.substring(0, space)),
                Integer.parseInt(text.substring(space + 1)));
    }
}
