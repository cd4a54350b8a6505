package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command as processes of its own, from the classes under test.
public final class Processes {
    private Processes() {}

    /// Java and the options before the command's arguments.
    public static List<String> command(String... javaOptions) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(javaOptions));
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-Dfoedus.root=" + root(),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "org.foedus.cli.Main"));
        return command;
    }

    public static Path root() {
        return Path.of(System.getProperty("foedus.root", "..")).toAbsolutePath().normalize();
    }

    /// What a process printed and how it ended.
    public record Ended(int code, String out, String err) {}

    /// Runs the command to its end.
    public static Ended run(Path folder, List<String> arguments)
            throws IOException, InterruptedException {
        var process = start(folder, arguments);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends in time").isTrue();
        return new Ended(
                process.exitValue(), text(folder.resolve("out")), text(folder.resolve("err")));
    }

    public static Process start(Path folder, List<String> arguments) throws IOException {
        Files.createDirectories(folder);
        var command = command();
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(root().toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    public static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /// Processes of this machine whose command line names `folder`. The whole command line: a
    /// [ProcessHandle] shows its first 4 KiB only, which a class path fills.
    public static long naming(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(p -> p.pid() != ProcessHandle.current().pid())
                .filter(p -> commandLine(p).contains(folder.toString()))
                .count();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "cmdline"),
                    StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // no such folder here, or the process is gone
            return process.info().commandLine().orElse("");
        }
    }
}
