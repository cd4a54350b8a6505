package org.foedus.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Texts;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Mark;
import org.foedus.core.mandate.Report;
import org.foedus.core.run.Run;
import org.foedus.protocol.form.Times;

/// A mandate, in words.
///
/// @param instruction what it says
record MandateText(Mandate mandate, Instruction instruction, Texts texts) {
    static MandateText of(Mandate mandate, Texts texts) {
        return new MandateText(mandate, texts.instruction(mandate), texts);
    }

    static SortedSet<Mark> marks(AllianceState state, Mandate mandate, Instant now) {
        return mandate.marks(now, state.rules().governs().dueSoon());
    }

    /// What was verified: "2 of 3 tasks", or nothing where there are no tasks.
    static String progress(Mandate mandate) {
        return mandate.tasks() == 0
                ? "no tasks"
                : mandate.done() + " of " + Phrase.count(mandate.tasks(), "task");
    }

    /// Where a task is: `verified`, `to-check`, `overdue` or `open`.
    static String state(Mandate mandate, int task, Instant now) {
        if (mandate.verified(task)) {
            return "verified";
        }
        if (mandate.reportedDone(task)) {
            return "to-check";
        }
        return mandate.status().open() && now.isAfter(mandate.dueNow(task)) ? "overdue" : "open";
    }

    void say(Output output, AllianceState state, List<Run> runs, Instant now) {
        var marks = marks(state, mandate, now);
        output.say("mandate   " + mandate.id() + ": " + mandate.title());
        output.say(
                "status    "
                        + Phrase.words(mandate.status())
                        + (marks.isEmpty() ? "" : ", " + Phrase.list(marks)));
        output.say(
                "lead      "
                        + mandate.lead()
                        + instruction
                                .terms()
                                .map(t ->
                                        " ("
                                                + t.role()
                                                + ")"
                                                + (t.coExecutors().isEmpty()
                                                        ? ""
                                                        : ", with " + Phrase.list(t.coExecutors())))
                                .orElse(""));
        output.say(
                "issued    "
                        + Phrase.day(mandate.publishedAt())
                        + " by "
                        + mandate.issuer()
                        + mandate.basis()
                                .map(p -> ", decided as proposal " + p)
                                .orElse(", by the charter"));
        output.say("due       " + due(mandate.due(), mandate.dueNow()));
        output.say("progress  " + progress(mandate) + " verified");
        instruction.terms().ifPresent(t -> say(output, t));
        output.say("");
        instruction.text().lines().forEach(line -> output.say("  " + line));
        output.say("");
        for (int task = 1; task <= mandate.tasks(); task++) {
            output.say(
                    "task %-4d %s  %-8s  %s  %s"
                            .formatted(
                                    task,
                                    Phrase.day(mandate.dueNow(task)),
                                    state(mandate, task, now).replace('-', ' '),
                                    mandate.executor(task),
                                    instruction.tasks().get(task - 1).title()));
        }
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
        output.say("");
        history(runs).forEach(e -> output.say(Phrase.minute(e.at()) + "  " + e.text()));
    }

    private static String due(Instant first, Instant now) {
        return Phrase.minute(now) + (first.equals(now) ? "" : ", first " + Phrase.minute(first));
    }

    private static void say(Output output, MandateTerms terms) {
        output.say("priority  " + Phrase.words(terms.priority()));
        terms.programme().ifPresent(p -> output.say("programme " + p));
        terms.cadence().ifPresent(c -> output.say("reports   every " + Times.print(c)));
        if (!terms.measure().isEmpty()) {
            output.say("measure   " + terms.measure());
        }
        terms.supersedes().ifPresent(m -> output.say("replaces  " + m));
        output.say(
                "language  "
                        + terms.language()
                        + (terms.translations().isEmpty()
                                ? ""
                                : ", also in " + Phrase.list(terms.translations().keySet())));
    }

    /// Something that happened to a mandate.
    record Event(Instant at, String text) {}

    List<Event> history(List<Run> runs) {
        var events = new ArrayList<Event>();
        events.add(new Event(mandate.publishedAt(), "published by " + mandate.issuer()));
        for (var run : runs) {
            events.add(new Event(run.startedAt(), run.startedBy() + " started run " + run.id()));
        }
        mandate.reports().forEach(r -> add(events, r));
        mandate.extensions().forEach(e -> add(events, e));
        mandate.moves().forEach(m -> events.add(new Event(m.at(), words(m))));
        events.sort(Comparator.comparing(Event::at));
        return events;
    }

    private static String words(Mandate.Move move) {
        return switch (move.what()) {
            case ACKNOWLEDGE -> "acknowledged by " + move.by();
            case CANCEL -> "cancelled by " + move.by() + because(move.reason());
            case SUPERSEDE -> "replaced by " + move.reason();
            case PROGRESS, REPORT_DONE, RETURN, VERIFY, VERIFY_PARTLY, VERIFY_NOT ->
                    throw new InvariantViolation("told as a report: " + move.what());
        };
    }

    private void add(List<Event> events, Report report) {
        var evidence = texts.evidence(report);
        events.add(
                new Event(
                        report.at(),
                        "report "
                                + report.number()
                                + about(report.task())
                                + " by "
                                + report.by()
                                + ": "
                                + Phrase.words(report.progress())
                                + "; "
                                + texts.text(report)
                                + (evidence.isEmpty()
                                        ? ""
                                        : " (evidence " + Phrase.list(evidence) + ")")));
        report.check()
                .ifPresent(c ->
                        events.add(
                                new Event(
                                        c.at(),
                                        "report "
                                                + report.number()
                                                + " checked by "
                                                + c.by()
                                                + ": "
                                                + Phrase.words(c.finding())
                                                + because(c.reason()))));
    }

    private static void add(List<Event> events, Extension extension) {
        events.add(
                new Event(
                        extension.at(),
                        "extension "
                                + extension.number()
                                + about(extension.task())
                                + " from "
                                + Phrase.day(extension.before())
                                + " to "
                                + Phrase.day(extension.until())
                                + " asked by "
                                + extension.by()
                                + because(extension.reason())));
        extension
                .answer()
                .ifPresent(a ->
                        events.add(
                                new Event(
                                        a.at(),
                                        "extension "
                                                + extension.number()
                                                + (a.granted() ? " granted" : " refused")
                                                + " by "
                                                + a.by()
                                                + because(a.reason()))));
    }

    private static String about(Optional<Integer> task) {
        return task.map(t -> " on task " + t).orElse("");
    }

    private static String because(String reason) {
        return reason.isEmpty() ? "" : "; " + reason;
    }

    /// Under which heading of the board a mandate stands.
    static Column column(Mandate mandate) {
        return switch (mandate.status()) {
            case IN_FORCE, ACKNOWLEDGED -> Column.NOT_BEGUN;
            case IN_PROGRESS, RETURNED -> Column.UNDER_WAY;
            case REPORTED -> Column.TO_CHECK;
            case FULFILLED, PARTLY_FULFILLED, NOT_FULFILLED, CANCELLED, SUPERSEDED -> Column.ENDED;
        };
    }

    /// The headings of the board.
    enum Column {
        NOT_BEGUN,
        UNDER_WAY,
        TO_CHECK,
        ENDED;

        String heading() {
            return Phrase.words(this).toUpperCase(Locale.ROOT);
        }
    }
}
