package org.foedus.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.Run;
import org.foedus.protocol.form.MandateForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus mandate`.
@Command(
        name = "mandate",
        description = "Publish, list and read mandates.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MandateCommand.Publish.class,
            MandateCommand.ListAll.class,
            MandateCommand.Show.class
        })
final class MandateCommand {
    /// `foedus mandate publish`.
    @Command(
            name = "publish",
            description = "Publish a mandate, with the organisation's key.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate publish mandate.yaml --home ./brazil",
                "%nWith --json:",
                "  mandate (mandate, title, lead, due)"
            })
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
            footer = {
                "  foedus mandate list",
                "%nWith --json:",
                "  mandate (mandate, title, lead, issuer, due, overdue)"
            })
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

    /// `foedus mandate show`.
    @Command(
            name = "show",
            description = "Show a mandate: its text, its tasks, and the runs under it.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate show clothes-2027",
                "%nWith --json:",
                "  mandate (mandate, title, lead, issuer, published, due, overdue, text, "
                        + "tasks [title, due], runs [run, status, published, rounds])"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var mandate = state.mandates().get(wanted);
                if (mandate == null) {
                    throw new FoedusException(
                            ErrorCode.NOT_FOUND,
                            "there is no mandate " + wanted + ": foedus mandate list");
                }
                var runs =
                        state.runs().values().stream()
                                .filter(r -> r.plan().mandate().equals(wanted))
                                .toList();
                say(globals.output(), mandate, runs);
                globals.output().event("mandate", fields -> fill(fields, mandate, runs));
            }
        }

        private static void say(Output output, Mandate mandate, List<Run> runs) {
            output.say("mandate   " + mandate.id() + ": " + mandate.title());
            output.say("lead      " + mandate.lead());
            output.say("issued    " + day(mandate.publishedAt()) + " by " + mandate.issuer());
            output.say("due       " + day(mandate.due()) + (overdue(mandate) ? ", overdue" : ""));
            output.say("");
            mandate.text().lines().forEach(line -> output.say("  " + line));
            output.say("");
            mandate.tasks()
                    .forEach(t -> output.say("task      " + day(t.due()) + "  " + t.title()));
            for (var run : runs) {
                output.say(
                        "run       %s  %s, %d of %d rounds"
                                .formatted(
                                        run.id(),
                                        run.status().label(),
                                        run.published(),
                                        run.plan().rounds()));
            }
            if (runs.isEmpty()) {
                output.say("run       none yet");
            }
        }

        private static void fill(ObjectNode fields, Mandate mandate, List<Run> runs) {
            fields.put("mandate", mandate.id().value())
                    .put("title", mandate.title())
                    .put("lead", mandate.lead().value())
                    .put("issuer", mandate.issuer().value())
                    .put("published", mandate.publishedAt().toString())
                    .put("due", mandate.due().toString())
                    .put("overdue", overdue(mandate))
                    .put("text", mandate.text());
            var tasks = fields.putArray("tasks");
            mandate.tasks()
                    .forEach(t ->
                            tasks.addObject()
                                    .put("title", t.title())
                                    .put("due", t.due().toString()));
            var under = fields.putArray("runs");
            runs.forEach(r ->
                    under.addObject()
                            .put("run", r.id().value())
                            .put("status", r.status().label())
                            .put("published", r.published())
                            .put("rounds", r.plan().rounds()));
        }

        private static boolean overdue(Mandate mandate) {
            return mandate.overdue(WallClock.real().instant());
        }

        private static String day(Instant at) {
            return at.toString().substring(0, 10);
        }
    }
}
