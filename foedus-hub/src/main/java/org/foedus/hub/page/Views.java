package org.foedus.hub.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.portal.MandateView;
import org.foedus.portal.MemberView;
import org.foedus.portal.ModelView;
import org.foedus.portal.Page;
import org.foedus.portal.RunView;

/// Pages of one state of the alliance.
public final class Views {
    private final AllianceState state;
    private final Outside outside;

    /// What the ledger does not say.
    ///
    /// @param parameters number of parameters of a model that the hub holds, 0 if it does not
    public record Outside(
            SortedSet<NodeId> reachable,
            SortedMap<NodeId, Instant> lastSeen,
            ToLongFunction<Sha256> parameters) {}

    public Views(AllianceState state, Outside outside) {
        this.state = state;
        this.outside = outside;
    }

    public Page home() {
        var active = state.runs().values().stream().filter(Run::active).map(this::run).toList();
        var newest =
                state.mandates().values().stream()
                        .max(java.util.Comparator.comparing(Mandate::publishedAt))
                        .map(this::mandate)
                        .orElse(null);
        var lead = state.members().get(state.rules().lead());
        return new Page.Home(
                "",
                lead == null ? null : ref(lead.id()),
                state.members().values().stream()
                        .filter(Member::active)
                        .map(m -> ref(m.id()))
                        .toList(),
                active,
                newest,
                state.runs().size(),
                models().size());
    }

    public Page members() {
        var views = new ArrayList<MemberView>();
        for (var member : state.members().values()) {
            views.add(
                    new MemberView(
                            ref(member.id()),
                            label(member.memberClass()),
                            member.id().equals(state.rules().lead()),
                            member.since(),
                            state(member.status()),
                            node(member)));
        }
        for (var application : state.applications().values()) {
            if (application.outcome() != AdmissionRule.Outcome.ADMITTED) {
                views.add(applicant(application));
            }
        }
        return new Page.Members(views);
    }

    private static MemberView.State state(Member.Status status) {
        return switch (status) {
            case ACTIVE -> MemberView.State.ACTIVE;
            case SUSPENDED -> MemberView.State.SUSPENDED;
            case WITHDRAWN -> MemberView.State.LEFT;
            case EXPELLED -> MemberView.State.EXPELLED;
        };
    }

    private static MemberView applicant(Application application) {
        var claim = application.claim();
        return new MemberView(
                new MemberView.Ref(claim.member().value(), claim.legalName(), claim.country()),
                "applicant",
                false,
                null,
                application.open() ? MemberView.State.APPLIED : MemberView.State.REFUSED,
                null);
    }

    private MemberView.Node node(Member member) {
        boolean online =
                member.nodes().keySet().stream().anyMatch(n -> outside.reachable().contains(n));
        var seen =
                member.nodes().keySet().stream()
                        .flatMap(n -> Optional.ofNullable(outside.lastSeen().get(n)).stream())
                        .max(Instant::compareTo);
        return new MemberView.Node(online, seen.orElse(null));
    }

    public Page mandates() {
        return new Page.Mandates(state.mandates().values().stream().map(this::mandate).toList());
    }

    public Optional<Page> mandate(MandateId id) {
        return Optional.ofNullable(state.mandates().get(id))
                .map(m ->
                        new Page.Mandate(
                                new MandateView.Full(
                                        mandate(m),
                                        text(m),
                                        ref(m.issuer()),
                                        m.publishedAt(),
                                        state.runs().values().stream()
                                                .filter(r -> r.plan().mandate().equals(id))
                                                .map(this::run)
                                                .toList())));
    }

    private static String text(Mandate mandate) {
        var text = new StringBuilder(mandate.text());
        for (var task : mandate.tasks()) {
            text.append(text.indexOf("\n– ") < 0 ? "\n\n– " : "\n– ");
            text.append(task.title()).append(", by ").append(day(task.due()));
        }
        return text.toString();
    }

    static String day(Instant instant) {
        return instant.toString().substring(0, "2026-01-01".length());
    }

