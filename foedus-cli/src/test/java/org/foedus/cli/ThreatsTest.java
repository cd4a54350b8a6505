package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The table of threats says what is true: what holds is held by a test, and the rest is said.
class ThreatsTest {
    private static final int THREATS = 26;
    private static final Pattern NAMED = Pattern.compile("`(\\w+)#(\\w+)`");

    /// One row of the table.
    private record Threat(String id, String tried, String state, String words, String tests) {
        List<String> named() {
            return NAMED.matcher(tests).results().map(r -> r.group(1) + "#" + r.group(2)).toList();
        }
    }

    @Test
    void everyThreatHasOneRow() throws IOException {
        var expected = IntStream.rangeClosed(1, THREATS).mapToObj("T%02d"::formatted).toList();
        assertThat(threats()).extracting(Threat::id).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void whatIsHeldIsHeldByATestAndWhatIsOpenSaysWhatIsMissing() throws IOException {
        assertThat(threats())
                .allSatisfy(t -> {
                    assertThat(t.state()).isIn("held", "in part", "open");
                    assertThat(t.named().isEmpty()).as(t.id()).isEqualTo(t.state().equals("open"));
                    assertThat(t.words()).as(t.id()).hasSizeGreaterThan(50);
                });
    }

    @Test
    void everyTestThatIsNamedIsInTheTree() throws IOException {
        var here = new TreeSet<String>();
        try (var modules = Files.newDirectoryStream(Processes.root(), "foedus-*")) {
            for (var module : modules) {
                collect(module.resolve("src/test/java"), here);
            }
        }
        var named = threats().stream().flatMap(t -> t.named().stream()).toList();
        assertThat(named).hasSizeGreaterThan(20);
        assertThat(here).containsAll(named);
    }

    private static void collect(Path sources, Set<String> tests) throws IOException {
        if (!Files.isDirectory(sources)) {
            return;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            for (var file : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
                var name = String.valueOf(file.getFileName()).replace(".java", "");
                Pattern.compile("@(?:Parameterized)?Test\\b.*?void (\\w+)\\(", Pattern.DOTALL)
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(r -> tests.add(name + "#" + r.group(1)));
            }
        }
    }

    private static List<Threat> threats() throws IOException {
        var page = Processes.text(Processes.root().resolve("docs/explanation/threats.md"));
        var threats = new ArrayList<Threat>();
        for (var line : page.lines().filter(l -> l.startsWith("| T")).toList()) {
            var cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(7);
            threats.add(
                    new Threat(
                            cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5)));
        }
        return threats;
    }
}
