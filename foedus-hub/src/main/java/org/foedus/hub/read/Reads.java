package org.foedus.hub.read;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Inbox;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.alliance.Texts;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.protocol.api.Views;
import org.foedus.protocol.json.Json;

/// What members, and the public where the hub is open to it, read about the alliance.
///
/// @param texts what the state does not hold
/// @param member whether a member reads: the public is not told of nodes
public record Reads(AllianceState state, Texts texts, Instant now, boolean member) {

    public Views.Alliance alliance() {
        var charter = state.rules();
        var counters = new TreeMap<String, Long>();
        counters.put("members", count(state.members(), Member::belongs));
        counters.put("applications_open", count(state.applications(), a -> a.open()));
        counters.put("proposals_open", count(state.proposals(), Proposal::open));
        counters.put(
                "partnerships_in_force",
                count(state.partnerships(), p -> p.status(now) == Partnership.Status.IN_FORCE));
        counters.put("programmes", (long) state.programmes().size());
        counters.put("mandates_open", count(state.mandates(), m -> m.status().open()));
        counters.put("mandates_overdue", count(state.mandates(), m -> m.overdue(now)));
        counters.put("runs_active", count(state.runs(), Run::active));
        counters.put("models", count(state.runs(), r -> r.published() > 0));
        return new Views.Alliance(
                state.allianceId(),
                charter.name(),
                charter.lead(),
                state.charterVersion(),
                Sha256.of(Json.write(charter)),
                charter,
                state.addresses(),
                counters,
                state.size(),
                state.at());
    }

    private static <V> long count(SortedMap<?, V> all, Predicate<? super V> wanted) {
        return all.values().stream().filter(wanted).count();
    }

    public SortedMap<MemberId, Views.Member> members() {
        var views = new TreeMap<MemberId, Views.Member>();
        state.members()
                .forEach((id, m) -> {
                    if (member || m.belongs()) {
                        views.put(id, view(m));
                    }
                });
        return views;
    }

    private Views.Member view(Member m) {
        return new Views.Member(
                m.id(),
                m.legalName(),
                m.country(),
                m.memberClass(),
                m.status(),
                m.id().equals(state.rules().lead()),
                m.active() && m.memberClass().votes(),
                state.connected(m.id()),
                m.since(),
                member ? new TreeSet<>(m.nodes().keySet()) : new TreeSet<>());
    }

    public SortedMap<MemberId, Application> applications() {
        return state.applications();
    }

    /// With its declaration.
    public Views.Application view(Application a) {
        return new Views.Application(
                a.member(),
                a.legalName(),
                a.country(),
                a.memberClass(),
                a.phase(),
                a.at(),
                a.screening().map(Reads::view),
                a.commentUntil(),
                a.poll().map(this::view),
                a.remarks().size(),
                a.ended(),
                texts.declaration(a));
    }

    private static Views.Screening view(Screening s) {
        return new Views.Screening(s.by(), s.at(), s.result(), s.method());
    }

    private Views.Vote view(Poll poll) {
        return new Views.Vote(
                poll.rule().majority(),
                poll.quorum().toString(),
                poll.rule().minYes(),
                poll.rule().electors(),
                poll.fallback(),
                poll.electorate(),
                poll.recused(),
                poll.votes(),
                poll.tally(),
                poll.standing(now),
                poll.opened(),
                poll.closes(),
                poll.extensions());
    }

    public SortedMap<ProposalId, Proposal> proposals() {
        return state.proposals();
    }

    /// With its text.
    public Views.Proposal view(Proposal p) {
        return new Views.Proposal(
                p.id(),
                p.by(),
                p.at(),
                p.title(),
                texts.text(p),
                view(texts.matter(p)),
                view(p.poll()),
                p.outcome(),
                p.remarks().size());
    }

    private static Views.Subject view(Matter matter) {
        return new Views.Subject(
                matter.kind(),
                matter.subject(),
                as(Matter.Amend.class, matter, Matter.Amend::replaces),
                as(Matter.Amend.class, matter, Matter.Amend::charter),
                as(Matter.Issue.class, matter, m -> m.instruction().id()),
                as(Matter.Release.class, matter, Matter.Release::run),
                as(Matter.Release.class, matter, Matter.Release::audience),
                as(Matter.Federate.class, matter, Matter.Federate::alliance),
                as(Matter.Recover.class, matter, Matter.Recover::key));
    }

    private static <M, T> Optional<T> as(Class<M> kind, Matter matter, Function<M, T> part) {
        return Optional.of(matter).filter(kind::isInstance).map(kind::cast).map(part);
    }

    public SortedMap<PartnershipId, Partnership> partnerships() {
        return state.partnerships();
    }

    /// With its terms, where they are open.
    public Views.Partnership view(Partnership p) {
        return new Views.Partnership(
                p.id(),
                p.offeredBy(),
                p.offer(),
                p.at(),
                p.members(),
                p.signed(),
                p.until(),
                p.results(),
                p.status(now),
                texts.terms(p),
                p.closedTerms(),
                p.inForce(),
                p.ended());
    }

    public SortedMap<ProgrammeId, Programme> programmes() {
        return state.programmes();
    }

    /// With its goal.
    public Views.Programme view(Programme p) {
        var own = new TreeSet<MandateId>();
        for (var mandate : state.mandates().values()) {
            if (mandate.programme().equals(Optional.of(p.id()))) {
                own.add(mandate.id());
            }
        }
        return new Views.Programme(
                p.id(),
                p.title(),
                texts.goal(p),
                p.lead(),
                p.partnership(),
                p.at(),
                p.status(state.mandates().values()),
                own,
                p.deliverables());
    }

    /// Those that the reader may see.
    public SortedMap<CommuniqueId, Communique> communiques() {
        var seen = new TreeMap<CommuniqueId, Communique>();
        state.communiques()
                .forEach((id, c) -> {
                    if (member || c.audience() == Communique.Audience.PUBLIC) {
                        seen.put(id, c);
                    }
                });
        return seen;
    }

    /// With its texts.
    public Views.Communique view(Communique c) {
        return new Views.Communique(
                c.id(),
                c.by(),
                c.voice(),
                c.language(),
                texts.of(c),
                c.about(),
                c.audience(),
                c.at(),
                c.entry(),
                c.status(),
                c.withdrawal());
    }

    /// What waits for `reader`.
    public Views.InboxView inbox(MemberId reader) {
        var items =
                Inbox.of(state, reader, now).stream()
                        .map(i ->
                                new Views.InboxItem(
                                        i.kind(),
                                        i.subject(),
                                        i.number(),
                                        i.since(),
                                        i.due(),
                                        i.overdue(now)))
                        .toList();
        return new Views.InboxView(reader, items, state.size());
    }

    SortedSet<RunId> runsUnder(MandateId mandate) {
        var runs = new TreeSet<RunId>();
        for (var run : state.runs().values()) {
            if (run.plan().mandate().equals(mandate)) {
                runs.add(run.id());
            }
        }
        return runs;
    }
}
