package org.foedus.node.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.portal.JobView;
import org.foedus.portal.RunView;
import org.foedus.portal.state.Site;

/// What a node did in each run, as the ledger and its own log tell it.
final class JobViews {
    private final NodeId node;
    private final Site site;
    private final List<Outgoing> log;

    JobViews(NodeId node, Site site, List<Outgoing> log) {
        this.node = node;
        this.site = site;
        this.log = List.copyOf(log);
    }

    /// Runs in which the node was asked for work, or said something, newest first.
    static List<Run> runs(AllianceState state, NodeId node) {
        return state.runs().values().stream()
                .filter(r ->
                        r.consents().containsKey(node)
                                || r.rounds().values().stream()
                                        .anyMatch(round -> work(round, node).isPresent()))
                .sorted(Comparator.comparing(Run::startedAt).reversed())
                .toList();
    }

    List<JobView> of(AllianceState state) {
        return runs(state, node).stream().map(this::of).toList();
    }

    private static Optional<Work> work(RoundState round, NodeId node) {
        return round.work().values().stream().filter(w -> w.item().node().equals(node)).findFirst();
    }

    private JobView of(Run run) {
        var consent = run.consents().get(node);
        var rounds = new ArrayList<JobView.Round>();
        Long examples = null;
        for (var round : run.rounds().values()) {
            var work = work(round, node);
            if (work.isPresent()) {
                rounds.add(round(round, work.get()));
                var done = work.get().done();
                if (done.isPresent()) {
                    examples = done.get().claim().examples();
                }
            }
        }
        long out = 0;
        long in = 0;
        for (var line : log) {
            if (line.run().equals(Optional.of(run.id().value()))) {
                out += line.bytesOut();
                in += line.bytesIn();
            }
        }
        return new JobView(
                site.run(run),
                consent == null ? RunView.Consent.PENDING : PlanViews.consent(consent),
                rounds.reversed(),
                examples,
                out,
                in);
    }

    private JobView.Round round(RoundState round, Work work) {
        var excluded =
                switch (round) {
                    case RoundState.Published p -> p.excluded().get(node);
                    case RoundState.Folding f -> f.excluded().get(node);
                    case RoundState.Failed f -> f.reason();
                    case RoundState.Collecting _ -> null;
                };
        if (work.answer() instanceof Work.Declined d) {
            return new JobView.Round(round.number(), RunView.PartKind.DECLINED, d.reason());
        }
        if (excluded != null) {
            return new JobView.Round(round.number(), RunView.PartKind.EXCLUDED, excluded);
        }
        return new JobView.Round(
                round.number(),
                work.open() ? RunView.PartKind.WAITING : RunView.PartKind.INCLUDED,
                "");
    }
}
