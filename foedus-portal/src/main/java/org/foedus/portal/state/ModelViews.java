package org.foedus.portal.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import org.foedus.portal.ModelView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.jspecify.annotations.Nullable;

/// The part of [Views] about models: each version that a run published has a card.
final class ModelViews {
    private static final String DELTA = "delta";

    private final Views views;
    private final AllianceState state;
    private final Outside outside;
    private final Reader reader;
    private final RunViews runs;

    ModelViews(Views views, AllianceState state, Outside outside, Reader reader) {
        this.views = views;
        this.state = state;
        this.outside = outside;
        this.reader = reader;
        this.runs = new RunViews(views, state, reader);
    }

    /// A version that a run published.
    private record Version(Run run, int number, RoundState.Published round) {
        boolean newest() {
            return round.model().equals(run.model());
        }
    }

    private static List<Version> versions(Run run) {
        var versions = new ArrayList<Version>();
        for (var round : run.rounds().values()) {
            if (round instanceof RoundState.Published published) {
                versions.add(new Version(run, versions.size() + 1, published));
            }
        }
        return versions;
    }

    /// The newest of each run, the newest run first.
    Page list(long number) {
        var newest =
                state.runs().values().stream()
                        .filter(run -> run.published() > 0)
                        .sorted(Comparator.comparing(Run::startedAt).reversed())
                        .toList();
        var paging = Paging.of(number, newest.size());
        return new Page.Models(
                paging.of(newest).stream().map(run -> view(versions(run).getLast())).toList(),
                paging);
    }

    /// Of runs that published one.
    long count() {
        return state.runs().values().stream().filter(run -> run.published() > 0).count();
    }

    /// @param versions which page of those of its run
    Optional<Page> one(Sha256 digest, long versions) {
        return find(digest).map(v -> Page.Model.of(card(v), versions));
    }

    private Optional<Version> find(Sha256 digest) {
        return state.runs().values().stream()
                .flatMap(run -> versions(run).reversed().stream())
                .filter(version -> version.round().model().equals(digest))
                .findFirst();
    }

    private ModelView view(Version version) {
        var run = version.run();
        return new ModelView(
                version.round().model().hex(),
                run.id() + " v" + version.number(),
                run.plan().model().architecture(),
                outside.parameters(run.model()),
                run.modelBytes(),
                new RunView.Link(run.id().value(), run.id().value()),
                runs.metric(run, version.round(), "accuracy"),
                version.round().at());
    }

    private ModelView.Card card(Version version) {
        var run = version.run();
        var nodes = contributors(version);
        var examples = runs.examples(run);
        var datasets = new ArrayList<ModelView.Dataset>();
        var members = new TreeSet<MemberId>();
        for (var node : nodes) {
            var member = views.memberOf(node);
            members.add(member);
            datasets.add(
                    new ModelView.Dataset(
                            run.plan().dataset(),
                            views.ref(member),
                            reader.member() ? examples.get(node) : null));
        }
        var mandate = state.mandates().get(run.plan().mandate());
        return new ModelView.Card(
                view(version),
                mandate == null ? null : new RunView.Link(mandate.id().value(), mandate.title()),
                runs.metric(run, version.round(), "loss"),
                datasets,
                members.stream().map(views::ref).toList(),
                lineage(version),
                verify(version),
                List.of(
                        Said.of("note.purpose", "purpose", run.plan().purpose()),
                        Said.of("note.proof")));
    }

    /// Whose updates are in it, or in a version before it.
    private static SortedSet<NodeId> contributors(Version version) {
        var nodes = new TreeSet<NodeId>();
        for (var earlier : versions(version.run())) {
            if (earlier.number() <= version.number()) {
                nodes.addAll(earlier.round().included());
            }
        }
        return nodes;
    }

    private ModelView.Lineage lineage(Version version) {
        var run = version.run();
        var partnership = run.plan().partnership().map(state.partnerships()::get).orElse(null);
        return new ModelView.Lineage(
                partnership == null ? null : views.link(partnership),
                run.initialModel().hex(),
                find(run.initialModel())
                        .map(v ->
                                new RunView.Link(
                                        v.round().model().hex(), v.run().id() + " v" + v.number()))
                        .orElse(null),
                run.planDigest().hex(),
                version.number(),
                versions(run).reversed().stream().map(this::row).toList(),
                reader.member() ? updates(version) : List.of());
    }

    private ModelView.Version row(Version version) {
        var round = version.round();
        return new ModelView.Version(
                version.number(),
                round.number(),
                round.model().hex(),
                runs.metric(version.run(), round, "accuracy"),
                runs.metric(version.run(), round, "loss"),
                round.included().size(),
                round.work().size(),
                round.at());
    }

    private List<ModelView.Update> updates(Version version) {
        var updates = new ArrayList<ModelView.Update>();
        for (var work : version.round().work().values()) {
            if (version.round().included().contains(work.item().node())) {
                work.done().map(d -> update(work.item().node(), d)).ifPresent(updates::add);
            }
        }
        return updates;
    }

    private ModelView.@Nullable Update update(NodeId node, Work.Done done) {
        var delta = done.claim().outputs().get(DELTA);
        return delta == null
                ? null
                : new ModelView.Update(
                        views.ref(views.memberOf(node)),
                        delta.sha256().hex(),
                        done.claim().examples());
    }

    private static List<ModelView.Command> verify(Version version) {
        var commands = new ArrayList<ModelView.Command>();
        if (version.newest()) {
            commands.add(
                    new ModelView.Command(
                            "foedus model get " + version.run().id() + " model",
                            Said.of("verify.get")));
        }
        commands.add(new ModelView.Command("foedus export proof", Said.of("verify.export")));
        commands.add(new ModelView.Command("foedus verify proof", Said.of("verify.check")));
        return commands;
    }
}
