package org.foedus.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Charters;
import org.foedus.core.alliance.Charter;
import org.foedus.protocol.form.CharterForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus charter`.
@Command(
        name = "charter",
        description = "Read the charter in words, or check one before you propose it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CharterCommand.Show.class, CharterCommand.Check.class})
final class CharterCommand {
    private static final String FIELDS =
            "name, lead, mandates, classes, screening, screeners, comment, reapply, decisions,"
                    + " weights, deadlock, due_soon, founders)";

    private CharterCommand() {}

    private static void say(Output output, Charter charter) {
        CharterText.lines(charter).forEach(line -> output.say(line.text()));
    }

    /// `foedus charter show`.
    @Command(
            name = "show",
            description = "Show the charter in force, or an earlier one: every rule in words.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus charter show --home ./italy",
                "  foedus charter show --version 1 --home ./italy",
                "%nWith --json:",
                "  charter (version, in_force, " + FIELDS
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--version",
                paramLabel = "N",
                description = "1 for the founders', one more with each amendment")
        private Optional<Integer> version = Optional.empty();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                int now = by.state().charterVersion();
                int wanted = version.orElse(now);
                var charter = Charters.version(by, wanted);
                var output = globals.output();
                output.say(
                        "charter, version "
                                + wanted
                                + (wanted == now ? ", in force" : "; in force: version " + now));
                say(output, charter);
                output.event(
                        "charter",
                        fields -> {
                            fields.put("version", wanted).put("in_force", wanted == now);
                            CharterText.fill(fields, charter);
                        });
            }
        }
    }

    /// `foedus charter check`.
    @Command(
            name = "check",
            description =
                    "Check a charter in a file, and say what it means, with the defaults written"
                            + " out. Asks no hub.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus charter check examples/charters/hospitals.yaml",
                "%nWith --json:",
                "  charter (" + FIELDS
            })
    static final class Check implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "FILE", description = "the charter")
        private Path file = Path.of("");

        @Override
        public void run() {
            var charter = CharterForm.read(file.toString(), Inputs.form(file));
            say(globals.output(), charter);
            globals.output().event("charter", fields -> CharterText.fill(fields, charter));
        }
    }
}
