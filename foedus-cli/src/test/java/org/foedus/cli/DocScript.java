package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The lines of a page, run exactly as they stand there, with the launcher replaced by the classes
/// under test. `$W` is an empty folder, also where a line makes one; a free port stands for `$PORT`
/// and for the hub's usual one.
///
/// A block is marked by a comment that ends in `a test runs these lines`; a YAML block by one that
/// names its file in `$W`. A line that ends in `# refused: CODE` must fail with that code; all
/// others must succeed. What a line in the background serves is awaited by the lines that need it.
final class DocScript {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "<!-- [^>]*a test runs these lines -->\n```\\w*\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE =
            Pattern.compile("<!-- file: ([a-z0-9.-]+) -->\n```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern REFUSED = Pattern.compile("(.*?)\\s+# refused: ([A-Z_]+)");

    private final Path folder;
    private final String page;

    DocScript(Path folder, String page) throws Exception {
        this.folder = folder;
        this.page = Processes.text(Processes.root().resolve(page));
        var files = FILE.matcher(this.page);
        while (files.find()) {
            Files.writeString(folder.resolve(files.group(1)), files.group(2));
        }
    }

    private List<String> lines() {
        var lines = BLOCK.matcher(page).results().flatMap(found -> found.group(1).lines()).toList();
        assertThat(lines).as("the page has lines to run").isNotEmpty();
        return lines;
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String script() throws Exception {
        var port = Integer.toString(freePort());
        var java =
                Processes.command().stream()
                        .map(a -> "'" + a + "'")
                        .collect(Collectors.joining(" "));
        var script = new StringBuilder("set -eu\nW='" + folder + "'\nPORT=" + port + "\n");
        // A line in the background becomes the process itself, so that the trap ends it.
        script.append("foedus() { if [ $BASHPID != $$ ]; then exec ").append(java);
        script.append(" \"$@\"; else ").append(java).append(" \"$@\"; fi; }\n");
        script.append("trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n");
        for (var line : lines()) {
            script.append("echo '+ ").append(line.replace("'", "")).append("'\n");
            if (!line.startsWith("W=")) {
                var usual = "--port " + HubCommand.DEFAULT_PORT;
                var command = line.replace("./foedus ", "foedus ").replace(usual, "--port " + port);
                script.append(run(command, line));
            }
        }
        return script.toString();
    }

    private static String run(String command, String line) {
        var refused = REFUSED.matcher(command);
        if (refused.matches()) {
            var log = "\"$W/refused.log\"";
            return """
            if (%s) > %s 2>&1; then echo 'was not refused'; exit 1; fi
            cat %s
            grep -q '%s' %s || { echo 'expected %s'; exit 1; }
            """
                    .formatted(refused.group(1), log, log, refused.group(2), log, refused.group(2));
        }
        if (!command.endsWith("&")) {
            return command + "\n";
        }
        var log = "\"$W/" + line.replaceAll("[^a-z]+", "-") + "\"";
        return command.substring(0, command.length() - 1) + " > " + log + " 2>&1 &\n";
    }

    /// Runs the lines; all must end as they say, within `minutes`.
    ///
    /// @return what they printed
    String run(int minutes) throws Exception {
        var script = Files.writeString(folder.resolve("script.sh"), script());
        var out = folder.resolve("script.out");
        var process =
                new ProcessBuilder(List.of("bash", script.toString()))
                        .directory(Processes.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(minutes, TimeUnit.MINUTES))
                    .as("ends in time: " + Processes.text(out))
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        assertThat(process.exitValue()).as(Processes.text(out)).isZero();
        return Processes.text(out);
    }
}
