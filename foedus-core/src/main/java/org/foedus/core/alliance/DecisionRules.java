package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.claim.Verdict;
import org.foedus.core.entry.Entry;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// Which entries may follow a state: what the hub decides is bound by rules as claims are.
///
/// The hub asks before it appends; every member's mirror and whoever verifies an export ask the
/// same again. What the ledger determines must be exactly so, the words too: a release that words
/// them anew gives the entry a new version. What the ledger does not hold cannot be judged: who was
/// reachable, whether a refused update deserved it, why a fold was given up, means of metrics that
/// nobody else reads, whether a model is the fold of its updates (that takes their bytes), why a
/// body was erased (`docs/reference/what-a-mirror-judges.md`).
public final class DecisionRules {
    private final AllianceState state;
    private final Instant at;

    private DecisionRules(AllianceState state, Instant at) {
        this.state = state;
        this.at = at;
    }

    /// What is wrong with `entry` as the next one: what was expected, what was found. Empty if it
    /// is legal. Claims are judged by [Rules] with the entry's own time as now.
    public static Optional<String> judge(AllianceState state, Entry entry) {
        boolean founds = entry instanceof Entry.Founded;
        if (founds != (state.size() == 0)) {
            return Optional.of(
                    founds
                            ? "the alliance is founded already: expected one founding entry, the"
                                    + " first"
                            : "expected the founding entry first");
        }
        if (entry.at().isBefore(state.at())) {
            return Optional.of(
                    "expected a time not before " + state.at() + ", found " + entry.at());
        }
        return new DecisionRules(state, entry.at()).judge(entry);
    }

    private Optional<String> judge(Entry entry) {
        return state.recovering() ? whileRecovering(entry) : decision(entry);
    }

    private Optional<String> whileRecovering(Entry entry) {
        boolean harmless =
                entry instanceof Entry.Claimed
                        || entry instanceof Entry.Recovered
                        || entry instanceof Entry.HubAddresses
                        || entry instanceof Entry.BodyErased;
        return harmless
                ? decision(entry)
                : Optional.of(
                        "expected the recovery of entry "
                                + state.recovery().map(Recovery::index).orElse(0L)
                                + " to be confirmed first");
    }

    private Optional<String> decision(Entry entry) {
        return switch (entry) {
            case Entry.Founded _, Entry.HubAddresses _, Entry.BodyErased _ -> Optional.empty();
            case Entry.Claimed e -> claimed(e);
            case Entry.Admitted e -> admitted(e);
            case Entry.Rejected e -> onApplication(e, e.member());
            case Entry.VoteOpened e -> onApplication(e, e.applicant());
            case Entry.VoteExtended e -> extended(e);
            case Entry.Decided e -> onProposal(e, e.proposal());
            case Entry.WorkRefused e -> RoundDecisions.refused(state, e);
            case Entry.RoundOpened e -> RoundDecisions.of(state, e.run(), at, r -> r.opened(e));
            case Entry.RoundClosed e -> RoundDecisions.of(state, e.run(), at, r -> r.closed(e));
            case Entry.RoundPublished e ->
                    RoundDecisions.of(state, e.run(), at, r -> r.published(e));
            case Entry.RoundFailed e -> RoundDecisions.of(state, e.run(), at, r -> r.failed(e));
            case Entry.RunFinished e -> RoundDecisions.of(state, e.run(), at, r -> r.finished(e));
            case Entry.RunFailed e -> RoundDecisions.of(state, e.run(), at, r -> r.runFailed(e));
            case Entry.UpdatesDropped e -> dropped(e);
            case Entry.Recovered e -> recovered(e);
        };
    }

    private Optional<String> claimed(Entry.Claimed e) {
        return switch (Rules.judge(state, e.envelope(), e.claim(), at)) {
            case Verdict.Accepted _ -> Optional.empty();
            case Verdict.Repeated r -> Optional.of("the claim of entry " + r.index() + " again");
            case Verdict.Rejected r -> Optional.of(r.code() + ": " + r.reason());
            case Verdict.Discarded d -> Optional.of(d.reason());
        };
    }

    private Optional<String> extended(Entry.VoteExtended e) {
        if (e.applicant().isPresent() == e.proposal().isPresent()) {
            return Optional.of("expected an applicant or a proposal, one of the two");
        }
        return e.applicant()
                .map(a -> onApplication(e, a))
                .orElseGet(() -> onProposal(e, e.proposal().orElseThrow()));
    }

