package org.foedus.portal.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Texts;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.MandateTerms;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.CharterView;
import org.foedus.portal.DecisionView;
import org.foedus.portal.KeyView;
import org.foedus.portal.Page;
import org.foedus.portal.Paging;
import org.foedus.portal.PollView;
import org.foedus.portal.RunView;
import org.foedus.portal.Said;
import org.foedus.protocol.form.CharterYaml;
import org.foedus.protocol.form.Difference;
import org.jspecify.annotations.Nullable;

/// The part of [Views] about votes and the charter that they follow.
final class DecisionViews {
    /// What closes first first; of the same time by id, so that pages do not change places.
    private static final Comparator<DecisionView> CLOSING =
            Comparator.comparing(DecisionViews::day).thenComparing(DecisionView::id);

    private static final Comparator<DecisionView> NEWEST =
            Comparator.comparing(DecisionViews::day).reversed().thenComparing(DecisionView::id);

    /// Lines shown around a change.
    private static final int AROUND = 3;

    private final Views views;
    private final AllianceState state;
    private final Texts texts;

    DecisionViews(Views views, AllianceState state, Texts texts) {
        this.views = views;
        this.state = state;
        this.texts = texts;
    }

    Page list(long number) {
        var closed = closed();
        var paging = Paging.of(number, closed.size());
        return new Page.Decisions(open(), paging.of(closed), paging);
    }

    private static Instant day(DecisionView decision) {
        var day = decision.day();
        return day == null ? decision.at() : day;
    }

    /// What was decided, the newest first.
    List<DecisionView> closed() {
        var closed = new ArrayList<DecisionView>();
        for (var proposal : state.proposals().values()) {
            if (!proposal.open()) {
                closed.add(view(proposal));
            }
        }
        for (var application : views.applications()) {
            if (!application.open() && application.poll().isPresent()) {
                closed.add(view(application));
            }
        }
        closed.sort(NEWEST);
        return closed;
    }

    /// What can be voted on now, what closes first first.
    List<DecisionView> open() {
        var open = new ArrayList<DecisionView>();
        state.proposals().values().stream()
                .filter(Proposal::open)
                .map(this::view)
                .forEach(open::add);
        views.applications().stream()
                .filter(a -> a.phase() == Application.Phase.VOTE)
                .map(this::view)
                .forEach(open::add);
        open.sort(CLOSING);
        return open.subList(0, Math.min(open.size(), Views.MOST));
    }

    DecisionView view(Proposal proposal) {
        return new DecisionView(
                proposal.id().value(),
                proposal.matter().kind(),
                proposal.title(),
                views.ref(proposal.by()),
                proposal.at(),
                proposal.outcome(),
                proposal.ended().orElse(null),
                poll(proposal.poll()));
    }

    DecisionView view(Application application) {
        return new DecisionView(
                application.member().value(),
                Kind.ADMIT,
                application.legalName(),
                views.ref(application.member()),
                application.at(),
                outcome(application),
                application.ended().orElse(null),
                application.poll().map(this::poll).orElse(null));
    }

    private static Proposal.Outcome outcome(Application application) {
        return switch (application.outcome()) {
            case OPEN -> Proposal.Outcome.OPEN;
            case ADMITTED -> Proposal.Outcome.PASSED;
            case REJECTED -> Proposal.Outcome.REJECTED;
            case WITHDRAWN -> Proposal.Outcome.WITHDRAWN;
        };
    }

    PollView poll(Poll poll) {
        return new PollView(
                poll.rule(),
                poll.tally(),
                poll.quorum(),
                poll.opened(),
                poll.closes(),
                poll.extensions(),
                poll.fallback(),
                poll.electorate().entrySet().stream()
                        .map(e ->
                                new PollView.Ballot(
                                        views.ref(e.getKey()),
                                        e.getValue(),
                                        poll.recused().contains(e.getKey()),
                                        poll.gone().contains(e.getKey()),
                                        poll.votes().get(e.getKey())))
                        .toList());
    }

    Optional<Page> one(ProposalId id, long ballots) {
        return Optional.ofNullable(state.proposals().get(id))
                .map(p ->
                        Page.Decision.of(
                                new DecisionView.Full(
                                        view(p),
                                        texts.text(p),
                                        words(p.matter()),
                                        mandate(p),
                                        p.remarks().size(),
                                        KeyView.of(state, p.matter()),
                                        p.poll().objection().orElse(null),
                                        draft(texts.matter(p))),
                                ballots));
    }

    /// The mandate that a proposal published.
    private RunView.@Nullable Link mandate(Proposal proposal) {
        if (!(proposal.matter() instanceof Matter.Issue issue)) {
            return null;
        }
        var id = issue.instruction().id();
        return state.mandates().containsKey(id)
                ? new RunView.Link(id.value(), issue.instruction().title())
                : null;
    }

