package org.foedus.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/// A run from which the JDK learns what commands load, for its AOT cache: the help of each and one
/// answer in JSON. It touches no file and no network, and says nothing.
final class Training {
    private Training() {}

    public static void main(String[] args) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false);
        for (var line : lines(Main.commandLine(nowhere, nowhere))) {
            if (Main.run(line, nowhere, nowhere, false) != 0) {
                throw new IllegalStateException("failed: foedus " + String.join(" ", line));
            }
        }
    }

    static List<String[]> lines(CommandLine root) {
        var lines = new ArrayList<String[]>();
        lines.add(new String[] {"version", "--json"});
        addHelp(root, List.of(), lines);
        return lines;
    }

    private static void addHelp(CommandLine command, List<String> path, List<String[]> lines) {
        var help = new ArrayList<>(path);
        help.add("--help");
        lines.add(help.toArray(String[]::new));
        command.getSubcommands()
                .forEach((name, below) -> {
                    if (!below.getCommandSpec().helpCommand()) {
                        var longer = new ArrayList<>(path);
                        longer.add(name);
                        addHelp(below, longer, lines);
                    }
                });
    }
}
