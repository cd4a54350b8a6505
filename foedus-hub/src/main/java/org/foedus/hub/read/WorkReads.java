package org.foedus.hub.read;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.protocol.api.Views;

/// Mandates, runs and models of what is read.
public record WorkReads(Reads reads) {
    /// Most reports that are shown of a mandate: the newest.
    private static final int MOST_REPORTS = 100;

    public SortedMap<MandateId, Views.Mandate> mandates() {
        var views = new TreeMap<MandateId, Views.Mandate>();
        reads.state().mandates().forEach((id, m) -> views.put(id, view(m)));
        return views;
    }

    private Views.Mandate view(Mandate m) {
        return new Views.Mandate(
                m.id(),
                m.title(),
                m.lead(),
                m.issuer(),
                m.status(),
                m.marks(reads.now(), reads.state().rules().governs().dueSoon()),
                m.publishedAt(),
                m.due(),
                m.dueNow(),
                m.programme(),
                m.tasks(),
                m.done());
    }

    public Optional<Views.MandateDetail> mandate(MandateId id) {
        return Optional.ofNullable(reads.state().mandates().get(id)).map(this::detail);
    }

    private Views.MandateDetail detail(Mandate m) {
        var instruction = reads.texts().instruction(m);
        var tasks = new ArrayList<Views.Task>();
        for (int number = 1; number <= m.tasks(); number++) {
            tasks.add(
                    new Views.Task(
                            number,
                            instruction.tasks().get(number - 1).title(),
                            m.executor(number),
                            m.duty(number).due(),
                            m.dueNow(number),
                            m.reportedDone(number),
                            m.verified(number)));
        }
        return new Views.MandateDetail(
                view(m),
                instruction.text(),
                m.basis(),
                instruction.terms(),
                tasks,
                m
                        .reports()
                        .subList(Math.max(0, m.reports().size() - MOST_REPORTS), m.reports().size())
                        .stream()
                        .map(this::view)
                        .toList(),
                m.extensions(),
                reads.runsUnder(m.id()));
    }

    private Views.Report view(Report r) {
        return new Views.Report(
                r.number(),
                r.by(),
                r.at(),
                r.task(),
                r.progress(),
                reads.texts().text(r),
                reads.texts().evidence(r),
                r.check());
    }

    public SortedMap<RunId, Views.Run> runs() {
        var views = new TreeMap<RunId, Views.Run>();
        reads.state().runs().forEach((id, r) -> views.put(id, view(r)));
        return views;
    }

    private static Views.Run view(Run r) {
        return new Views.Run(
                r.id(),
                r.plan().mandate(),
                r.plan().partnership(),
                r.startedBy(),
                r.startedAt(),
                r.plan().purpose(),
                r.plan().model().architecture(),
                r.status().label(),
                r.plan().rounds(),
                r.published(),
                newest(r).flatMap(round -> accuracy(r, round)));
    }

    private static Optional<RoundState> newest(Run run) {
        return run.rounds().values().stream()
                .filter(RoundState.Published.class::isInstance)
                .reduce((_, later) -> later);
    }

    /// Of the held-out evaluation of a round's version.
    private static Optional<Double> accuracy(Run run, RoundState round) {
        var evaluator = run.plan().evaluation().node();
        var id = WorkItemId.of(run.id(), round.number(), WorkItem.Kind.EVALUATE, evaluator);
        return Optional.ofNullable(run.evaluations().get(id))
                .flatMap(w -> w.done())
                .flatMap(d -> Optional.ofNullable(d.claim().metrics().get("accuracy")));
    }

    public Optional<Views.RunDetail> run(RunId id) {
        return Optional.ofNullable(reads.state().runs().get(id)).map(this::detail);
    }

    private Views.RunDetail detail(Run r) {
        var consents = new TreeMap<NodeId, Claim.Decision>();
        var rounds = new ArrayList<Views.Round>();
        r.rounds().values().forEach(round -> rounds.add(view(r, round)));
        if (reads.member()) {
            r.consents().forEach((node, consent) -> consents.put(node, consent.decision()));
        }
        return new Views.RunDetail(
                view(r), r.planDigest(), r.model(), r.modelBytes(), consents, rounds);
    }

    private Views.Round view(Run run, RoundState round) {
        var cohort = new TreeSet<NodeId>();
        if (reads.member()) {
            round.work().values().forEach(w -> cohort.add(w.item().node()));
        }
        return new Views.Round(
                round.number(),
                round.getClass().getSimpleName().toLowerCase(Locale.ROOT),
                round.openedAt(),
                cohort,
                round instanceof RoundState.Published p ? Optional.of(p.model()) : Optional.empty(),
                accuracy(run, round));
    }

    /// The newest version of each run that published one.
    public SortedMap<RunId, Views.Model> models() {
        var views = new TreeMap<RunId, Views.Model>();
        for (var r : reads.state().runs().values()) {
            if (r.published() > 0) {
                views.put(
                        r.id(),
                        new Views.Model(
                                r.id(),
                                r.published(),
                                r.model(),
                                r.modelBytes(),
                                r.plan().model().architecture(),
                                newest(r).flatMap(round -> accuracy(r, round))));
            }
        }
        return views;
    }
}
