package org.foedus.cli;

import java.nio.file.Path;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.WallClock;
import org.foedus.protocol.form.MandateForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `foedus mandate`.
@Command(
        name = "mandate",
        description = "Publish and list mandates.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MandateCommand.Publish.class, MandateCommand.ListAll.class})
final class MandateCommand {
    /// `foedus mandate publish`.
    @Command(
            name = "publish",
            description = "Publish a mandate, with the organisation's key.",
            footerHeading = "%nExample:%n",
            footer = "  foedus mandate publish mandate.yaml --home ./brazil")
    static final class Publish implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "FILE", description = "the mandate (examples/mandate.yaml)")
        private Path file = Path.of("");

        @Override
        public void run() {
            var now = WallClock.real().instant();
            var mandate = MandateForm.read(file.toString(), Inputs.form(file), now);
            try (var by = Access.of(globals.home())) {
                Launching.publish(by, mandate);
                var output = globals.output();
                output.say("published " + mandate.id() + ": " + mandate.title());
                output.event(
                        "mandate",
                        fields ->
                                fields.put("mandate", mandate.id().value())
                                        .put("title", mandate.title())
                                        .put("lead", mandate.lead().value())
                                        .put("due", mandate.due().toString()));
            }
        }
    }

    /// `foedus mandate list`.
    @Command(
            name = "list",
            description = "List the mandates.",
            footerHeading = "%nExample:%n",
            footer = "  foedus mandate list")
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var now = WallClock.real().instant();
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                for (var mandate : by.state().mandates().values()) {
                    output.say(
                            "%-20s lead %-12s due %s%s  %s"
                                    .formatted(
                                            mandate.id(),
                                            mandate.lead(),
                                            mandate.due().toString().substring(0, 10),
                                            mandate.overdue(now) ? " (overdue)" : "",
                                            mandate.title()));
                    output.event(
                            "mandate",
                            fields ->
                                    fields.put("mandate", mandate.id().value())
                                            .put("title", mandate.title())
                                            .put("lead", mandate.lead().value())
                                            .put("issuer", mandate.issuer().value())
                                            .put("due", mandate.due().toString())
                                            .put("overdue", mandate.overdue(now)));
                }
            }
        }
    }
}
