package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What every command owes its reader, checked on all of them.
class CommandsTest {
    private static final String FILE = "commands.md";
    private static final Path TARGET = Path.of("target");

    /// Every command that does something itself, groups and picocli's own `help` left out.
    static List<CommandLine> leaves() {
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

    @Test
    void everyCommandSaysInItsHelpWhatItsJsonHolds() {
        assertThat(leaves())
                .allSatisfy(line ->
                        assertThat(Promise.of(line).all())
                                .as(
                                        "%s: its footer has 'With --json:' and lines such as"
                                                + " '  voted (applicant, choice, outcome)'",
                                        line.getCommandSpec().qualifiedName())
                                .isNotEmpty());
    }

    /// The reference holds what `--help` says, so it is written by this test.
    @Test
    void theReferenceOfCommandsIsWhatTheirHelpSays() throws IOException {
        var expected = Reference.of(leaves());
        var written = Files.writeString(Files.createDirectories(TARGET).resolve(FILE), expected);
        assertThat(Processes.text(Processes.root().resolve("docs/reference").resolve(FILE)))
                .as("cp " + written.toAbsolutePath() + " docs/reference/")
                .isEqualTo(expected);
    }

    @Test
    void thePageOfExitCodesNamesEveryErrorAndItsCode() throws IOException {
        var page = Processes.text(Processes.root().resolve("docs/reference/exit-codes.md"));
        for (var code : ErrorCode.values()) {
            assertThat(page.lines())
                    .as(code.name())
                    .anyMatch(line ->
                            line.contains("`" + code + "`")
                                    && line.startsWith("| " + code.type().exitCode() + " |"));
        }
    }
}
