package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.foedus.core.digest.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What others made is taken only as it was when we looked at it.
class SupplyTest {
    private static final Path LOCK = Path.of(".mvn/checksums/checksums.sha256");
    private static final Pattern ARTIFACT =
            Pattern.compile(
                    "(<groupId>[^<]+</groupId>\\s*)?<artifactId>([^<]+)</artifactId>"
                            + "\\s*<version>([^<]+)</version>");

    @TempDir private Path folder;

    @Test
    void everyLibraryOnTheClassPathHasTheChecksumThatWasNoted() throws IOException {
        var lock = lock();
        var wrong = new TreeSet<String>();
        int seen = 0;
        for (var jar : jars()) {
            var text = jar.toString().replace('\\', '/');
            var name = lock.keySet().stream().filter(p -> text.endsWith("/" + p)).findFirst();
            if (name.isEmpty() || !sum(jar).equals(lock.get(name.get()))) {
                wrong.add(text);
            }
            seen++;
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(50);
    }

    @Test
    void theNativeLibrariesOfEveryPlatformAreNoted() throws IOException {
        for (var platform : List.of("linux-x86_64", "macosx-arm64", "windows-x86_64")) {
            assertThat(lock().keySet())
                    .filteredOn(p -> p.endsWith("-" + platform + ".jar"))
                    .extracting(p -> p.replaceFirst("org/bytedeco/(\\w+)/.*", "$1"))
                    .containsExactlyInAnyOrder("javacpp", "openblas", "pytorch");
        }
    }

    @Test
    void noClassIsOnTheClassPathTwice() throws IOException {
        var first = new TreeMap<String, Path>();
        var twice = new TreeSet<String>();
        for (var jar : jars()) {
            try (var zip = new ZipFile(jar.toFile())) {
                zip.stream()
                        .map(ZipEntry::getName)
                        .filter(n -> n.endsWith(".class") && !n.startsWith("META-INF/"))
                        .filter(n -> !n.endsWith("module-info.class"))
                        .filter(n -> first.putIfAbsent(n, jar) != null)
                        .forEach(n -> twice.add(first.get(n) + " and " + jar));
            }
        }
        assertThat(twice).isEmpty();
    }

    /// One version of each library and plugin, in whichever module it stands.
    @Test
    void noPomAsksForAnotherVersionThanTheRest() throws IOException {
        var versions = new TreeMap<String, TreeSet<String>>();
        try (var poms = Files.walk(Processes.root(), 2)) {
            for (var pom : poms.filter(p -> p.endsWith("pom.xml")).toList()) {
                var matcher = ARTIFACT.matcher(Files.readString(pom));
                while (matcher.find()) {
                    versions.computeIfAbsent(name(matcher), _ -> new TreeSet<>())
                            .add(matcher.group(3));
                }
            }
        }
        assertThat(versions).hasSizeGreaterThan(40);
        assertThat(versions.entrySet()).allSatisfy(e -> assertThat(e.getValue()).hasSize(1));
    }

    private static String name(Matcher found) {
        var group = found.group(1);
        return (group == null ? "" : group.strip()) + found.group(2);
    }

    @Test
    void aChangedArtifactFailsTheBuild() throws Exception {
        var maven = Path.of(System.getProperty("foedus.maven", "none"));
        assumeThat(version(maven)).as("older Mavens know no checksums").isGreaterThanOrEqualTo(3.9);
        var bom = bom();
        var copy = folder.resolve("repository").resolve(bom);
        Files.createDirectories(copy.getParent());
        Files.copy(repository().resolve(bom), copy);
        project(bom);

        assertThat(maven(maven)).doesNotContain("ERROR");

        Files.writeString(copy, "\n", StandardOpenOption.APPEND);
        assertThat(maven(maven)).contains("[ERROR]", "checksum", "junit-bom");
    }

    @Test
    void anArtifactThatWasNeverNotedFailsTheBuild() throws Exception {
        var maven = Path.of(System.getProperty("foedus.maven", "none"));
        assumeThat(version(maven)).as("older Mavens know no checksums").isGreaterThanOrEqualTo(3.9);
        var bom = bom().replaceAll("\\d+\\.\\d+\\.\\d+", "9.9.9");
        var copy = folder.resolve("repository").resolve(bom);
        Files.createDirectories(copy.getParent());
        Files.writeString(
                copy,
                Files.readString(repository().resolve(bom()))
                        .replaceAll("(junit-bom</artifactId>\\s*<version>)[^<]+", "$19.9.9"));
        project(bom);
        assertThat(maven(maven)).contains("[ERROR]", "checksum", "junit-bom");
    }

    private static String bom() throws IOException {
        return lock().keySet().stream()
                .filter(p -> p.matches("org/junit/junit-bom/6[^/]*/.*\\.pom"))
                .findFirst()
                .orElseThrow();
    }

    /// A project of nothing but that bill of versions, which no plugin needs to be asked about.
    private void project(String bom) throws IOException {
        for (var file : List.of(Path.of(".mvn/maven.config"), LOCK)) {
            var copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Processes.root().resolve(file), copy);
        }
        Files.writeString(
                folder.resolve("pom.xml"),
                """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>x</groupId><artifactId>x</artifactId><version>1</version>
                  <packaging>pom</packaging>
                  <dependencyManagement><dependencies><dependency>
                    <groupId>org.junit</groupId><artifactId>junit-bom</artifactId>
                    <version>%s</version><type>pom</type><scope>import</scope>
                  </dependency></dependencies></dependencyManagement>
                </project>
                """
                        .formatted(bom.split("/")[3]));
    }

    /// What the Maven that runs this test says of the project.
    private String maven(Path home) throws Exception {
        var command =
                List.of(
                        home.resolve("bin/mvn").toString(),
                        "-B",
                        "-o",
                        "-Dmaven.repo.local=" + folder.resolve("repository"),
                        "validate");
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return Told.by(builder, folder.resolve("maven.txt")).out();
    }

    private static double version(Path home) throws IOException {
        try (var libraries = Files.newDirectoryStream(home.resolve("lib"), "maven-core-*.jar")) {
            var name = String.valueOf(libraries.iterator().next().getFileName());
            return Double.parseDouble(name.replaceFirst("maven-core-(\\d+\\.\\d+).*", "$1"));
        }
    }

    private static Path repository() {
        var jar = jars().stream().filter(j -> j.toString().contains("junit-jupiter")).findFirst();
        return jar.orElseThrow().resolve("../../../../../..").normalize();
    }

    private static List<Path> jars() {
        var path =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(path.split(File.pathSeparator))
                .filter(e -> e.endsWith(".jar") && !e.contains("foedus-"))
                .map(Path::of)
                .toList();
    }

    private static String sum(Path file) throws IOException {
        return Sha256.of(Files.readAllBytes(file)).hex();
    }

    /// By path in a repository, the checksum.
    private static SortedMap<String, String> lock() throws IOException {
        var sums = new TreeMap<String, String>();
        for (var line : Files.readAllLines(Processes.root().resolve(LOCK))) {
            sums.put(line.substring(2 * Sha256.BYTES).strip(), line.substring(0, 2 * Sha256.BYTES));
        }
        return sums;
    }
}