    /// What a question is about, in full, beside what it would replace while that is known.
    private DecisionView.@Nullable Draft draft(Matter matter) {
        return switch (matter) {
            case Matter.Amend m -> {
                var after = lines(m.charter());
                var before =
                        state.charter()
                                .filter(_ -> m.replaces() == state.charterVersion())
                                .map(DecisionViews::lines);
                yield new DecisionView.Draft(
                        m.charter().name(),
                        String.join("\n", after),
                        List.of(),
                        before.map(b -> Difference.of(b, after).near(AROUND).lines())
                                .orElse(List.of()));
            }
            case Matter.Issue m -> draft(m.instruction());
            case Matter.Suspend _,
                    Matter.Reinstate _,
                    Matter.Expel _,
                    Matter.Release _,
                    Matter.Federate _,
                    Matter.Recover _,
                    Matter.Resolve _ ->
                    null;
        };
    }

    private DecisionView.Draft draft(Instruction said) {
        var before =
                said.terms()
                        .flatMap(MandateTerms::supersedes)
                        .map(id -> state.mandates().get(id))
                        .map(texts::instruction);
        return new DecisionView.Draft(
                said.title(),
                said.text(),
                said.tasks().stream()
                        .map(t ->
                                new DecisionView.Step(
                                        t.title(),
                                        views.ref(t.executor().orElse(said.lead())),
                                        t.due()))
                        .toList(),
                before.map(b -> Difference.of(lines(b), lines(said)).near(AROUND).lines())
                        .orElse(List.of()));
    }

    private static List<String> lines(Charter charter) {
        return CharterYaml.write(charter.whole()).lines().toList();
    }

    private static List<String> lines(Instruction said) {
        return Stream.concat(Stream.of(said.title()), said.text().lines()).toList();
    }

    private Said words(Matter matter) {
        return switch (matter) {
            case Matter.Suspend m ->
                    Said.of("matter.suspend", "member", views.ref(m.member()).name());
            case Matter.Reinstate m ->
                    Said.of("matter.reinstate", "member", views.ref(m.member()).name());
            case Matter.Expel m -> Said.of("matter.expel", "member", views.ref(m.member()).name());
            case Matter.Amend m -> Said.of("matter.amend", "version", m.replaces());
            case Matter.Issue m ->
                    Said.of(
                            "matter.mandate",
                            "lead",
                            views.ref(m.instruction().lead()).name(),
                            "due",
                            m.instruction().due());
            case Matter.Release m ->
                    Said.of("matter.release", "run", m.run().value(), "readers", m.audience());
            case Matter.Federate m -> Said.of("matter.federate", "alliance", m.alliance());
            case Matter.Recover m ->
                    Said.of("matter.recover", "member", views.ref(m.member()).name());
            case Matter.Resolve _ -> Said.of("matter.resolve");
        };
    }

    /// The charter in force, or one that a decision brought; the founders' is in the ledger alone
    /// once it was amended.
    ///
    /// @param version 0 for the one in force
    Optional<Page> charter(long version) {
        int current = state.charterVersion();
        if (version == 0 || version == current) {
            return Optional.of(page(current, state.rules()));
        }
        return state.proposals().values().stream()
                .filter(DecisionViews::amended)
                .map(p -> (Matter.Amend) p.matter())
                .filter(a -> a.replaces() + 1 == version)
                .findFirst()
                .map(a -> page(a.replaces() + 1, a.charter()));
    }

    /// The charter that the alliance was founded with.
    Page founding(Charter charter) {
        return page(1, charter);
    }

    private static boolean amended(Proposal proposal) {
        return proposal.outcome() == Proposal.Outcome.PASSED
                && proposal.matter() instanceof Matter.Amend;
    }

    private Page page(int version, Charter charter) {
        var governs = charter.governs();
        var versions = new ArrayList<CharterView.Version>();
        for (var proposal : state.proposals().values()) {
            if (amended(proposal) && proposal.matter() instanceof Matter.Amend amend) {
                versions.add(
                        new CharterView.Version(
                                amend.replaces() + 1,
                                new RunView.Link(proposal.id().value(), proposal.title()),
                                proposal.at()));
            }
        }
        versions.sort(Comparator.comparingInt(CharterView.Version::number).reversed());
        versions.add(new CharterView.Version(1, null, null));
        return new Page.CharterPage(
                new CharterView(
                        version,
                        state.charterVersion(),
                        charter,
                        views.ref(charter.lead()),
                        governs.screeners().stream().map(views::ref).toList(),
                        governs.weights().entrySet().stream()
                                .map(w ->
                                        new CharterView.Weight(views.ref(w.getKey()), w.getValue()))
                                .toList(),
                        versions));
    }
}
