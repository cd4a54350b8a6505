package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.foedus.core.entry.Entry;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;

/// What the clock and the ballots make the hub decide. The hub asks until nothing is left; whoever
/// verifies asks the same.
public final class Registrar {
    private final AllianceState state;
    private final Instant now;

    private Registrar(AllianceState state, Instant now) {
        this.state = state;
        this.now = now;
    }

    /// The next decision that is due at `now`, if there is one.
    public static Optional<Entry> next(AllianceState state, Instant now) {
        var registrar = new Registrar(state, now);
        return Stream.concat(
                        state.applications().values().stream()
                                .filter(Application::open)
                                .map(registrar::on),
                        state.proposals().values().stream()
                                .filter(Proposal::open)
                                .map(registrar::on))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /// When the clock alone will make a decision due.
    public static Optional<Instant> wake(AllianceState state) {
        var applications =
                state.applications().values().stream()
                        .filter(Application::open)
                        .flatMap(a -> a.poll().map(Poll::closes).or(a::commentUntil).stream());
        var proposals =
                state.proposals().values().stream()
                        .filter(Proposal::open)
                        .map(p -> p.poll().closes());
        return Stream.concat(applications, proposals).min(Instant::compareTo);
    }

    /// What is to be decided about an open application.
    static Optional<Entry> on(AllianceState state, Application application, Instant now) {
        return new Registrar(state, now).on(application);
    }

    /// What is to be decided about an open proposal.
    static Optional<Entry> on(AllianceState state, Proposal proposal, Instant now) {
        return new Registrar(state, now).on(proposal);
    }

    private Optional<Entry> on(Application application) {
        var applicant = application.member();
        if (applicant.equals(state.rules().lead()) && !state.members().containsKey(applicant)) {
            return Optional.of(new Entry.Admitted(now, applicant, "charter: lead"));
        }
        if (application.poll().isEmpty()) {
            return application
                    .commentUntil()
                    .filter(until -> !now.isBefore(until))
                    .map(_ -> new Entry.VoteOpened(now, applicant));
        }
        var poll = application.poll().get();
        return switch (poll.standing(now)) {
            case OPEN -> Optional.empty();
            case PASSED -> Optional.of(new Entry.Admitted(now, applicant, poll.basis()));
            case REJECTED -> Optional.of(new Entry.Rejected(now, applicant, poll.basis()));
            case INQUORATE ->
                    Optional.of(
                            extendable(poll)
                                    ? new Entry.VoteExtended(
                                            now,
                                            Optional.of(applicant),
                                            Optional.empty(),
                                            now.plus(poll.rule().period()),
                                            smaller(poll))
                                    : new Entry.Rejected(now, applicant, inquorate(poll)));
        };
    }

    private Optional<Entry> on(Proposal proposal) {
        var poll = proposal.poll();
        return switch (poll.standing(now)) {
            case OPEN -> Optional.empty();
            case PASSED ->
                    Optional.of(
                            VotingRules.obstacle(state, proposal.matter(), now)
                                    .map(o ->
                                            decided(
                                                    proposal,
                                                    Proposal.Outcome.LAPSED,
                                                    poll.basis() + "; " + o.reason()))
                                    .orElseGet(() ->
                                            decided(
                                                    proposal,
                                                    Proposal.Outcome.PASSED,
                                                    poll.basis())));
            case REJECTED ->
                    Optional.of(decided(proposal, Proposal.Outcome.REJECTED, poll.basis()));
            case INQUORATE ->
                    Optional.of(
                            extendable(poll)
                                    ? new Entry.VoteExtended(
                                            now,
                                            Optional.empty(),
                                            Optional.of(proposal.id()),
                                            now.plus(poll.rule().period()),
                                            smaller(poll))
                                    : decided(
                                            proposal, Proposal.Outcome.REJECTED, inquorate(poll)));
        };
    }

    private Entry decided(Proposal proposal, Proposal.Outcome outcome, String basis) {
        return new Entry.Decided(now, proposal.id(), outcome, basis);
    }

    private boolean extendable(Poll poll) {
        return poll.extensions() < state.rules().governs().deadlock().extensions();
    }

    private Fraction smaller(Poll poll) {
        return poll.quorum().times(state.rules().governs().deadlock().factor());
    }

    private static String inquorate(Poll poll) {
        return poll.basis() + "; no quorum of " + poll.quorum();
    }
}
