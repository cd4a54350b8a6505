package org.foedus.portal;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.error.InvariantViolation;

/// The files that pages refer to: a closed list, read once from the class path. A path is looked up
/// as it is, never resolved, so there is nothing to climb out of.
final class Assets {
    private static final String OWN = "/org/foedus/portal/assets/";
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final String CSS = "text/css; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private static final Map<String, Source> SOURCES =
            new TreeMap<>(
                    Map.of(
                            "portal.css", new Source(OWN + "portal.css", CSS),
                            "runs.css", new Source(OWN + "runs.css", CSS),
                            "portal.js", new Source(OWN + "portal.js", SCRIPT),
                            "start.js", new Source(OWN + "start.js", SCRIPT),
                            "proof.js", new Source(OWN + "proof.js", SCRIPT),
                            "signin.js", new Source(OWN + "signin.js", SCRIPT),
                            "mark.svg", new Source(OWN + "mark.svg", "image/svg+xml"),
                            "world.svg", new Source(OWN + "world.svg", "image/svg+xml"),
                            "uplot.css", new Source(UPLOT + "uPlot.min.css", CSS),
                            "uplot.js", new Source(UPLOT + "uPlot.iife.min.js", SCRIPT)));

    private final SortedMap<String, Asset> assets;

    private Assets(SortedMap<String, Asset> assets) {
        this.assets = Collections.unmodifiableSortedMap(assets);
    }

    private record Source(String resource, String contentType) {}

    static Assets load() {
        var assets = new TreeMap<String, Asset>();
        SOURCES.forEach((path, source) -> assets.put(path, read(source)));
        return new Assets(assets);
    }

    Optional<Asset> find(String path) {
        return Optional.ofNullable(assets.get(path));
    }

    String version(String path) {
        return find(path)
                .orElseThrow(() -> new InvariantViolation("a page names an unknown asset: " + path))
                .version();
    }

    private static Asset read(Source source) {
        try (var stream = Assets.class.getResourceAsStream(source.resource())) {
            if (stream == null) {
                throw new InvariantViolation("not on the class path: " + source.resource());
            }
            return new Asset(stream.readAllBytes(), source.contentType());
        } catch (IOException e) {
            throw new InvariantViolation("unreadable: " + source.resource() + ": " + e);
        }
    }
}
