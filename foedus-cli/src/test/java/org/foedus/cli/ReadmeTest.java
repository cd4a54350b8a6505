package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.foedus.engine.Examples;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.IdxWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's lines, run exactly as they stand there.
class ReadmeTest {
    private static final int PIXELS = 28;
    private static final String MARK = "<!-- by hand: a test runs these lines -->\n```\n";
    @TempDir Path folder;

    private static String byHand() throws Exception {
        var readme = Processes.text(Processes.root().resolve("README.md"));
        int from = readme.indexOf(MARK);
        assertThat(from).as("README.md has the block").isPositive();
        return readme.substring(from + MARK.length(), readme.indexOf("```", from + MARK.length()));
    }

    private void prepare() throws Exception {
        var sets = FashionMnist.shipped(Processes.root());
        write("brazil", sets.train().select(IntStream.range(0, 400).toArray()));
        write("china", sets.train().select(IntStream.range(400, 900).toArray()));
        write("held-out", sets.heldOut().select(IntStream.range(0, 300).toArray()));
        Files.writeString(
                folder.resolve("plan.yaml"),
                """
                mandate: clothes-2027
                purpose: A test of the README
                model: {architecture: mlp}
                dataset: fashion-mnist
                rounds: 2
                training: {steps: 5}
                cohort: {min: 2, max: 2}
                evaluation: {node: brazil-1, dataset: held-out}
                auditors: [brazil]
                """);
    }

    private void write(String name, Examples examples) throws Exception {
        var data = Files.createDirectories(folder.resolve("data"));
        IdxWriter.write(
                examples,
                PIXELS,
                PIXELS,
                data.resolve(name + "-images.gz"),
                data.resolve(name + "-labels.gz"));
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// The lines, with the launcher replaced by the classes under test, each one checked. A line in
    /// the background is awaited by what it serves.
    private String script() throws Exception {
        var java =
                Processes.command().stream()
                        .map(a -> "'" + a + "'")
                        .collect(Collectors.joining(" "));
        var lines = new StringBuilder("set -eu\nW='" + folder + "'\nPORT=" + freePort() + "\n");
        // A line in the background becomes the process itself, so that the trap ends it.
        lines.append("foedus() { if [ $BASHPID != $$ ]; then exec ").append(java);
        lines.append(" \"$@\"; else ").append(java).append(" \"$@\"; fi; }\n");
        lines.append("trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT\n");
        for (var line : byHand().lines().toList()) {
            var command = line.replace("./foedus ", "foedus ");
            lines.append("echo '+ ").append(line.replace("'", "")).append("'\n");
            if (command.endsWith("&")) {
                var log = line.replaceAll("[^a-z]+", "-");
                lines.append(command, 0, command.length() - 1)
                        .append(" > \"$W/")
                        .append(log)
                        .append("\" 2>&1 &\n");
                if (command.contains("hub start")) {
                    lines.append(
                            "until grep -q listening \"$W/" + log + "\"; do sleep 0.2; done\n");
                }
            } else {
                lines.append(command).append("\n");
            }
        }
        return lines.toString();
    }

    @Test
    void theLinesOfTheReadmeRunAsTheyStand() throws Exception {
        prepare();
        var script = Files.writeString(folder.resolve("script.sh"), script());
        var out = folder.resolve("script.out");
        var process =
                new ProcessBuilder(List.of("bash", script.toString()))
                        .directory(Processes.root().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        try {
            assertThat(process.waitFor(6, TimeUnit.MINUTES)).as("ends in time").isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
        assertThat(process.exitValue()).as(Processes.text(out)).isZero();
        assertThat(Processes.text(out)).contains("verify: OK", "2 re-executed");
        assertThat(folder.resolve("model/model.safetensors")).exists();
    }
}
