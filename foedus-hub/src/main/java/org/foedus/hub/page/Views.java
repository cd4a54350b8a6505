package org.foedus.hub.page;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.portal.MandateView;
import org.foedus.portal.MemberView;
import org.foedus.portal.ModelView;
import org.foedus.portal.Page;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.foedus.portal.Written;

/// Pages of one state of the alliance.
public final class Views {
    private final AllianceState state;
    private final Outside outside;

    /// What the ledger does not say.
    ///
    /// @param parameters number of parameters of a model that the hub holds, 0 if it does not
    public record Outside(
            Instant now,
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
        return new Page.Members(state.members().values().stream().map(this::member).toList());
    }

    private MemberView member(Member member) {
        return new MemberView(
                ref(member.id()),
                member.memberClass(),
                member.id().equals(state.rules().lead()),
                member.since(),
                member.status(),
                node(member));
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

    private static Written title(Mandate mandate) {
        return written(mandate, mandate.title(), MandateTerms.Translation::title);
    }

    private static Written text(Mandate mandate) {
        return written(mandate, mandate.text(), MandateTerms.Translation::text);
    }

    private static Written written(
            Mandate mandate, String text, Function<MandateTerms.Translation, String> part) {
        var translations = new TreeMap<String, String>();
        mandate.terms()
                .ifPresent(t ->
                        t.translations()
                                .forEach((tag, translation) ->
                                        translations.put(tag, part.apply(translation))));
        return new Written(
                mandate.terms().map(MandateTerms::language).orElse(""), text, translations);
    }

    private MandateView mandate(Mandate mandate) {
        return new MandateView(
                mandate.id().value(),
                title(mandate),
                ref(mandate.lead()),
                mandate.dueNow(),
                mandate.status(),
                mandate.marks(outside.now(), state.rules().governs().dueSoon()),
                mandate.tasks().size(),
                mandate.done());
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
                run.id() + " v" + run.published(),
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
                                        Said.of("verify.get")),
                                new ModelView.Command(
                                        "foedus export proof", Said.of("verify.export")),
                                new ModelView.Command(
                                        "foedus verify proof", Said.of("verify.check"))),
                        List.of(
                                Said.of("note.purpose", "purpose", run.plan().purpose()),
                                Said.of("note.proof"))));
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
}
