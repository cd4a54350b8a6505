package org.foedus.portal.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunStatus;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.jspecify.annotations.Nullable;

/// The part of [Views] about runs.
final class RunViews {
    private final Views views;
    private final AllianceState state;
    private final Reader reader;

    RunViews(Views views, AllianceState state, Reader reader) {
        this.views = views;
        this.state = state;
        this.reader = reader;
    }

    RunView summary(Run run) {
        var accuracies = new ArrayList<Double>();
        for (var round : published(run)) {
            var accuracy = metric(run, round, "accuracy");
            accuracies.add(accuracy == null ? Double.NaN : accuracy);
        }
        var mandate = state.mandates().get(run.plan().mandate());
        return new RunView(
                run.id().value(),
                run.id().value(),
                mandate == null ? null : new RunView.Link(mandate.id().value(), mandate.title()),
                status(run),
                run.published(),
                run.plan().rounds(),
                accuracies,
                run.startedAt());
    }

    RunView.Full full(
            Run run,
            String waiting,
            SortedMap<NodeId, Long> bytesUp,
            SortedMap<NodeId, Long> bytesDown) {
        var participants = new ArrayList<RunView.Participant>();
        for (var consent : run.consents().entrySet()) {
            if (!shown(consent.getValue())) {
                continue;
            }
            participants.add(
                    participant(run, consent.getKey(), consent.getValue(), bytesUp, bytesDown));
        }
        return new RunView.Full(
                summary(run),
                outcome(run, waiting),
                run.published() > 0 ? run.model().hex() : null,
                plan(run),
                run.planDigest().hex(),
                participants,
                run.rounds().values().stream().map(r -> round(run, r)).toList(),
                sum(bytesUp),
                sum(bytesDown));
    }

    /// Who refused is the members' affair.
    private boolean shown(ConsentState consent) {
        return reader.member() || consent.decision() == Claim.Decision.GRANTED;
    }

    /// What people should know of how it goes; null where there is nothing to add.
    private static @Nullable Said outcome(Run run, String waiting) {
        return switch (run.status()) {
            case RunStatus.Active _ ->
                    waiting.isEmpty() ? null : Said.of("run.outcome.waiting", "what", waiting);
            case RunStatus.Finished _ -> null;
            case RunStatus.Stopped s -> Said.of("run.outcome.stopped", "why", s.reason());
            case RunStatus.Failed f -> Said.of("run.outcome.failed", "why", f.reason());
        };
    }

    private static RunView.State status(Run run) {
        return switch (run.status()) {
            case RunStatus.Active _ ->
                    run.rounds().isEmpty() ? RunView.State.WAITING : RunView.State.RUNNING;
            case RunStatus.Finished _ -> RunView.State.FINISHED;
            case RunStatus.Stopped _ -> RunView.State.STOPPED;
            case RunStatus.Failed _ -> RunView.State.FAILED;
        };
    }

    private RunView.Participant participant(
            Run run,
            NodeId node,
            ConsentState consent,
            SortedMap<NodeId, Long> bytesUp,
            SortedMap<NodeId, Long> bytesDown) {
        int done = 0;
        int declined = 0;
        for (var round : run.rounds().values()) {
            var work = round.work().get(workId(run, round, node));
            done += work != null && work.done().isPresent() ? 1 : 0;
            declined += work != null && work.answer() instanceof Work.Declined ? 1 : 0;
        }
        return new RunView.Participant(
                views.ref(views.memberOf(node)),
                switch (consent.decision()) {
                    case GRANTED -> RunView.Consent.GIVEN;
                    case REFUSED -> RunView.Consent.REFUSED;
                    case WITHDRAWN -> RunView.Consent.WITHDRAWN;
                },
                reason(consent),
                unable(run, node),
                reader.member() ? examples(run).get(node) : null,
                done,
                declined,
                bytesUp.getOrDefault(node, 0L),
                bytesDown.getOrDefault(node, 0L));
    }

    /// What a node said of its own ability is the members' affair.
    private @Nullable Said unable(Run run, NodeId node) {
        var said = run.unable().get(node);
        boolean shown = reader.member() && run.active() && run.consented(node);
        if (said == null || said.over(state.at()) || !shown) {
            return null;
        }
        return said.until()
                .map(u -> Said.of("run.unable.until", "until", u, "why", said.reason()))
                .orElseGet(() -> Said.of("run.unable", "why", said.reason()));
    }

    private @Nullable String reason(ConsentState consent) {
        if (!reader.member()) {
            return null;
        }
        return consent.reason().isEmpty() ? "by " + consent.by() : consent.reason();
    }

    private static WorkItemId workId(Run run, RoundState round, NodeId node) {
        return WorkItemId.of(run.id(), round.number(), WorkItem.Kind.TRAIN, node);
    }

    private RunView.Round round(Run run, RoundState round) {
        var parts = new ArrayList<RunView.Part>();
        for (var work : round.work().values()) {
            parts.add(part(round, work));
        }
        var published = round instanceof RoundState.Published p ? p : null;
        return new RunView.Round(
                round.number(),
                parts,
                metric(run, round, "accuracy"),
                metric(run, round, "loss"),
                published == null ? null : published.model().hex(),
                published == null ? null : published.at(),
                RoundTimes.of(run, round));
    }

