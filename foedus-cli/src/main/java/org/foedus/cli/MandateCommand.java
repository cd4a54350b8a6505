package org.foedus.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.run.Run;
import org.foedus.protocol.form.MandateForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus mandate`.
@Command(
        name = "mandate",
        description = "Instructions: publish them, report on them, check them, read them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            MandateCommand.Publish.class,
            MandateCommand.ListAll.class,
            MandateCommand.Board.class,
            MandateCommand.Show.class,
            MandateStepCommands.Acknowledge.class,
            MandateStepCommands.ReportOn.class,
            MandateStepCommands.Check.class,
            MandateStepCommands.Extend.class,
            MandateStepCommands.Answer.class,
            MandateStepCommands.Cancel.class
        })
final class MandateCommand {
    private static final String FIELDS =
            "(mandate, title, lead, issuer, due, overdue, status, marks, tasks_verified,"
                    + " tasks_all";

    private MandateCommand() {}

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
            try (var by = Access.signing(globals.home())) {
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

    private static void fill(ObjectNode fields, AllianceState state, Mandate mandate, Instant now) {
        fields.put("mandate", mandate.id().value())
                .put("title", mandate.title())
                .put("lead", mandate.lead().value())
                .put("issuer", mandate.issuer().value())
                .put("due", mandate.dueNow().toString())
                .put("overdue", mandate.overdue(now))
                .put("status", Phrase.label(mandate.status()));
        var marks = fields.putArray("marks");
        MandateText.marks(state, mandate, now).forEach(m -> marks.add(Phrase.label(m)));
        fields.put("tasks_verified", mandate.done()).put("tasks_all", mandate.tasks());
    }

    /// `foedus mandate list`.
    @Command(
            name = "list",
            description =
                    "List the mandates, with what the clock says: overdue, due soon, silent,"
                            + " unacknowledged.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate list --open",
                "%nWith --json:",
                "  mandate? " + FIELDS + ")"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(names = "--open", description = "only those that are not at their end")
        private boolean open;

        @Override
        public void run() {
            var now = WallClock.real().instant();
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var output = globals.output();
                var table =
                        new Table("MANDATE", "STATUS", "MARKS", "LEAD", "DUE", "VERIFIED", "TITLE");
                for (var mandate : state.mandates().values()) {
                    if (open && !mandate.status().open()) {
                        continue;
                    }
                    var marks = MandateText.marks(state, mandate, now);
                    table.row(
                            mandate.id(),
                            Phrase.words(mandate.status()),
                            marks.isEmpty() ? "-" : Phrase.list(marks),
                            mandate.lead(),
                            Phrase.day(mandate.dueNow()),
                            MandateText.progress(mandate),
                            mandate.title());
                    output.event("mandate", fields -> fill(fields, state, mandate, now));
                }
                table.say(output, open ? "no open mandate" : "no mandates");
            }
        }
    }

    /// `foedus mandate board`.
    @Command(
            name = "board",
            description = "Show the mandates by how far they are, the next due first.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate board",
                "%nWith --json:",
                "  mandate? " + FIELDS + ", column)"
            })
    static final class Board implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var now = WallClock.real().instant();
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var output = globals.output();
                for (var column : MandateText.Column.values()) {
                    var here =
                            state.mandates().values().stream()
                                    .filter(m -> MandateText.column(m) == column)
                                    .sorted(java.util.Comparator.comparing(Mandate::dueNow))
                                    .toList();
                    output.say(column.heading() + " (" + here.size() + ")");
                    for (var mandate : here) {
                        var marks = MandateText.marks(state, mandate, now);
                        output.say(
                                "  %s  %-20s %-14s %s%s"
                                        .formatted(
                                                Phrase.day(mandate.dueNow()),
                                                mandate.id(),
                                                mandate.lead(),
                                                MandateText.progress(mandate),
                                                marks.isEmpty() ? "" : ", " + Phrase.list(marks)));
                        output.event(
                                "mandate",
                                fields -> {
                                    fill(fields, state, mandate, now);
                                    fields.put("column", Phrase.label(column));
                                });
                    }
                }
            }
        }
    }

    /// `foedus mandate show`.
    @Command(
            name = "show",
            description =
                    "Show a mandate: its text, its tasks and who does them, the runs under it, and"
                            + " all that was reported, checked, asked and answered.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate show clothes-2027",
                "%nWith --json:",
                "  mandate "
                        + FIELDS
                        + ", published, due_first, text, basis?, role?, co_executors?, cadence?, "
                        + "priority?, programme?, measure?, supersedes?, language?, "
                        + "translations? [language [title, text]], "
                        + "tasks [title, due, executor, state], "
                        + "runs [run, status, published, rounds], history [at, text])"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            var now = WallClock.real().instant();
            try (var by = Access.of(globals.home())) {
                var mandate = MandateStepCommands.find(by, wanted);
                var state = by.mirror().state();
                var runs =
                        state.runs().values().stream()
                                .filter(r -> r.plan().mandate().equals(wanted))
                                .toList();
                var text = MandateText.of(mandate, by.texts());
                text.say(globals.output(), state, runs, now);
                globals.output()
                        .event(
                                "mandate",
                                fields -> {
                                    MandateCommand.fill(fields, state, mandate, now);
                                    fill(fields, text, runs, now);
                                });
            }
        }

        private static void fill(ObjectNode fields, MandateText text, List<Run> runs, Instant now) {
            var mandate = text.mandate();
            var instruction = text.instruction();
            fields.put("published", mandate.publishedAt().toString())
                    .put("due_first", mandate.due().toString())
                    .put("text", instruction.text());
            mandate.basis().ifPresent(p -> fields.put("basis", p.value()));
            instruction.terms().ifPresent(t -> fill(fields, t));
            var tasks = fields.putArray("tasks");
            for (int task = 1; task <= mandate.tasks(); task++) {
                tasks.addObject()
                        .put("title", instruction.tasks().get(task - 1).title())
                        .put("due", mandate.dueNow(task).toString())
                        .put("executor", mandate.executor(task).value())
                        .put("state", MandateText.state(mandate, task, now));
            }
            var under = fields.putArray("runs");
            runs.forEach(r ->
                    under.addObject()
                            .put("run", r.id().value())
                            .put("status", r.status().label())
                            .put("published", r.published())
                            .put("rounds", r.plan().rounds()));
            var history = fields.putArray("history");
            text.history(runs)
                    .forEach(e ->
                            history.addObject().put("at", e.at().toString()).put("text", e.text()));
        }

        private static void fill(ObjectNode fields, MandateTerms terms) {
            fields.put("role", terms.role());
            var helpers = fields.putArray("co_executors");
            terms.coExecutors().forEach(m -> helpers.add(m.value()));
            terms.cadence().ifPresent(c -> fields.put("cadence", c.toString()));
            fields.put("priority", Phrase.label(terms.priority()));
            terms.programme().ifPresent(p -> fields.put("programme", p.value()));
            fields.put("measure", terms.measure());
            terms.supersedes().ifPresent(m -> fields.put("supersedes", m.value()));
            fields.put("language", terms.language());
            var translations = fields.putObject("translations");
            terms.translations()
                    .forEach((language, said) ->
                            translations
                                    .putObject(language)
                                    .put("title", said.title())
                                    .put("text", said.text()));
        }
    }
}
