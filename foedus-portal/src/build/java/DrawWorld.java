import com.ibm.icu.util.Region;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Draws what the map of members needs, once; its results are committed. Not part of the build.
///
/// Arguments: the folder `package` of the npm package `world-atlas` 2.0.2 (Natural Earth, public
/// domain), the file for the outline of the land, the file for a point in each country. On the
/// class path: ICU4J and Jackson.
///
/// The land is drawn without borders, in the Equal Earth projection (Šavrič, Patterson, Jenny 2018,
/// doi:10.1080/13658816.2018.1504949), 1000 units wide, from 84° north to 58° south.
final class DrawWorld {
    private static final double WIDTH = 1000;
    private static final double NORTH = 84;
    private static final double SOUTH = -58;

    /// Coordinates in the file are twice as fine as the map's units.
    private static final int FINE = 2;

    /// What is smaller is left out, in fine units: a bend, an island.
    private static final double BEND = 0.9;

    private static final double ISLAND = 10;

    private static final double[] A = {1.340264, -0.081106, 0.000893, 0.003796};
    private static final double HALF = x(180, 0);
    private static final double SCALE = WIDTH / (2 * HALF);
    private static final double TOP = y(NORTH);

    private DrawWorld() {}

    record Point(double x, double y) {}

    public static void main(String[] args) throws IOException {
        var folder = Path.of(args[0]);
        Files.writeString(Path.of(args[1]), land(read(folder.resolve("land-110m.json"))));
        Files.writeString(Path.of(args[2]), points(read(folder.resolve("countries-50m.json"))));
    }

    private static JsonNode read(Path file) throws IOException {
        return new ObjectMapper().readTree(Files.readString(file));
    }

