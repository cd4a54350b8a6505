package org.foedus.cli.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How this program is started once more.
final class JavaCommand {
    /// Options of this process that its children need, too.
    private static final List<String> INHERITED =
            List.of("-XX:AOTCache=", "-Dfoedus.", "-Djava.io.tmpdir=", "-Dorg.bytedeco.");

    private JavaCommand() {}

    /// The same Java, class path and cache, with a small heap; arguments follow.
    static List<String> of(int heapMiB) {
        var command = new ArrayList<String>();
        command.add(java());
        command.addAll(
                List.of(
                        "-Xmx" + heapMiB + "m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:disable",
                        "-Xlog:all=error:stderr",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> INHERITED.stream().anyMatch(a::startsWith))
                .forEach(command::add);
        command.add("-cp");
        command.add(classPath());
        command.add(MAIN);
        return command;
    }

    private static final String MAIN = "org.foedus.cli.Main";

    private static String java() {
        var windows = File.separatorChar == '\\';
        return Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString();
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
