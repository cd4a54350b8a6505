package org.foedus.portal.state;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.portal.ApplicationView;
import org.foedus.portal.MemberView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.RunView;
import org.foedus.portal.Spot;
import org.jspecify.annotations.Nullable;

/// The part of [Views] about members and applicants.
final class MemberViews {
    private final Views views;
    private final AllianceState state;
    private final Outside outside;
    private final Reader reader;

    MemberViews(Views views, AllianceState state, Outside outside, Reader reader) {
        this.views = views;
        this.state = state;
        this.outside = outside;
        this.reader = reader;
    }

    /// Empty where no member of the country is shown.
    Optional<Page> list(Optional<String> country, long number) {
        var all = state.members().values().stream().filter(this::shown).toList();
        var shown =
                all.stream()
                        .filter(m -> country.isEmpty() || m.country().equals(country.get()))
                        .toList();
        if (country.isPresent() && shown.isEmpty()) {
            return Optional.empty();
        }
        var paging = Paging.of(number, shown.size());
        var members = paging.of(shown).stream().map(this::view).toList();
        var applications =
                state.applications().values().stream()
                        .filter(_ -> reader.member())
                        .filter(a -> a.phase() != Application.Phase.ADMITTED)
                        .sorted(Comparator.comparing(Application::at).reversed())
                        .limit(Views.MOST)
                        .map(this::view)
                        .toList();
        return Optional.of(
                new Page.Members(
                        members,
                        paging,
                        country.isPresent() ? List.of() : applications,
                        places(),
                        country.orElse(null)));
    }

    /// Where those who belong are.
    List<Spot> places() {
        var counts = new TreeMap<String, Long>();
        state.members().values().stream()
                .filter(Member::belongs)
                .forEach(m -> counts.merge(m.country(), 1L, Long::sum));
        return counts.entrySet().stream().map(c -> new Spot(c.getKey(), c.getValue())).toList();
    }

    /// The public is not told who left, nor who wanted to come.
    private boolean shown(Member member) {
        return reader.member() || member.belongs();
    }

    MemberView view(Member member) {
        return new MemberView(
                views.ref(member.id()),
                member.memberClass(),
                state.leads(member.id()),
                member.since(),
                member.status(),
                reader.member() ? node(member) : null);
    }

    /// Null where whoever serves the page has not heard of it: a hub since it started, a console at
    /// all.
    private MemberView.@Nullable Node node(Member member) {
        boolean online =
                member.nodes().keySet().stream().anyMatch(n -> outside.reachable().contains(n));
        var seen =
                member.nodes().keySet().stream()
                        .flatMap(n -> Optional.ofNullable(outside.lastSeen().get(n)).stream())
                        .max(Instant::compareTo);
        return online || seen.isPresent() ? new MemberView.Node(online, seen.orElse(null)) : null;
    }

    private ApplicationView view(Application application) {
        return new ApplicationView(
                views.ref(application.member()),
                application.memberClass(),
                application.phase(),
                application.at(),
                application.screening().map(Screening::result).orElse(null),
                until(application));
    }

    private static @Nullable Instant until(Application application) {
        return switch (application.phase()) {
            case COMMENT -> application.commentUntil().orElse(null);
            case VOTE -> application.poll().map(p -> p.closes()).orElse(null);
            case REVIEW, ADMITTED, REJECTED, WITHDRAWN -> null;
        };
    }

    Optional<Page> one(MemberId id, long ballots) {
        var found = state.members().get(id);
        var member = found != null && shown(found) ? found : null;
        var application = reader.member() ? state.applications().get(id) : null;
        if (member == null && application == null) {
            return Optional.empty();
        }
        return Optional.of(
                Page.Member.of(
                        new MemberView.Full(
                                views.ref(id),
                                member == null ? null : view(member),
                                application == null ? null : story(application),
                                state.rules().governs().weight(id),
                                member == null || !reader.member() ? 0 : member.nodes().size(),
                                partnerships(id),
                                programmes(id),
                                mandates(id),
                                decisions(id)),
                        ballots));
    }

    private ApplicationView.Story story(Application application) {
        return new ApplicationView.Story(
                view(application),
                application
                        .screening()
                        .map(s ->
                                new ApplicationView.Screened(
                                        views.ref(s.by()), s.at(), s.result(), s.method()))
                        .orElse(null),
                application.remarks().size(),
                application.commentUntil().orElse(null),
                application
                        .poll()
                        .map(new DecisionViews(views, state, outside.texts())::poll)
                        .orElse(null),
                application.ended().orElse(null));
    }

    private List<RunView.Link> partnerships(MemberId id) {
        return state.partnerships().values().stream()
                .filter(p -> p.concerns(id))
                .limit(Views.MOST)
                .map(views::link)
                .toList();
    }

    private List<RunView.Link> programmes(MemberId id) {
        return state.programmes().values().stream()
                .filter(p -> p.lead().equals(id))
                .limit(Views.MOST)
                .map(p -> new RunView.Link(p.id().value(), p.title()))
                .toList();
    }

    private List<org.foedus.portal.MandateView> mandates(MemberId id) {
        return state.mandates().values().stream()
                .filter(m -> m.lead().equals(id) || m.coExecutor(id))
                .limit(Views.MOST)
                .map(views::mandate)
                .toList();
    }

    private List<org.foedus.portal.DecisionView> decisions(MemberId id) {
        var decisions = new DecisionViews(views, state, outside.texts());
        return state.proposals().values().stream()
                .filter(p -> p.by().equals(id) || p.matter().subject().equals(Optional.of(id)))
                .limit(Views.MOST)
                .map(decisions::view)
                .toList();
    }
}