    private static String land(JsonNode topology) {
        var path = new StringBuilder();
        for (var polygon : polygons(topology, topology.at("/objects/land/geometries/0"))) {
            for (var ring : polygon) {
                if (ring.stream().mapToDouble(Point::y).max().orElse(0) > SOUTH) {
                    for (int turn = -360; turn <= 360; turn += 360) {
                        draw(project(within(turned(ring, turn))), path);
                    }
                }
            }
        }
        int height = (int) Math.ceil((TOP - y(SOUTH)) * SCALE);
        return String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d">\
                <path id="land" transform="scale(.5)" d="%s"/></svg>
                """,
                (int) WIDTH,
                height,
                path);
    }

    private static List<Point> turned(List<Point> ring, int degrees) {
        return ring.stream().map(p -> new Point(p.x() + degrees, p.y())).toList();
    }

    /// What of a ring lies between 180° west and east.
    private static List<Point> within(List<Point> ring) {
        return cut(cut(ring, -180, 1), 180, -1);
    }

    private static List<Point> cut(List<Point> ring, double at, int side) {
        var kept = new ArrayList<Point>();
        for (int i = 0; i < ring.size(); i++) {
            var a = ring.get(i);
            var b = ring.get((i + 1) % ring.size());
            boolean in = (a.x() - at) * side >= 0;
            if (in) {
                kept.add(a);
            }
            if (in != (b.x() - at) * side >= 0) {
                double part = (at - a.x()) / (b.x() - a.x());
                kept.add(new Point(at, a.y() + part * (b.y() - a.y())));
            }
        }
        if (!kept.isEmpty() && !kept.getFirst().equals(kept.getLast())) {
            kept.add(kept.getFirst());
        }
        return kept;
    }

    private static List<Point> project(List<Point> ring) {
        return ring.stream()
                .map(p -> new Point(FINE * mapX(p.x(), p.y()), FINE * mapY(p.y())))
                .toList();
    }

    private static void draw(List<Point> ring, StringBuilder path) {
        if (ring.isEmpty() || Math.abs(area(ring)) < ISLAND) {
            return;
        }
        // A ring starts where it ends: cut in two, so that the line between the ends has a length.
        int half = ring.size() / 2;
        var kept = new ArrayList<>(simple(ring.subList(0, half + 1)));
        var rest = simple(ring.subList(half, ring.size()));
        kept.addAll(rest.subList(1, rest.size() - 1));
        long x = 0;
        long y = 0;
        for (int i = 0; i < kept.size(); i++) {
            long toX = Math.round(kept.get(i).x());
            long toY = Math.round(kept.get(i).y());
            if (i == 0) {
                path.append('M').append(toX).append(' ').append(toY).append('l');
            } else if (toX != x || toY != y) {
                var step = (toX - x) + (toY - y < 0 ? "" : " ") + (toY - y);
                boolean apart = path.charAt(path.length() - 1) != 'l' && !step.startsWith("-");
                path.append(apart ? " " : "").append(step);
            }
            x = toX;
            y = toY;
        }
        path.append('z');
    }

    /// Douglas and Peucker: what lies nearer to the line between the ends is left out.
    private static List<Point> simple(List<Point> line) {
        var from = line.getFirst();
        var to = line.getLast();
        int far = 0;
        double most = 0;
        for (int i = 1; i < line.size() - 1; i++) {
            double distance = distance(line.get(i), from, to);
            if (distance > most) {
                most = distance;
                far = i;
            }
        }
        if (most < BEND) {
            return List.of(from, to);
        }
        var kept = new ArrayList<>(simple(line.subList(0, far + 1)));
        var rest = simple(line.subList(far, line.size()));
        kept.addAll(rest.subList(1, rest.size()));
        return kept;
    }

    private static double distance(Point point, Point from, Point to) {
        double dx = to.x() - from.x();
        double dy = to.y() - from.y();
        double length = dx * dx + dy * dy;
        double along =
                length == 0
                        ? 0
                        : Math.clamp(
                                ((point.x() - from.x()) * dx + (point.y() - from.y()) * dy)
                                        / length,
                                0,
                                1);
        return Math.hypot(
                point.x() - from.x() - along * dx, point.y() - from.y() - along * dy);
    }

    private static double area(List<Point> ring) {
        double twice = 0;
        for (int i = 0; i < ring.size(); i++) {
            var a = ring.get(i);
            var b = ring.get((i + 1) % ring.size());
            twice += a.x() * b.y() - b.x() * a.y();
        }
        return twice / 2;
    }

    /// One line a country: its ISO 3166 code, and where in the map it is.
    private static String points(JsonNode topology) {
        var lines = new TreeMap<String, String>();
        for (var country : topology.at("/objects/countries/geometries")) {
            if (country.path("id").isMissingNode()) {
                continue;
            }
            int number = Integer.parseInt(country.path("id").asString());
            var code = Region.getInstance(number).toString();
            var largest =
                    polygons(topology, country).stream()
                            .max((a, b) -> Double.compare(size(a.getFirst()), size(b.getFirst())))
                            .orElseThrow();
            var middle = middle(largest.getFirst());
            if (code.length() == 2 && middle.y() > SOUTH) {
                lines.put(
                        code,
                        Math.round(mapX(middle.x(), middle.y()))
                                + " "
                                + Math.round(mapY(middle.y())));
            }
        }
        var text = new StringBuilder("# Written by DrawWorld: a point in each country.\n");
        lines.forEach((code, point) -> text.append(code + " = " + point + "\n"));
        return text.toString();
    }

    private static double size(List<Point> ring) {
        double shrink = Math.cos(Math.toRadians(ring.getFirst().y()));
        return Math.abs(area(ring)) * shrink;
    }

    /// The point inside that is farthest from the edge, on a grid that gets finer.
    private static Point middle(List<Point> ring) {
        double west = ring.stream().mapToDouble(Point::x).min().orElseThrow();
        double east = ring.stream().mapToDouble(Point::x).max().orElseThrow();
        double south = ring.stream().mapToDouble(Point::y).min().orElseThrow();
        double north = ring.stream().mapToDouble(Point::y).max().orElseThrow();
        var best = new Point((west + east) / 2, (south + north) / 2);
        double most = -1;
        double width = east - west;
        double height = north - south;
        for (int level = 0; level < 4; level++) {
            var around = best;
            for (int i = 0; i <= 24; i++) {
                for (int j = 0; j <= 24; j++) {
                    var point =
                            new Point(
                                    around.x() + width * (i / 24.0 - 0.5),
                                    around.y() + height * (j / 24.0 - 0.5));
                    double inside = inside(point, ring) ? edge(point, ring) : -1;
                    if (inside > most) {
                        most = inside;
                        best = point;
                    }
                }
            }
            width /= 6;
            height /= 6;
        }
        return best;
    }

    private static boolean inside(Point point, List<Point> ring) {
        boolean in = false;
        for (int i = 0; i + 1 < ring.size(); i++) {
            var a = ring.get(i);
            var b = ring.get(i + 1);
            if (a.y() > point.y() != b.y() > point.y()
                    && point.x()
                            < (b.x() - a.x()) * (point.y() - a.y()) / (b.y() - a.y()) + a.x()) {
                in = !in;
            }
        }
        return in;
    }

    private static double edge(Point point, List<Point> ring) {
        double shrink = Math.cos(Math.toRadians(point.y()));
        double least = Double.MAX_VALUE;
        for (int i = 0; i + 1 < ring.size(); i++) {
            var a = ring.get(i);
            var b = ring.get(i + 1);
            least =
                    Math.min(
                            least,
                            distance(
                                    new Point(point.x() * shrink, point.y()),
                                    new Point(a.x() * shrink, a.y()),
                                    new Point(b.x() * shrink, b.y())));
        }
        return least;
    }

    /// Polygons as rings of longitudes and latitudes, the outer one first.
    private static List<List<List<Point>>> polygons(JsonNode topology, JsonNode geometry) {
        var polygons = new ArrayList<List<List<Point>>>();
        switch (geometry.path("type").asString()) {
            case "Polygon" -> polygons.add(rings(topology, geometry.path("arcs")));
            case "MultiPolygon" ->
                    geometry.path("arcs").forEach(p -> polygons.add(rings(topology, p)));
            case "GeometryCollection" ->
                    geometry.path("geometries")
                            .forEach(g -> polygons.addAll(polygons(topology, g)));
            default -> throw new IllegalArgumentException("not a polygon: " + geometry);
        }
        return polygons;
    }

    private static List<List<Point>> rings(JsonNode topology, JsonNode arcs) {
        var rings = new ArrayList<List<Point>>();
        for (var ring : arcs) {
            var points = new ArrayList<Point>();
            for (var index : ring) {
                int i = index.asInt();
                var arc = arc(topology, i < 0 ? ~i : i);
                if (i < 0) {
                    arc = arc.reversed();
                }
                points.addAll(points.isEmpty() ? arc : arc.subList(1, arc.size()));
            }
            rings.add(unbroken(points));
        }
        return rings;
    }

    /// A ring over the 180th meridian goes on beyond it.
    private static List<Point> unbroken(List<Point> ring) {
        var points = new ArrayList<Point>();
        int turn = 0;
        for (int i = 0; i < ring.size(); i++) {
            double step = i == 0 ? 0 : ring.get(i).x() - ring.get(i - 1).x();
            turn += step > 180 ? -360 : step < -180 ? 360 : 0;
            points.add(new Point(ring.get(i).x() + turn, ring.get(i).y()));
        }
        return points;
    }

    private static List<Point> arc(JsonNode topology, int index) {
        var scale = topology.at("/transform/scale");
        var translate = topology.at("/transform/translate");
        var points = new ArrayList<Point>();
        long x = 0;
        long y = 0;
        for (var step : topology.path("arcs").get(index)) {
            x += step.get(0).asLong();
            y += step.get(1).asLong();
            points.add(
                    new Point(
                            x * scale.get(0).asDouble() + translate.get(0).asDouble(),
                            y * scale.get(1).asDouble() + translate.get(1).asDouble()));
        }
        return points;
    }

    private static double mapX(double longitude, double latitude) {
        return (x(longitude > 180 ? longitude - 360 : longitude, latitude) + HALF) * SCALE;
    }

    private static double mapY(double latitude) {
        return (TOP - y(latitude)) * SCALE;
    }

    private static double theta(double latitude) {
        return Math.asin(Math.sqrt(3) / 2 * Math.sin(Math.toRadians(latitude)));
    }

    private static double x(double longitude, double latitude) {
        double t = theta(latitude);
        double t2 = t * t;
        double t6 = t2 * t2 * t2;
        return 2
                * Math.sqrt(3)
                * Math.toRadians(longitude)
                * Math.cos(t)
                / (3 * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2)));
    }

    private static double y(double latitude) {
        double t = theta(latitude);
        double t2 = t * t;
        double t6 = t2 * t2 * t2;
        return t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
    }
}
