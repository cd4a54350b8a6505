package org.foedus.cli.supply;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// A known flaw, in the schema of OSV: which versions of which libraries have it.
///
/// @param aliases the same flaw's names elsewhere
public record Advisory(String id, List<String> aliases, String summary, List<Affected> affected) {
    private static final String ECOSYSTEM = "Maven";
    private static final String PURL = "pkg:maven/";

    public Advisory {
        aliases = List.copyOf(aliases);
        affected = List.copyOf(affected);
    }

    /// Versions of one library: those that are listed, and those within a range.
    ///
    /// @param undecided no version is told, so every version may be meant
    record Affected(
            String name, List<String> versions, List<VersionRange> ranges, boolean undecided) {
        Affected {
            versions = List.copyOf(versions);
            ranges = List.copyOf(ranges);
        }

        boolean holds(Library library) {
            return name.equals(library.name())
                    && (undecided
                            || versions.contains(library.version())
                            || ranges.stream().anyMatch(r -> r.holds(library.version())));
        }
    }

    /// Whether this version of the library has the flaw.
    public boolean holds(Library library) {
        return affected.stream().anyMatch(a -> a.holds(library));
    }

    /// The versions of a library in which the flaw is mended.
    public List<String> fixedIn(Library library) {
        var fixed = new TreeSet<String>(Library::compareVersions);
        affected.stream()
                .filter(a -> a.name().equals(library.name()))
                .flatMap(a -> a.ranges().stream())
                .flatMap(r -> r.fixes().stream())
                .filter(v -> Library.compareVersions(v, library.version()) > 0)
                .forEach(fixed::add);
        return List.copyOf(fixed);
    }

    /// What stands in one advisory about libraries of Maven; nothing where it was withdrawn.
    static Advisory of(JsonNode json) {
        var affected = new ArrayList<Affected>();
        if (!json.hasNonNull("withdrawn")) {
            for (var part : json.path("affected")) {
                var name = name(part.path("package"));
                if (!name.isEmpty()) {
                    affected.add(affected(name, part));
                }
            }
        }
        return new Advisory(
                json.path("id").asString("?"),
                texts(json.path("aliases")),
                json.path("summary").asString(""),
                affected);
    }

    private static String name(JsonNode library) {
        var ecosystem = library.path("ecosystem").asString("");
        var purl = library.path("purl").asString("");
        if (ecosystem.equals(ECOSYSTEM) || ecosystem.startsWith(ECOSYSTEM + ":")) {
            return library.path("name").asString("");
        }
        return ecosystem.isEmpty() && purl.startsWith(PURL)
                ? purl.substring(PURL.length()).replaceFirst("[@?#].*", "").replace('/', ':')
                : "";
    }

    private static Affected affected(String name, JsonNode part) {
        var versions = texts(part.path("versions"));
        var ranges = new ArrayList<VersionRange>();
        for (var range : part.path("ranges")) {
            if (!range.path("type").asString("").equals("GIT")) {
                ranges.add(VersionRange.of(range.path("events")));
            }
        }
        return new Affected(name, versions, ranges, versions.isEmpty() && ranges.isEmpty());
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(t -> texts.add(t.asString("")));
        return texts;
    }
}