    private MandateView mandate(Mandate mandate) {
        long number =
                1
                        + state.mandates().values().stream()
                                .filter(m -> m.publishedAt().isBefore(mandate.publishedAt()))
                                .count();
        return new MandateView(
                mandate.id().value(),
                number,
                mandate.title(),
                ref(mandate.lead()),
                mandate.due(),
                MandateView.State.OPEN);
    }

    public Page runList() {
        return new Page.Runs(runs());
    }

    private List<RunView> runs() {
        return state.runs().values().stream()
                .sorted(java.util.Comparator.comparing(Run::startedAt).reversed())
                .map(this::run)
                .toList();
    }

    RunView run(Run run) {
        return new RunViews(this, state).summary(run);
    }

    /// @param waiting what the run waits for
    public Optional<Page> run(
            RunId id,
            String waiting,
            SortedMap<NodeId, Long> bytesUp,
            SortedMap<NodeId, Long> bytesDown) {
        return Optional.ofNullable(state.runs().get(id))
                .map(r -> new RunViews(this, state).page(r, waiting, bytesUp, bytesDown));
    }

    public Page modelList() {
        return new Page.Models(models());
    }

    private List<ModelView> models() {
        return state.runs().values().stream()
                .filter(r -> r.published() > 0)
                .sorted(java.util.Comparator.comparing(Run::startedAt).reversed())
                .map(this::model)
                .toList();
    }

    private ModelView model(Run run) {
        var versions = new RunViews(this, state);
        return new ModelView(
                run.model().hex(),
                run.id() + ", version " + run.published(),
                run.plan().model().architecture(),
                outside.parameters().applyAsLong(run.model()),
                run.modelBytes(),
                new RunView.Link(run.id().value(), run.id().value()),
                versions.metric(run, versions.newest(run), "accuracy"),
                run.waitingSince());
    }

    /// The card of the newest version of a run whose digest is `digest`.
    public Optional<Page> model(Sha256 digest) {
        return state.runs().values().stream()
                .filter(r -> r.published() > 0 && r.model().equals(digest))
                .findFirst()
                .map(this::card);
    }

    private Page card(Run run) {
        var versions = new RunViews(this, state);
        var examples = versions.examples(run);
        var datasets = new ArrayList<ModelView.Dataset>();
        var contributors = new TreeSet<MemberId>();
        for (var node : versions.contributors(run)) {
            var member = memberOf(node);
            contributors.add(member);
            datasets.add(
                    new ModelView.Dataset(run.plan().dataset(), ref(member), examples.get(node)));
        }
        var mandate = state.mandates().get(run.plan().mandate());
        return new Page.Model(
                new ModelView.Card(
                        model(run),
                        mandate == null
                                ? null
                                : new RunView.Link(mandate.id().value(), mandate.title()),
                        versions.metric(run, versions.newest(run), "loss"),
                        datasets,
                        contributors.stream().map(this::ref).toList(),
                        null,
                        List.of(
                                new ModelView.Command(
                                        "foedus model get " + run.id() + " model",
                                        "fetches this file and checks its digest"),
                                new ModelView.Command(
                                        "foedus export proof",
                                        "writes the ledger and the models as a folder"),
                                new ModelView.Command(
                                        "foedus verify proof",
                                        "checks every signature, the tree, and where it holds the"
                                                + " updates, every fold")),
                        List.of(
                                "Purpose: " + run.plan().purpose(),
                                "The proof covers the arithmetic and the order of events. It does"
                                        + " not show that a member trained honestly, or that a"
                                        + " metric is true.")));
    }

    MemberView.Ref ref(MemberId id) {
        var member = state.members().get(id);
        return member == null
                ? new MemberView.Ref(id.value(), id.value(), "ZZ")
                : new MemberView.Ref(id.value(), member.legalName(), member.country());
    }

    /// The member that a node belongs to, or belonged to.
    MemberId memberOf(NodeId node) {
        return state.members().values().stream()
                .filter(m -> m.nodes().containsKey(node))
                .map(Member::id)
                .findFirst()
                .orElseGet(() -> new MemberId(node.value()));
    }

    private static String label(MemberClass memberClass) {
        return switch (memberClass) {
            case FOUNDING -> "founding member";
            case FULL -> "full member";
            case ASSOCIATE -> "associate";
            case OBSERVER -> "observer";
        };
    }
}
