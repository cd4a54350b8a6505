package org.foedus.portal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.mandate.Report;
import org.foedus.portal.MandateView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.foedus.portal.Tone;
import org.foedus.portal.Written;
import org.jspecify.annotations.Nullable;

/// The part of [Views] about mandates: the list, the board, one mandate with its history.
final class MandateViews {
    private static final Comparator<Mandate> NEWEST =
            Comparator.comparing(Mandate::publishedAt).reversed().thenComparing(Mandate::id);

    /// Cards of a column of the board; the list has the rest.
    private static final int CARDS = 12;

    private final Views views;
    private final AllianceState state;
    private final Outside outside;

    MandateViews(Views views, AllianceState state, Outside outside) {
        this.views = views;
        this.state = state;
        this.outside = outside;
    }

    /// @param status only those, where there is one
    Page list(Optional<MandateStatus> status, long number) {
        var found =
                state.mandates().values().stream()
                        .filter(m -> status.isEmpty() || m.status() == status.get())
                        .sorted(NEWEST)
                        .toList();
        var paging = Paging.of(number, found.size());
        return new Page.Mandates(
                paging.of(found).stream().map(this::view).toList(), status.orElse(null), paging);
    }

    Page board() {
        var columns = new EnumMap<MandateStatus, List<Mandate>>(MandateStatus.class);
        for (var mandate : state.mandates().values()) {
            columns.computeIfAbsent(mandate.status(), _ -> new ArrayList<>()).add(mandate);
        }
        return new Page.Board(
                columns.entrySet().stream()
                        .map(c ->
                                new Page.Column(
                                        c.getKey(),
                                        c.getValue().size(),
                                        c.getValue().stream()
                                                .sorted(Comparator.comparing(Mandate::dueNow))
                                                .limit(CARDS)
                                                .map(this::view)
                                                .toList()))
                        .toList());
    }

    MandateView view(Mandate mandate) {
        return view(mandate, outside.texts().instruction(mandate));
    }

    private MandateView view(Mandate mandate, Instruction instruction) {
        return new MandateView(
                mandate.id().value(),
                title(instruction),
                views.ref(mandate.lead()),
                mandate.dueNow(),
                mandate.status(),
                mandate.marks(outside.now(), state.rules().governs().dueSoon()),
                mandate.tasks(),
                mandate.done());
    }

    static Written title(Instruction instruction) {
        return written(instruction, instruction.title(), MandateTerms.Translation::title);
    }

    private static Written written(
            Instruction instruction, String text, Function<MandateTerms.Translation, String> part) {
        var translations = new TreeMap<String, String>();
        instruction
                .terms()
                .ifPresent(terms ->
                        terms.translations()
                                .forEach((tag, t) -> translations.put(tag, part.apply(t))));
        return new Written(
                instruction.terms().map(MandateTerms::language).orElse(""), text, translations);
    }

    Optional<Page> one(MandateId id) {
        return Optional.ofNullable(state.mandates().get(id)).map(this::page);
    }

    private Page page(Mandate mandate) {
        var instruction = outside.texts().instruction(mandate);
        return new Page.Mandate(
                new MandateView.Full(
                        view(mandate, instruction),
                        written(instruction, instruction.text(), MandateTerms.Translation::text),
                        views.ref(mandate.issuer()),
                        mandate.publishedAt(),
                        mandate.due(),
                        mandate.basis()
                                .flatMap(b -> Optional.ofNullable(state.proposals().get(b)))
                                .map(p -> new RunView.Link(p.id().value(), p.title()))
                                .orElse(null),
                        instruction.terms().map(this::terms).orElse(null),
                        tasks(mandate, instruction),
                        events(mandate),
                        state.runs().values().stream()
                                .filter(r -> r.plan().mandate().equals(mandate.id()))
                                .map(views::run)
                                .toList()));
    }

    private MandateView.Terms terms(MandateTerms terms) {
        return new MandateView.Terms(
                terms.role(),
                terms.coExecutors().stream().map(views::ref).toList(),
                terms.cadence().orElse(null),
                terms.priority(),
                terms.programme()
                        .flatMap(id -> Optional.ofNullable(state.programmes().get(id)))
                        .map(p -> new RunView.Link(p.id().value(), p.title()))
                        .orElse(null),
                terms.measure(),
                terms.supersedes().map(this::link).orElse(null));
    }

    private RunView.@Nullable Link link(MandateId id) {
        var mandate = state.mandates().get(id);
        return mandate == null ? null : new RunView.Link(id.value(), mandate.title());
    }

