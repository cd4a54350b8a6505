package org.foedus.sim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.VotingRule;

/// One vote as [Recount] counts it.
final class Count {
    final VotingRule rule;
    final SortedMap<MemberId, Integer> electorate;
    final TreeSet<MemberId> recused = new TreeSet<>();
    final TreeMap<MemberId, Choice> votes = new TreeMap<>();
    Instant closes;
    long over;
    long under;
    int extensions;

    Count(VotingRule rule, SortedMap<MemberId, Integer> electorate, Instant closes) {
        this.rule = rule;
        this.electorate = electorate;
        this.closes = closes;
        this.over = rule.quorum().over();
        this.under = rule.quorum().under();
    }

    void halve(Fraction factor) {
        over *= factor.over();
        under *= factor.under();
    }

    private long weigh(Predicate<MemberId> which) {
        long sum = 0;
        for (var voter : electorate.entrySet()) {
            if (!recused.contains(voter.getKey()) && which.test(voter.getKey())) {
                sum += voter.getValue();
            }
        }
        return sum;
    }

    private long weigh(Choice choice) {
        return weigh(m -> votes.get(m) == choice);
    }

    private long voters() {
        return electorate.keySet().stream().filter(m -> !recused.contains(m)).count();
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
                        .filter(v -> v.getValue() == Choice.YES && !recused.contains(v.getKey()))
                        .count();
        var part = rule.majority().part();
        if (yes == 0 || said < Math.min(rule.minYes(), Math.max(1, voters()))) {
            return false;
        }
        if (yes == no && 2 * part.over() >= part.under()) {
            return false;
        }
        long scaled = yes * part.under();
        long needed = part.over() * (yes + no);
        return rule.majority().orEqual() ? scaled >= needed : scaled > needed;
    }

    /// Whether it ends so whatever those say who have not voted, or if they say nothing.
    boolean always(boolean passed) {
        var out = new ArrayList<MemberId>();
        for (var member : electorate.keySet()) {
            if (!recused.contains(member) && !votes.containsKey(member)) {
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
                + ", quorum "
                + over
                + "/"
                + under
                + ", closes "
                + closes;
    }
}