    private RunView.Part part(RoundState round, Work work) {
        var node = work.item().node();
        var member = views.ref(views.memberOf(node));
        var excluded =
                switch (round) {
                    case RoundState.Published p -> p.excluded().get(node);
                    case RoundState.Folding f -> f.excluded().get(node);
                    case RoundState.Failed f -> f.reason();
                    case RoundState.Collecting _ -> null;
                };
        if (work.answer() instanceof Work.Declined d) {
            return new RunView.Part(member, RunView.PartKind.DECLINED, why(d.reason()), null);
        }
        if (excluded != null) {
            return new RunView.Part(
                    member, RunView.PartKind.EXCLUDED, why(excluded), work(round, work));
        }
        return work.open()
                ? new RunView.Part(member, RunView.PartKind.WAITING, "", null)
                : new RunView.Part(member, RunView.PartKind.INCLUDED, "", work(round, work));
    }

    /// Which node did what is the members' affair.
    private RunView.@Nullable Work work(RoundState round, Work work) {
        if (!reader.member()) {
            return null;
        }
        return work.done()
                .map(d ->
                        new RunView.Work(
                                d.claim().examples(), Duration.between(round.openedAt(), d.at())))
                .orElse(null);
    }

    private String why(String reason) {
        return reader.member() ? reason : "";
    }

    /// Published rounds, in order.
    private static List<RoundState> published(Run run) {
        return run.rounds().values().stream()
                .filter(r -> r instanceof RoundState.Published)
                .toList();
    }

    /// A metric of the held-out evaluation of a round's version, null where it was not measured.
    @Nullable Double metric(Run run, @Nullable RoundState round, String name) {
        if (round == null) {
            return null;
        }
        var id =
                WorkItemId.of(
                        run.id(),
                        round.number(),
                        WorkItem.Kind.EVALUATE,
                        run.plan().evaluation().node());
        var work = run.evaluations().get(id);
        return work == null
                ? null
                : work.done().map(d -> d.claim().metrics().get(name)).orElse(null);
    }

    /// Examples that each node claimed last.
    SortedMap<NodeId, Long> examples(Run run) {
        var examples = new TreeMap<NodeId, Long>();
        for (var round : run.rounds().values()) {
            for (var work : round.work().values()) {
                work.done().ifPresent(d -> examples.put(work.item().node(), d.claim().examples()));
            }
        }
        return examples;
    }

    private static long sum(SortedMap<NodeId, Long> bytes) {
        return bytes.values().stream().mapToLong(Long::longValue).sum();
    }

    private static List<RunView.Fact> plan(Run run) {
        var plan = run.plan();
        var training = plan.training();
        var cohort = plan.cohort();
        var evaluation = plan.evaluation();
        return List.of(
                fact("plan.purpose", plan.purpose()),
                fact("model.architecture", plan.model().architecture()),
                fact("model.dataset", plan.dataset()),
                fact("run.rounds", Integer.toString(plan.rounds())),
                new RunView.Fact(
                        Said.of("plan.work"),
                        Said.of(
                                "plan.work.value",
                                "steps",
                                training.steps(),
                                "batch",
                                training.batchSize())),
                new RunView.Fact(
                        Said.of("plan.optimizer"),
                        Said.of(
                                "plan.optimizer.value",
                                "rate",
                                Double.toString(training.learningRate()),
                                "momentum",
                                Double.toString(training.momentum()),
                                "schedule",
                                training.schedule())),
                new RunView.Fact(
                        Said.of("plan.server"),
                        Said.of(
                                "plan.server.value",
                                "kind",
                                plan.serverOptimizer().kind(),
                                "rate",
                                Double.toString(plan.serverOptimizer().learningRate()),
                                "momentum",
                                Double.toString(plan.serverOptimizer().momentum()))),
                new RunView.Fact(Said.of("plan.weight"), Said.word(plan.aggregation().weighting())),
                new RunView.Fact(
                        Said.of("plan.cohort"),
                        Said.of("plan.cohort.value", "min", cohort.min(), "max", cohort.max())),
                new RunView.Fact(
                        Said.of("plan.deadline"),
                        Said.of("plan.deadline.value", "time", plan.round().deadline())),
                new RunView.Fact(
                        Said.of("plan.evaluation"),
                        Said.of(
                                "plan.evaluation.value",
                                "node",
                                evaluation.node().value(),
                                "dataset",
                                evaluation.dataset())),
                new RunView.Fact(
                        Said.of("plan.auditors"),
                        plan.auditors().isEmpty()
                                ? Said.of("plan.none")
                                : Said.plain(
                                        String.join(
                                                ", ",
                                                plan.auditors().stream()
                                                        .map(a -> a.value())
                                                        .toList()))),
                fact("plan.seed", Long.toString(plan.seed())));
    }

    private static RunView.Fact fact(String name, String value) {
        return new RunView.Fact(Said.of(name), Said.plain(value));
    }
}