    private Optional<String> onApplication(Entry found, MemberId member) {
        var application = state.applications().get(member);
        return application == null || !application.open()
                ? Optional.of("expected an open application of " + member)
                : same(
                        found,
                        Registrar.on(state, application, at),
                        "the application of " + member + tally(application.poll()));
    }

    private Optional<String> onProposal(Entry found, ProposalId id) {
        var proposal = state.proposals().get(id);
        return proposal == null || !proposal.open()
                ? Optional.of("expected an open proposal " + id)
                : same(
                        found,
                        Registrar.on(state, proposal, at),
                        "proposal " + id + tally(Optional.of(proposal.poll())));
    }

    private static String tally(Optional<Poll> poll) {
        return poll.map(p -> " (" + p.basis() + ")").orElse("");
    }

    private static Optional<String> same(Entry found, Optional<Entry> expected, String subject) {
        if (expected.filter(found::equals).isPresent()) {
            return Optional.empty();
        }
        var due = expected.map(DecisionRules::outcome).orElse("open still, with no decision due");
        boolean told = due.equals(outcome(found));
        return Optional.of(
                subject
                        + ": expected it to be "
                        + due
                        + (told ? " because of '" + basis(expected.orElse(found)) + "'" : "")
                        + ", found it "
                        + outcome(found)
                        + (told ? " because of '" + basis(found) + "'" : ""));
    }

    private static String basis(Entry decision) {
        return switch (decision) {
            case Entry.Admitted e -> e.basis();
            case Entry.Rejected e -> e.basis();
            case Entry.Decided e -> e.basis();
            default -> decision.toString();
        };
    }

    /// What a decision makes of its subject, in words.
    private static String outcome(Entry decision) {
        return switch (decision) {
            case Entry.Admitted _ -> "admitted";
            case Entry.Rejected _ -> "rejected";
            case Entry.VoteOpened _ -> "put to the vote";
            case Entry.VoteExtended e -> "open until " + e.closes() + ", quorum " + e.quorum();
            case Entry.Decided e ->
                    e.outcome().name().toLowerCase(Locale.ROOT)
                            + (e.outcome() == Proposal.Outcome.LAPSED ? ": " + e.basis() : "");
            default -> decision.toString();
        };
    }

    /// By the charter, once, for the lead; by the ballots for everyone else. Names and keys are
    /// looked at again: another application may have taken them since.
    private Optional<String> admitted(Entry.Admitted e) {
        var undecided = onApplication(e, e.member());
        var application = state.applications().get(e.member());
        if (undecided.isPresent() || application == null) {
            return undecided;
        }
        if (state.parties().containsKey(application.key())) {
            return Optional.of("the key of " + e.member() + " is known already");
        }
        for (var node : application.nodes().entrySet()) {
            boolean taken =
                    state.parties().containsKey(node.getValue())
                            || state.members().values().stream()
                                    .anyMatch(m -> m.nodes().containsKey(node.getKey()));
            if (taken) {
                return Optional.of(
                        "the name or the key of node " + node.getKey() + " is known already");
            }
        }
        return Optional.empty();
    }

    /// Only of runs that are over, and each round once.
    private Optional<String> dropped(Entry.UpdatesDropped e) {
        var run = state.runs().get(e.run());
        if (run == null || run.active()) {
            return Optional.of("expected a run that is over, found " + e.run());
        }
        if (e.rounds().isEmpty()) {
            return Optional.of("rounds: expected one at least");
        }
        for (int number : e.rounds()) {
            var round = run.rounds().get(number);
            if (round == null) {
                return Optional.of("rounds: no round " + number);
            }
            if (!state.keepsUpdates(round)) {
                return Optional.of("rounds: round " + number + " has no updates, or not any more");
            }
        }
        return Optional.empty();
    }

    /// Whether the root is that of the entries is for whoever holds their tree to say.
    private Optional<String> recovered(Entry.Recovered e) {
        if (e.to() != state.size() || e.from() < 0 || e.from() > e.to()) {
            return Optional.of(
                    "expected a recovery up to entry "
                            + state.size()
                            + ", found one from "
                            + e.from()
                            + " to "
                            + e.to());
        }
        var named = new TreeSet<>(e.heard());
        named.addAll(e.missing());
        boolean once = named.size() == e.heard().size() + e.missing().size();
        return once && named.equals(state.nodes().keySet())
                ? Optional.empty()
                : Optional.of(
                        "expected every node of the members once, heard or missing: "
                                + state.nodes().keySet()
                                + ", found "
                                + e.heard()
                                + " and "
                                + e.missing());
    }
}
