package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Rules of the house that a compiler does not know, checked on the text of every source file.
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("foedus.root", ".."));
    private static final int MAX_COLUMNS = 100;

    /// Lines that can't be broken: rows of tables in docs, test data in literals.
    private static final java.util.regex.Pattern UNBREAKABLE =
            java.util.regex.Pattern.compile("^ */// \\||^ +\"[^\"]*<script>|^import ");

    private static final int MAX_LINES = 600;

    private static final List<String> BANNED_IN_CORE =
            List.of(
                    "Instant.now",
                    "nanoTime",
                    "currentTimeMillis",
                    "randomUUID",
                    "Math.random",
                    "new Thread",
                    "Thread.of",
                    "parallelStream",
                    ".parallel()");

    private static final List<String> UNFINISHED = List.of("TO" + "DO", "FIX" + "ME", "XX" + "X");

    @Test
    void theCoreHasNoClockNoChanceAndNoThreads() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : javaFiles("foedus-core/src/main")) {
            broken.addAll(uses(file, BANNED_IN_CORE));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingSleepsAndOnlyMainEndsTheProcess() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : javaFiles("src/main")) {
            broken.addAll(uses(file, List.of("Thread.sleep")));
            if (!file.endsWith("org/foedus/cli/Main.java")) {
                broken.addAll(uses(file, List.of("System.exit", "Runtime.getRuntime().exit")));
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void aFileCanBeReadOnOneScreenAtATime() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : javaFiles("src")) {
            var lines = Files.readAllLines(file);
            if (lines.size() > MAX_LINES) {
                broken.add(file + " has " + lines.size() + " lines");
            }
            boolean text = false;
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).split("\"\"\"", -1).length % 2 == 0) {
                    text = !text;
                }
                boolean wide = lines.get(i).codePointCount(0, lines.get(i).length()) > MAX_COLUMNS;
                if (wide && !text && !UNBREAKABLE.matcher(lines.get(i)).find()) {
                    broken.add(file + ":" + (i + 1) + " is wider than " + MAX_COLUMNS);
                }
                if (lines.get(i).indexOf('\t') >= 0) {
                    broken.add(file + ":" + (i + 1) + " has a tab");
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : javaFiles("src")) {
            var text = Files.readString(file);
            UNFINISHED.stream()
                    .filter(word -> text.matches("(?s).*\\b" + word + "\\b.*"))
                    .forEach(word -> broken.add(file + " says " + word));
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
        var broken = new TreeSet<String>();
        for (var file : javaFiles("src/main")) {
            var info = file.resolveSibling("package-info.java");
            var text = Files.exists(info) ? Files.readString(info) : "";
            if (!text.contains("@NullMarked")) {
                broken.add(info + " is missing or not @NullMarked");
            } else if (!text.startsWith("///")) {
                broken.add(info + " does not begin with what the package is");
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void theTestReadsTheSourcesItJudges() throws IOException {
        assertThat(javaFiles("foedus-core/src/main")).hasSizeGreaterThan(5);
        assertThat(javaFiles("src/main")).anyMatch(file -> file.endsWith("cli/Main.java"));
    }

    @Test
    void commentsAndTextsMayNameWhatCodeMayNot() {
        assertThat(code("a(); // Instant.now\nb(\"Thread.sleep\"); /* x */ c();"))
                .isEqualTo("a(); \nb(\"\");  c();");
        assertThat(code("Instant\n    .now()")).isEqualTo("Instant.now()");
    }

    /// Every Java file below the root whose path contains `part`, sorted.
    private static Set<Path> javaFiles(String part) throws IOException {
        var found = new TreeSet<Path>();
        try (var modules = Files.newDirectoryStream(ROOT, "foedus-*")) {
            for (var module : modules) {
                var sources = module.resolve("src");
                if (!Files.isDirectory(sources)) {
                    continue;
                }
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(f -> f.toString().endsWith(".java"))
                            .filter(f -> unix(f).contains("/" + part + "/"))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private static String unix(Path path) {
        return path.toString().replace('\\', '/');
    }

    private static Set<String> uses(Path file, List<String> banned) throws IOException {
        var code = code(Files.readString(file));
        var found = new TreeSet<String>();
        banned.stream().filter(code::contains).forEach(word -> found.add(file + " uses " + word));
        return found;
    }

    /// The text without comments and without what stands between quotes, calls on one line.
    private static String code(String text) {
        return text.replaceAll("(?s)\"\"\".*?\"\"\"", "\"\"")
                .replaceAll("\"(?:[^\"\\\\\n]|\\\\.)*\"", "\"\"")
                .replaceAll("(?s)/\\*.*?\\*/", "")
                .replaceAll("//.*", "")
                .replaceAll("\\s+\\.", ".");
    }
}
