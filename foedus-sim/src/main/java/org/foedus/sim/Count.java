package org.foedus.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.VotingRule;

/// One vote as [Recount] counts it.
final class Count {
    /// So many others at least give a member another key.
    private static final int RECOVERERS = 2;

    final Kind kind;
    final Optional<Matter> matter;
    final VotingRule rule;
    final SortedMap<MemberId, Integer> electorate;
    final TreeSet<MemberId> recused = new TreeSet<>();
    final TreeSet<MemberId> gone = new TreeSet<>();
    final int entitled;
    final List<Majority> majorities = new ArrayList<>();
    Optional<Instant> stopped = Optional.empty();
    final TreeMap<MemberId, Choice> votes = new TreeMap<>();
    Instant closes;
    long over;
    long under;
    int extensions;

    /// @param entitled members that would have a vote if nobody were suspended
    Count(
            Kind kind,
            Optional<Matter> matter,
            VotingRule rule,
            SortedMap<MemberId, Integer> electorate,
            int entitled,
            Instant closes) {
        this.kind = kind;
        this.matter = matter;
        this.entitled = entitled;
        this.majorities.add(rule.majority());
        this.rule = rule;
        this.electorate = electorate;
        this.closes = closes;
        this.over = rule.quorum().over();
        this.under = rule.quorum().under();
    }

    /// Whether it waits for its close, however certain it is.
    boolean waits() {
        return kind == Kind.EXPEL
                || kind == Kind.RECOVER
                || rule.decide().equals(Optional.of(VotingRule.Decide.AT_CLOSE));
    }

    /// Whether it would give `member` another key.
    boolean replacesKeyOf(MemberId member) {
        return matter.orElse(null) instanceof Matter.Recover r && r.member().equals(member);
    }

    private boolean counts(MemberId member) {
        return !recused.contains(member) && !gone.contains(member);
    }

    /// Whether anybody's vote counts.
    boolean anybody() {
        return electorate.keySet().stream().anyMatch(this::counts);
    }

    private int least() {
        if (matter.orElse(null) instanceof Matter.Recover r) {
            int wanted = Math.max(RECOVERERS, rule.minYes());
            return r.guardian().isEmpty()
                    ? wanted
                    : Math.min(wanted, Math.max(1, electorate.size() - recused.size()));
        }
        int most = Math.max(entitled, electorate.size()) - recused.size();
        return Math.min(rule.minYes(), Math.max(1, most));
    }

    void halve(Fraction factor) {
        over *= factor.over();
        under *= factor.under();
    }

    private long weigh(Predicate<MemberId> which) {
        long sum = 0;
        for (var voter : electorate.entrySet()) {
            if (counts(voter.getKey()) && which.test(voter.getKey())) {
                sum += voter.getValue();
            }
        }
        return sum;
    }

    private long weigh(Choice choice) {
        return weigh(m -> votes.get(m) == choice);
    }

    /// Whether enough voted, as it stands.
    boolean quorate() {
        long all = weigh(_ -> true);
        return all > 0 && weigh(votes::containsKey) * under >= over * all;
    }

    /// Whether the yes votes are enough, as it stands.
    boolean passes() {
        long yes = weigh(Choice.YES);
        long no = weigh(Choice.NO);
        long said =
                votes.entrySet().stream()
                        .filter(v -> v.getValue() == Choice.YES && counts(v.getKey()))
                        .count();
        return yes > 0 && said >= least() && majorities.stream().allMatch(m -> met(m, yes, no));
    }

    private static boolean met(Majority majority, long yes, long no) {
        var part = majority.part();
        if (yes == no && 2 * part.over() >= part.under()) {
            return false;
        }
        long scaled = yes * part.under();
        long needed = part.over() * (yes + no);
        return majority.orEqual() ? scaled >= needed : scaled > needed;
    }

    /// Whether it ends so whatever those say who have not voted, or if they say nothing.
    boolean always(boolean passed) {
        var out = new ArrayList<MemberId>();
        for (var member : electorate.keySet()) {
            if (counts(member) && !votes.containsKey(member)) {
                out.add(member);
            }
        }
        return always(passed, out, 0);
    }

    private boolean always(boolean passed, List<MemberId> out, int from) {
        if (from == out.size()) {
            return (quorate() && passes()) == passed;
        }
        var member = out.get(from);
        boolean all = always(passed, out, from + 1);
        for (var choice : Choice.values()) {
            votes.put(member, choice);
            all &= always(passed, out, from + 1);
            votes.remove(member);
        }
        return all;
    }

    @Override
    public String toString() {
        return votes
                + " of "
                + electorate
                + " without "
                + recused
                + " and "
                + gone
                + ", quorum "
                + over
                + "/"
                + under
                + ", closes "
                + closes;
    }
}
