package org.foedus.portal.state;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.MandateView;
import org.foedus.portal.MemberView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.RunView;
import org.foedus.protocol.json.EntryCodec;

/// Pages of one state of the alliance.
final class Views {
    /// No list beside the one that a page is about is longer.
    static final int MOST = 50;

    private static final int FEW = 3;
    private static final int SOME = 6;

    private final AllianceState state;
    private final Outside outside;
    private final Reader reader;

    /// Whose each node is, as far as it was asked.
    private final TreeMap<NodeId, MemberId> owners = new TreeMap<>();

    Views(AllianceState state, Outside outside, Reader reader) {
        this.state = state;
        this.outside = outside;
        this.reader = reader;
    }

    Page home() {
        var running = newestRuns().stream().filter(Run::active).limit(SOME).map(this::run).toList();
        var newest =
                state.mandates().values().stream()
                        .sorted(Comparator.comparing(Mandate::publishedAt).reversed())
                        .limit(FEW)
                        .map(this::mandate)
                        .toList();
        var lead = state.members().get(state.rules().lead());
        return new Page.Home(
                "",
                lead == null ? null : ref(lead.id()),
                membership().places(),
                state.members().values().stream().filter(Member::active).count(),
                running,
                decisions().open().stream().limit(FEW).toList(),
                decisions().closed().stream().limit(FEW).toList(),
                calendar().first(SOME),
                newest,
                told().said(FEW),
                state.runs().size(),
                models().count());
    }

    /// Applications that the reader may know of: the public, those that became memberships.
    List<Application> applications() {
        return state.applications().values().stream()
                .filter(a -> reader.member() || a.phase() == Application.Phase.ADMITTED)
                .toList();
    }

    private CalendarViews calendar() {
        return new CalendarViews(this, state, outside);
    }

    private MemberViews membership() {
        return new MemberViews(this, state, outside, reader);
    }

    private DecisionViews decisions() {
        return new DecisionViews(this, state, outside.texts());
    }

    private PartnershipViews together() {
        return new PartnershipViews(this, state, outside);
    }

    private MandateViews instructions() {
        return new MandateViews(this, state, outside);
    }

    Page news(long page) {
        return told().list(page);
    }

    private NewsViews told() {
        return new NewsViews(this, state, outside.texts(), reader);
    }

    Optional<Page> communique(CommuniqueId id) {
        return told().one(id);
    }

    Optional<Page> members(Optional<String> country, long page) {
        return membership().list(country, page);
    }

    Optional<Page> member(MemberId id, long ballots) {
        return membership().one(id, ballots);
    }

    Page decisionList(long page) {
        return decisions().list(page);
    }

    Optional<Page> decision(ProposalId id, long ballots) {
        return decisions().one(id, ballots);
    }

    /// @param version 0 for the one in force
    Optional<Page> charter(long version) {
        return decisions().charter(version).or(() -> version == 1 ? founding() : Optional.empty());
    }

    private Optional<Page> founding() {
        return outside.entries(0, 1).stream()
                .map(EntryCodec::read)
                .filter(e -> e instanceof Entry.Founded)
                .map(e -> decisions().founding(((Entry.Founded) e).charter()))
                .findFirst();
    }

    Page partnerships(long page) {
        return together().list(page);
    }

    Optional<Page> partnership(PartnershipId id) {
        return together().one(id);
    }

    Page programmes(long page) {
        return together().programmes(page);
    }

    Optional<Page> programme(ProgrammeId id) {
        return together().programme(id);
    }

    Page mandates(Optional<MandateStatus> status, long page) {
        return instructions().list(status, page);
    }

    Page board() {
        return instructions().board();
    }

    Page calendar(long page) {
        return calendar().page(page);
    }

    Optional<Page> mandate(MandateId id) {
        return instructions().one(id);
    }

    MandateView mandate(Mandate mandate) {
        return instructions().view(mandate);
    }

    /// A partnership by its title, or by its id where only the partners know the title.
    RunView.Link link(Partnership partnership) {
        var id = partnership.id().value();
        return new RunView.Link(id, partnership.title().orElse(id));
    }

    Page runList(long number) {
        var paging = Paging.of(number, state.runs().size());
        return new Page.Runs(paging.of(newestRuns()).stream().map(this::run).toList(), paging);
    }

    private List<Run> newestRuns() {
        return state.runs().values().stream()
                .sorted(Comparator.comparing(Run::startedAt).reversed())
                .toList();
    }

    RunView run(Run run) {
        return new RunViews(this, state, reader).summary(run);
    }

    /// @param rounds which page of its rounds
    /// @param members which page of its members
    Optional<Page> run(RunId id, long rounds, long members) {
        return Optional.ofNullable(state.runs().get(id))
                .map(r -> Page.Run.of(full(r), rounds, members));
    }

    private RunView.Full full(Run run) {
        return new RunViews(this, state, reader)
                .full(
                        run,
                        outside.waiting(run),
                        outside.bytesUp(run.id()),
                        outside.bytesDown(run.id()));
    }

    /// Runs side by side; empty where one of them is none.
    Optional<Page> compare(List<RunId> ids, long rounds) {
        var found = ids.stream().flatMap(id -> Stream.ofNullable(state.runs().get(id))).toList();
        return found.size() < ids.size()
                ? Optional.empty()
                : Optional.of(
                        Page.Compare.of(
                                found.stream()
                                        .limit(Page.Compare.MOST + 1)
                                        .map(this::full)
                                        .toList(),
                                rounds));
    }

    private ModelViews models() {
        return new ModelViews(this, state, outside, reader);
    }

    Page modelList(long number) {
        return models().list(number);
    }

    /// The card of the version whose digest is `digest`.
    Optional<Page> model(Sha256 digest, long versions) {
        return models().one(digest, versions);
    }

    MemberView.Ref ref(MemberId id) {
        var member = state.members().get(id);
        if (member != null) {
            return new MemberView.Ref(id.value(), member.legalName(), member.country());
        }
        var application = state.applications().get(id);
        return application == null
                ? new MemberView.Ref(id.value(), id.value(), "ZZ")
                : new MemberView.Ref(id.value(), application.legalName(), application.country());
    }

    /// The member that a node belongs to, or belonged to.
    MemberId memberOf(NodeId node) {
        return owners.computeIfAbsent(node, this::owner);
    }

    private MemberId owner(NodeId node) {
        return state.members().values().stream()
                .filter(m -> m.nodes().containsKey(node))
                .map(Member::id)
                .findFirst()
                .orElseGet(() -> new MemberId(node.value()));
    }
}
