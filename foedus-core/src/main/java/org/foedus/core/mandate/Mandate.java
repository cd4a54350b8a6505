package org.foedus.core.mandate;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.vote.ProposalId;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/// A published instruction: one lead answers for it by a due date. What it says at length is in its
/// entry ([org.foedus.core.alliance.Texts]): here is what rules need, and its title.
///
/// @param entry index of the entry that published it, or put it to the vote
/// @param issuer who published it
/// @param lead who answers for it
/// @param due as published; [#dueNow] counts the extensions
/// @param duties one for each task, in order, numbered from 1
/// @param coExecutors who help the lead
/// @param cadence how often the lead reports
/// @param basis the proposal by which the alliance decided it; the charter's authority if none
/// @param status by [MandateStatus#STEPS]
/// @param reports in order
/// @param extensions in order
/// @param moves what else was said that changed its status, in order
public record Mandate(
        MandateId id,
        String title,
        long entry,
        MemberId issuer,
        MemberId lead,
        Instant due,
        List<Duty> duties,
        Instant publishedAt,
        SortedSet<MemberId> coExecutors,
        Optional<Duration> cadence,
        Optional<ProgrammeId> programme,
        Optional<ProposalId> basis,
        MandateStatus status,
        PVector<Report> reports,
        PVector<Extension> extensions,
        PVector<Move> moves) {
    public static final int MAX_TITLE = 200;
    public static final int MAX_TEXT = 8000;
    public static final int MAX_TASKS = 50;

    public Mandate {
        title = Names.text("title", title, MAX_TITLE);
        duties = List.copyOf(duties);
        coExecutors = Collections.unmodifiableSortedSet(new TreeSet<>(coExecutors));
    }

    /// A mandate as it is published.
    ///
    /// @param entry index of the entry that has the instruction
    public static Mandate published(
            Instruction instruction,
            long entry,
            MemberId issuer,
            Optional<ProposalId> basis,
            Instant at) {
        var terms = instruction.terms();
        return new Mandate(
                instruction.id(),
                instruction.title(),
                entry,
                issuer,
                instruction.lead(),
                instruction.due(),
                instruction.tasks().stream().map(t -> new Duty(t.due(), t.executor())).toList(),
                at,
                terms.map(MandateTerms::coExecutors).orElse(Collections.emptySortedSet()),
                terms.flatMap(MandateTerms::cadence),
                terms.flatMap(MandateTerms::programme),
                basis,
                MandateStatus.IN_FORCE,
                TreePVector.empty(),
                TreePVector.empty(),
                TreePVector.empty());
    }

    /// A step that is no report: it was acknowledged, cancelled, or another took its place.
    ///
    /// @param reason why, or the mandate in its place; empty where there is none
    public record Move(Instant at, MemberId by, MandateStatus.Event what, String reason) {}

    public static void checkTasks(List<Task> tasks) {
        if (tasks.size() > MAX_TASKS) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "tasks: expected at most " + MAX_TASKS);
        }
    }

    /// The due date, with what was granted since.
    public Instant dueNow() {
        return latest(Optional.empty(), due);
    }

    /// The due date of task `number`, with what was granted since.
    public Instant dueNow(int number) {
        return latest(Optional.of(number), duty(number).due());
    }

    private Instant latest(Optional<Integer> task, Instant otherwise) {
        return extensions.stream()
                .filter(e -> e.granted() && e.task().equals(task))
                .reduce((_, second) -> second)
                .map(Extension::until)
                .orElse(otherwise);
    }

    /// How many tasks it has.
    public int tasks() {
        return duties.size();
    }

    public Duty duty(int number) {
        return duties.get(number - 1);
    }

    /// Who does task `number`: the lead, unless another is named.
    public MemberId executor(int number) {
        return duty(number).executor().orElse(lead);
    }

    public boolean hasTask(int number) {
        return number >= 1 && number <= tasks();
    }

    /// Whether someone other than its executor has verified task `number`.
    public boolean verified(int number) {
        return reports.stream()
                .filter(r -> r.task().equals(Optional.of(number)))
                .anyMatch(r ->
                        r.check().map(c -> c.finding() == Report.Finding.VERIFIED).orElse(false));
    }

    /// Whether task `number` was reported done, and that waits to be checked.
    public boolean reportedDone(int number) {
        return reports.stream()
                .anyMatch(r ->
                        r.task().equals(Optional.of(number))
                                && r.progress() == Report.Progress.DONE
                                && r.check().isEmpty());
    }

    /// Verified tasks.
    public int done() {
        int done = 0;
        for (int i = 1; i <= tasks(); i++) {
            done += verified(i) ? 1 : 0;
        }
        return done;
    }

    public boolean coExecutor(MemberId member) {
        return coExecutors.contains(member);
    }

    /// Overdue is computed, never set.
    public boolean overdue(Instant now) {
        return status.open() && now.isAfter(dueNow());
    }

    /// What the clock says about it.
    public SortedSet<Mark> marks(Instant now, Duration dueSoon) {
        if (!status.open()) {
            return Collections.emptySortedSet();
        }
        var marks = new TreeSet<Mark>();
        if (overdue(now)) {
            marks.add(Mark.OVERDUE);
        } else if (!now.isBefore(dueNow().minus(dueSoon))) {
            marks.add(Mark.DUE_SOON);
        }
        if (silent(now)) {
            marks.add(Mark.SILENT);
        }
        if (status == MandateStatus.IN_FORCE) {
            marks.add(Mark.UNACKNOWLEDGED);
        }
        return marks;
    }

    private boolean silent(Instant now) {
        var heard = reports.isEmpty() ? publishedAt : reports.get(reports.size() - 1).at();
        return cadence.map(c -> now.isAfter(heard.plus(c))).orElse(false);
    }

    /// The mandate after an event that [MandateStatus#STEPS] has from here.
    public Mandate on(MandateStatus.Event event) {
        var next =
                status.on(event)
                        .orElseThrow(
                                () -> new InvariantViolation(id + ": " + event + " in " + status));
        return with(next, reports, extensions);
    }

    /// The same, with who did so and why.
    public Mandate on(MandateStatus.Event event, MemberId by, Instant at, String reason) {
        var moved = on(event);
        return moved.with(
                moved.status, reports, extensions, moves.plus(new Move(at, by, event, reason)));
    }

    /// What a run under it does.
    public Mandate runStarted() {
        return status.on(MandateStatus.Event.PROGRESS).isPresent()
                ? on(MandateStatus.Event.PROGRESS)
                : this;
    }

    public Mandate reported(Report report) {
        return with(status, reports.plus(report), extensions);
    }

    public Mandate checked(int number, Report.Check check) {
        var report = reports.get(number - 1);
        return with(status, reports.with(number - 1, report.checked(check)), extensions);
    }

    public Mandate asked(Extension extension) {
        return with(status, reports, extensions.plus(extension));
    }

    public Mandate answered(int number, Extension.Answer answer) {
        var extension = extensions.get(number - 1);
        return with(status, reports, extensions.with(number - 1, extension.answered(answer)));
    }

    private Mandate with(
            MandateStatus next, PVector<Report> reported, PVector<Extension> extended) {
        return with(next, reported, extended, moves);
    }

    private Mandate with(
            MandateStatus next,
            PVector<Report> reported,
            PVector<Extension> extended,
            PVector<Move> moved) {
        return new Mandate(
                id,
                title,
                entry,
                issuer,
                lead,
                due,
                duties,
                publishedAt,
                coExecutors,
                cadence,
                programme,
                basis,
                next,
                reported,
                extended,
                moved);
    }

    /// A task without what it says.
    ///
    /// @param executor who does it; the lead if none is named
    public record Duty(Instant due, Optional<MemberId> executor) {}

    /// One thing to be done.
    ///
    /// @param executor who does it; the lead if none is named
    public record Task(String title, Instant due, Optional<MemberId> executor) {
        public Task {
            title = Names.text("task", title, MAX_TITLE);
        }

        public Task(String title, Instant due) {
            this(title, due, Optional.empty());
        }
    }
}
