package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What happens to a mandate once it is published.
final class MandateStepCommands {
    private MandateStepCommands() {}

    static Mandate find(Access by, MandateId wanted) {
        var mandate = by.state().mandates().get(wanted);
        if (mandate == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "there is no mandate " + wanted + ": foedus mandate list");
        }
        return mandate;
    }

    private static String where(MandateId id, Optional<Integer> task) {
        return "mandate " + id + task.map(t -> ", task " + t).orElse("");
    }

    /// `foedus mandate acknowledge`.
    @Command(
            name = "acknowledge",
            description = "As the lead: say that you know of a mandate.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate acknowledge clothes-2027 --home ./brazil",
                "%nWith --json:",
                "  acknowledged (mandate, status)"
            })
    static final class Acknowledge implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            try (var by = signing.open(globals)) {
                by.submit(h -> new MandateClaim.AcknowledgeMandate(h, wanted), List.of());
                var status = find(by, wanted).status();
                globals.output().say("acknowledged " + wanted);
                globals.output()
                        .event(
                                "acknowledged",
                                fields ->
                                        fields.put("mandate", wanted.value())
                                                .put("status", Phrase.label(status)));
            }
        }
    }

    /// `foedus mandate report`.
    @Command(
            name = "report",
            description =
                    "Report on a mandate or on one of its tasks: as its lead, as the task's"
                            + " executor, or of progress as a co-executor. Somebody else checks"
                            + " what is reported done.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus mandate report clothes-2027 --progress going-on \"Two are ready\"",
                "  foedus mandate report clothes-2027 --task 1 --progress done - < report.txt",
                "%nWith --json:",
                "  reported (mandate, report, task?, progress, status)"
            })
    static final class ReportOn implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(index = "0", paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Parameters(
                index = "1",
                paramLabel = "TEXT",
                description = "for everyone to read; - for standard input")
        private String text = "";

        @Option(
                names = "--progress",
                required = true,
                paramLabel = "going-on|blocked|done",
                completionCandidates = Words.Progress.class,
                description = "how far it is")
        private String progress = "";

        @Option(
                names = "--task",
                paramLabel = "N",
                description = "the number of the task (default: the whole mandate)")
        private Optional<Integer> task = Optional.empty();

        @Option(
                names = "--evidence",
                paramLabel = "SHA256",
                description = "digest of what shows it: a model, a document; may be repeated")
        private List<String> evidence = List.of();

        @Override
        public void run() {
            var wanted = new MandateId(id);
            var far = Phrase.choose("--progress", progress, Report.Progress.values());
            var shown = evidence.stream().map(Sha256::new).toList();
            var said = Inputs.text(text);
            try (var by = signing.open(globals)) {
                by.submit(
                        h -> new MandateClaim.Report(h, wanted, task, far, said, shown), List.of());
                var mandate = find(by, wanted);
                int number = mandate.reports().size();
                globals.output()
                        .say(
                                "report "
                                        + number
                                        + " on "
                                        + where(wanted, task)
                                        + ": "
                                        + Phrase.words(far));
                if (far == Report.Progress.DONE) {
                    globals.output()
                            .progress(
                                    "Another voting member checks it: foedus mandate check "
                                            + wanted
                                            + " "
                                            + number
                                            + " verified");
                }
                globals.output()
                        .event(
                                "reported",
                                fields -> {
                                    fields.put("mandate", wanted.value()).put("report", number);
                                    task.ifPresent(t -> fields.put("task", t));
                                    fields.put("progress", progress)
                                            .put("status", Phrase.label(mandate.status()));
                                });
            }
        }
    }

    /// `foedus mandate check`.
    @Command(
            name = "check",
            description =
                    "Say what you found of a report that says done. Four eyes: neither the lead nor"
                            + " who did it.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus mandate check clothes-2027 3 verified --home ./india",
                "  foedus mandate check clothes-2027 3 returned --reason \"no card\"",
                "%nWith --json:",
                "  checked (mandate, report, finding, status)"
            })
    static final class Check implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(index = "0", paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Parameters(index = "1", paramLabel = "REPORT", description = "the report's number")
        private int report;

        @Parameters(
                index = "2",
                paramLabel = "verified|returned|partly|not-fulfilled",
                completionCandidates = Words.Findings.class,
                description = "what you found; the last two are for a whole mandate")
        private String finding = "";

        @Option(names = "--reason", defaultValue = "", description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            var found = Phrase.choose("the finding", finding, Report.Finding.values());
            try (var by = signing.open(globals)) {
                by.submit(
                        h -> new MandateClaim.CheckReport(h, wanted, report, found, reason),
                        List.of());
                var status = find(by, wanted).status();
                globals.output()
                        .say(
                                "report "
                                        + report
                                        + " on "
                                        + where(wanted, Optional.empty())
                                        + " is "
                                        + Phrase.words(found)
                                        + "; the mandate is "
                                        + Phrase.words(status));
                globals.output()
                        .event(
                                "checked",
                                fields ->
                                        fields.put("mandate", wanted.value())
                                                .put("report", report)
                                                .put("finding", finding)
                                                .put("status", Phrase.label(status)));
            }
        }
    }

    /// `foedus mandate extend`.
    @Command(
            name = "extend",
            description =
                    "Ask for a later due date: as the lead, or as the executor of the task. The"
                            + " issuer answers.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate extend clothes-2027 --until 2027-06-30 --reason \"the data are"
                        + " late\"",
                "%nWith --json:",
                "  extension (mandate, extension, task?, until, reason)"
            })
    static final class Extend implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Option(
                names = "--until",
                required = true,
                paramLabel = "WHEN",
                description = "the later date: 2027-12-31, or \"in 30d\"")
        private String until = "";

        @Option(
                names = "--task",
                paramLabel = "N",
                description = "the number of the task (default: the whole mandate)")
        private Optional<Integer> task = Optional.empty();

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            var later = PartnershipCommand.when("--until", until);
            try (var by = signing.open(globals)) {
                by.submit(
                        h -> new MandateClaim.AskExtension(h, wanted, task, later, reason),
                        List.of());
                int number = find(by, wanted).extensions().size();
                globals.output()
                        .say(
                                "extension "
                                        + number
                                        + " of "
                                        + where(wanted, task)
                                        + " until "
                                        + Phrase.minute(later)
                                        + " is asked for");
                globals.output()
                        .event(
                                "extension",
                                fields -> {
                                    fields.put("mandate", wanted.value()).put("extension", number);
                                    task.ifPresent(t -> fields.put("task", t));
                                    fields.put("until", later.toString()).put("reason", reason);
                                });
            }
        }
    }

    /// `foedus mandate answer`.
    @Command(
            name = "answer",
            description =
                    "Grant or refuse an extension: as the issuer; where the issuer itself asks or"
                            + " leads, as another voting member.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate answer clothes-2027 1 granted --home ./india",
                "%nWith --json:",
                "  answered (mandate, extension, granted, due, task?)"
            })
    static final class Answer implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(index = "0", paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Parameters(index = "1", paramLabel = "EXTENSION", description = "its number")
        private int extension;

        @Parameters(
                index = "2",
                paramLabel = "granted|refused",
                completionCandidates = Words.Answers.class,
                description = "the answer")
        private String answer = "";

        @Option(names = "--reason", defaultValue = "", description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            boolean granted = Phrase.choose("the answer", answer, Said.values()) == Said.GRANTED;
            try (var by = signing.open(globals)) {
                by.submit(
                        h ->
                                new MandateClaim.AnswerExtension(
                                        h, wanted, extension, granted, reason),
                        List.of());
                var mandate = find(by, wanted);
                var task = mandate.extensions().get(extension - 1).task();
                var due = task.map(mandate::dueNow).orElseGet(mandate::dueNow);
                globals.output()
                        .say(
                                "extension "
                                        + extension
                                        + " of "
                                        + where(wanted, task)
                                        + " is "
                                        + answer
                                        + "; it is due "
                                        + Phrase.minute(due));
                globals.output()
                        .event(
                                "answered",
                                fields -> {
                                    fields.put("mandate", wanted.value())
                                            .put("extension", extension)
                                            .put("granted", granted)
                                            .put("due", due.toString());
                                    task.ifPresent(t -> fields.put("task", t));
                                });
            }
        }

        private enum Said {
            GRANTED,
            REFUSED
        }
    }

    /// `foedus mandate cancel`.
    @Command(
            name = "cancel",
            description = "As the issuer: end a mandate that is still open.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus mandate cancel clothes-2027 --reason \"no more funds\" --home ./brazil",
                "%nWith --json:",
                "  cancelled (mandate, reason)"
            })
    static final class Cancel implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "MANDATE", description = "the mandate's id")
        private String id = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new MandateId(id);
            try (var by = signing.open(globals)) {
                by.submit(h -> new MandateClaim.CancelMandate(h, wanted, reason), List.of());
                globals.output().say("cancelled " + wanted);
                globals.output()
                        .event(
                                "cancelled",
                                fields ->
                                        fields.put("mandate", wanted.value())
                                                .put("reason", reason));
            }
        }
    }
}
