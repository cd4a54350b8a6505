package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What every command owes its reader, checked on all of them.
class CommandsTest {
    /// Every command that does something itself, groups and picocli's own `help` left out.
    private static List<CommandLine> leaves() {
        var leaves = new ArrayList<CommandLine>();
        collect(Main.commandLine(System.out, System.err), leaves);
        return leaves;
    }

    private static void collect(CommandLine line, List<CommandLine> leaves) {
        var below = line.getSubcommands().values();
        if (below.isEmpty() && !line.getCommandSpec().helpCommand()) {
            leaves.add(line);
        }
        below.forEach(child -> collect(child, leaves));
    }

    @Test
    void everyCommandShowsAnExampleInItsHelp() {
        assertThat(leaves())
                .hasSizeGreaterThan(1)
                .allSatisfy(line ->
                        assertThat(String.join("\n", line.getCommandSpec().usageMessage().footer()))
                                .as(line.getCommandSpec().qualifiedName())
                                .contains(line.getCommandSpec().qualifiedName()));
    }

    @Test
    void everyCommandTakesTheGlobalOptions() {
        assertThat(leaves())
                .allSatisfy(line ->
                        assertThat(line.getCommandSpec().optionsMap())
                                .as(line.getCommandSpec().qualifiedName())
                                .containsKeys("--home", "--json", "--quiet", "--help"));
    }

    @Test
    void everyCommandAndOptionIsDescribed() {
        assertThat(leaves())
                .allSatisfy(line -> {
                    var spec = line.getCommandSpec();
                    assertThat(spec.usageMessage().description())
                            .as(spec.qualifiedName())
                            .isNotEmpty();
                    for (var option : spec.options()) {
                        assertThat(option.description()).as(option.longestName()).isNotEmpty();
                    }
                });
    }
}