    private List<MandateView.Task> tasks(Mandate mandate, Instruction instruction) {
        var tasks = new ArrayList<MandateView.Task>();
        for (int i = 1; i <= mandate.tasks(); i++) {
            tasks.add(
                    new MandateView.Task(
                            i,
                            instruction.tasks().get(i - 1).title(),
                            views.ref(mandate.executor(i)),
                            mandate.dueNow(i),
                            mandate.duty(i).due(),
                            state(mandate, i)));
        }
        return tasks;
    }

    private static MandateView.State state(Mandate mandate, int task) {
        if (mandate.verified(task)) {
            return MandateView.State.VERIFIED;
        }
        return mandate.reportedDone(task) ? MandateView.State.REPORTED : MandateView.State.OPEN;
    }

    /// Everything that was said about it, oldest first. Of reports that no page has room for, only
    /// that they were.
    private List<MandateView.Event> events(Mandate mandate) {
        var events = new ArrayList<MandateView.Event>();
        var told = mandate.reports();
        int from = Math.max(0, told.size() - MandateView.Full.MOST_EVENTS);
        events.add(
                new MandateView.Event(
                        mandate.publishedAt(),
                        views.ref(mandate.issuer()),
                        Said.of("event.published", "due", mandate.due()),
                        Tone.PLAIN,
                        ""));
        for (var report : told) {
            boolean old = report.number() <= from;
            add(events, report, old ? "" : outside.texts().text(report));
        }
        mandate.extensions().forEach(e -> add(events, e));
        mandate.moves().forEach(m -> events.add(event(m)));
        events.sort(Comparator.comparing(MandateView.Event::at));
        return events;
    }

    private MandateView.Event event(Mandate.Move move) {
        var by = views.ref(move.by());
        return switch (move.what()) {
            case ACKNOWLEDGE ->
                    new MandateView.Event(
                            move.at(), by, Said.of("event.acknowledged"), Tone.GOOD, "");
            case CANCEL ->
                    new MandateView.Event(
                            move.at(), by, Said.of("event.cancelled"), Tone.BAD, move.reason());
            case SUPERSEDE ->
                    new MandateView.Event(
                            move.at(),
                            by,
                            Said.of("event.superseded", "mandate", move.reason()),
                            Tone.PLAIN,
                            "");
            case PROGRESS, REPORT_DONE, RETURN, VERIFY, VERIFY_PARTLY, VERIFY_NOT ->
                    throw new InvariantViolation("told as a report: " + move.what());
        };
    }

    private void add(List<MandateView.Event> events, Report report, String text) {
        var what =
                report.task().isPresent()
                        ? Said.of(
                                "event.report.task",
                                "task",
                                report.task().get(),
                                "progress",
                                report.progress())
                        : Said.of("event.report", "progress", report.progress());
        var tone = report.progress() == Report.Progress.BLOCKED ? Tone.WARN : Tone.BUSY;
        events.add(new MandateView.Event(report.at(), views.ref(report.by()), what, tone, text));
        report.check()
                .ifPresent(c ->
                        events.add(
                                new MandateView.Event(
                                        c.at(),
                                        views.ref(c.by()),
                                        Said.of(
                                                "event.check",
                                                "report",
                                                report.number(),
                                                "finding",
                                                c.finding()),
                                        c.finding() == Report.Finding.VERIFIED
                                                ? Tone.GOOD
                                                : Tone.WARN,
                                        c.reason())));
    }

    private void add(List<MandateView.Event> events, Extension extension) {
        events.add(
                new MandateView.Event(
                        extension.at(),
                        views.ref(extension.by()),
                        asked(extension),
                        Tone.PLAIN,
                        extension.reason()));
        extension
                .answer()
                .ifPresent(a ->
                        events.add(
                                new MandateView.Event(
                                        a.at(),
                                        views.ref(a.by()),
                                        a.granted()
                                                ? Said.of(
                                                        "event.granted", "until", extension.until())
                                                : Said.of("event.refused"),
                                        a.granted() ? Tone.GOOD : Tone.BAD,
                                        a.reason())));
    }

    private static Said asked(Extension extension) {
        Instant from = extension.before();
        Instant until = extension.until();
        return extension.task().isPresent()
                ? Said.of(
                        "event.asked.task",
                        "task",
                        extension.task().get(),
                        "from",
                        from,
                        "until",
                        until)
                : Said.of("event.asked", "from", from, "until", until);
    }
}
