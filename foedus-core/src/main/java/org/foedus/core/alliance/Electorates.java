package org.foedus.core.alliance;

import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.VotingRule;

/// Who may vote on a question, as it is when the vote opens.
final class Electorates {
    private Electorates() {}

    /// The vote on an application.
    static Poll onApplication(AllianceState state, Instant at) {
        return open(state, state.rules().governs().rule(Kind.ADMIT), Optional.empty(), at);
    }

    /// The vote on a proposal: without the member that it is about.
    static Poll onProposal(AllianceState state, Matter matter, Instant at) {
        return open(state, state.rules().governs().rule(matter.kind()), Optional.of(matter), at);
    }

    private static Poll open(
            AllianceState state, VotingRule rule, Optional<Matter> matter, Instant at) {
        var voters = voters(state, state.electorate(), rule.electors(), matter);
        matter.flatMap(Matter::subject).ifPresent(voters::remove);
        if (recovery(matter).isPresent() && voters.size() < rule.minYes()) {
            voters = new TreeSet<>(state.electorate());
            matter.flatMap(Matter::subject).ifPresent(voters::remove);
        }
        boolean fallback = voters.isEmpty() && state.rules().governs().deadlock().anyone();
        if (fallback) {
            for (var member : state.members().values()) {
                if (member.active()
                        && !matter.flatMap(Matter::subject).equals(Optional.of(member.id()))) {
                    voters.add(member.id());
                }
            }
        }
        int voices = Math.max(voters.size(), voices(state, rule, matter));
        return Poll.open(rule, weighed(state, voters), fallback, voices, at);
    }

    private static Optional<Matter.Recover> recovery(Optional<Matter> matter) {
        return matter.filter(Matter.Recover.class::isInstance).map(Matter.Recover.class::cast);
    }

    /// Who could say yes if nobody were suspended or voted on. A member's key is replaced by as
    /// many as the rule says, however few there are, unless its guardian agrees.
    private static int voices(AllianceState state, VotingRule rule, Optional<Matter> matter) {
        if (recovery(matter).isPresent()) {
            return recovery(matter).get().guardian().isPresent() ? 0 : Poll.ALL_THAT_THE_RULE_ASKS;
        }
        var entitled = new TreeSet<MemberId>();
        for (var member : state.members().values()) {
            if (member.belongs() && member.memberClass().votes()) {
                entitled.add(member.id());
            }
        }
        return rule.electors() == VotingRule.Electors.PARTICIPANTS
                ? 0
                : voters(state, entitled, rule.electors(), matter).size();
    }

    private static NavigableSet<MemberId> voters(
            AllianceState state,
            SortedSet<MemberId> all,
            VotingRule.Electors electors,
            Optional<Matter> matter) {
        var voters = new TreeSet<>(all);
        return switch (electors) {
            case VOTERS -> voters;
            case FOUNDERS -> {
                var founders = new TreeSet<>(voters);
                founders.removeIf(m -> !founder(state, m));
                yield founders.isEmpty() ? voters : founders;
            }
            case PARTICIPANTS ->
                    matter.filter(Matter.Release.class::isInstance)
                            .map(m -> participants(state, (Matter.Release) m))
                            .orElse(voters);
        };
    }

    private static boolean founder(AllianceState state, MemberId id) {
        var member = state.members().get(id);
        return state.rules().founder(id).isPresent()
                || (member != null && member.memberClass() == MemberClass.FOUNDING);
    }

    private static NavigableSet<MemberId> participants(
            AllianceState state, Matter.Release release) {
        var members = new TreeSet<MemberId>();
        var run = state.runs().get(release.run());
        if (run != null) {
            state.nodes()
                    .forEach((node, member) -> {
                        if (run.consented(node)) {
                            members.add(member);
                        }
                    });
        }
        return members;
    }

    private static SortedMap<MemberId, Integer> weighed(
            AllianceState state, NavigableSet<MemberId> voters) {
        var weighed = new TreeMap<MemberId, Integer>();
        voters.forEach(v -> weighed.put(v, state.rules().governs().weight(v)));
        return weighed;
    }
}
