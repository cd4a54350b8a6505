package org.foedus.core.vote;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.pcollections.TreePMap;

/// The vote on one question: who may vote, who voted what, and what that makes.
///
/// @param electorate who may vote, as it was when the vote opened, with the weight of each
/// @param fallback whether nobody had a vote, so that every active member has
/// @param recused of the electorate, who declared a conflict of interest: neither they nor their
///   votes count
/// @param closes after that nobody votes
/// @param quorum the part of the electorate that must have voted; smaller after each extension
/// @param votes the last vote of each
public record Poll(
        VotingRule rule,
        SortedMap<MemberId, Integer> electorate,
        boolean fallback,
        SortedSet<MemberId> recused,
        Instant opened,
        Instant closes,
        int extensions,
        Fraction quorum,
        TreePMap<MemberId, Choice> votes) {
    public Poll {
        electorate = Collections.unmodifiableSortedMap(new TreeMap<>(electorate));
        recused = Collections.unmodifiableSortedSet(new TreeSet<>(recused));
    }

    /// Opens a vote.
    public static Poll open(
            VotingRule rule,
            SortedMap<MemberId, Integer> electorate,
            boolean fallback,
            Instant at) {
        return new Poll(
                rule,
                electorate,
                fallback,
                Collections.emptySortedSet(),
                at,
                at.plus(rule.period()),
                0,
                rule.quorum(),
                TreePMap.empty());
    }

    /// What the votes make.
    public enum Standing {
        OPEN,
        PASSED,
        REJECTED,
        /// Closed, and too few voted.
        INQUORATE
    }

    /// How the votes add up, by weight.
    ///
    /// @param out what those who have not voted weigh
    public record Tally(long yes, long no, long abstain, long out) {
        public long cast() {
            return yes + no + abstain;
        }

        public long electorate() {
            return cast() + out;
        }
    }

    public Tally tally() {
        return new Tally(weight(Choice.YES), weight(Choice.NO), weight(Choice.ABSTAIN), out());
    }

    private long weight(Choice choice) {
        return votes.entrySet().stream()
                .filter(v -> v.getValue() == choice && eligible(v.getKey()))
                .mapToLong(v -> weightOf(v.getKey()))
                .sum();
    }

    private long out() {
        return electorate.entrySet().stream()
                .filter(e -> eligible(e.getKey()) && !votes.containsKey(e.getKey()))
                .mapToLong(java.util.Map.Entry::getValue)
                .sum();
    }

    private int weightOf(MemberId member) {
        return electorate.getOrDefault(member, 0);
    }

    /// Whether `member` may vote.
    public boolean eligible(MemberId member) {
        return electorate.containsKey(member) && !recused.contains(member);
    }

    /// How many organisations voted so.
    public int count(Choice choice) {
        return (int)
                votes.entrySet().stream()
                        .filter(v -> v.getValue() == choice && eligible(v.getKey()))
                        .count();
    }

    /// What the votes make at `now`. Before the close it is decided only if the votes that are
    /// still out cannot change the result.
    public Standing standing(Instant now) {
        var t = tally();
        boolean open = now.isBefore(closes);
        if (!open) {
            if (!quorum.reachedBy(t.cast(), t.electorate()) || t.electorate() == 0) {
                return Standing.INQUORATE;
            }
            return passes(t.yes(), t.no(), count(Choice.YES)) ? Standing.PASSED : Standing.REJECTED;
        }
        int still = (int) electorate.keySet().stream().filter(this::out).count();
        if (quorum.reachedBy(t.cast(), t.electorate())
                && passes(t.yes(), t.no() + t.out(), count(Choice.YES))) {
            return Standing.PASSED;
        }
        return passes(t.yes() + t.out(), t.no(), count(Choice.YES) + still)
                ? Standing.OPEN
                : t.electorate() == 0 ? Standing.OPEN : Standing.REJECTED;
    }

    private boolean out(MemberId member) {
        return eligible(member) && !votes.containsKey(member);
    }

    private boolean passes(long yes, long no, int saidYes) {
        return saidYes >= needed() && rule.majority().met(yes, no);
    }

    /// The rule's least number of yes votes, but never more than there are voters: an alliance that
    /// has just been founded could decide nothing else.
    public int needed() {
        int voters = (int) electorate.keySet().stream().filter(this::eligible).count();
        return Math.min(rule.minYes(), Math.max(1, voters));
    }

    /// "2 yes, 1 no, 0 abstained, of 4".
    public String basis() {
        var t = tally();
        return t.yes()
                + " yes, "
                + t.no()
                + " no, "
                + t.abstain()
                + " abstained, of "
                + t.electorate();
    }

    public Poll vote(MemberId voter, Choice choice) {
        return with(recused, closes, extensions, quorum, votes.plus(voter, choice));
    }

    public Poll recuse(MemberId member) {
        var more = new TreeSet<>(recused);
        more.add(member);
        return with(more, closes, extensions, quorum, votes);
    }

    /// Open for longer, with a smaller quorum.
    public Poll extend(Instant until, Fraction smaller) {
        return with(recused, until, extensions + 1, smaller, votes);
    }

    private Poll with(
            SortedSet<MemberId> without,
            Instant until,
            int times,
            Fraction needed,
            TreePMap<MemberId, Choice> cast) {
        return new Poll(rule, electorate, fallback, without, opened, until, times, needed, cast);
    }
}
