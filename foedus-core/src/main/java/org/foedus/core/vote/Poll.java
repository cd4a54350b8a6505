package org.foedus.core.vote;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
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
/// @param gone of the electorate, who left or was expelled since it opened, or is suspended now:
///   neither they nor their votes count
/// @param voices how many members could say yes if each that has a vote might: no rule asks for
///   more
/// @param objection the entry in which the organisation key signed that it is about to replace
public record Poll(
        VotingRule rule,
        SortedMap<MemberId, Integer> electorate,
        boolean fallback,
        SortedSet<MemberId> recused,
        Instant opened,
        Instant closes,
        int extensions,
        Fraction quorum,
        TreePMap<MemberId, Choice> votes,
        SortedSet<MemberId> gone,
        int voices,
        Optional<Long> objection) {
    /// A hub that runs decides a vote within this time after its close.
    public static final Duration PROMPT = Duration.ofMinutes(1);

    /// So many voices that a rule gets as many yes votes as it asks for.
    public static final int ALL_THAT_THE_RULE_ASKS = Integer.MAX_VALUE;

    public Poll {
        electorate = Collections.unmodifiableSortedMap(new TreeMap<>(electorate));
        recused = Collections.unmodifiableSortedSet(new TreeSet<>(recused));
        gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
    }

    /// Opens a vote.
    public static Poll open(
            VotingRule rule,
            SortedMap<MemberId, Integer> electorate,
            boolean fallback,
            int voices,
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
                TreePMap.empty(),
                Collections.emptySortedSet(),
                voices,
                Optional.empty());
    }

    /// One in which there are no voices but those of the electorate.
    public static Poll open(
            VotingRule rule,
            SortedMap<MemberId, Integer> electorate,
            boolean fallback,
            Instant at) {
        return open(rule, electorate, fallback, electorate.size(), at);
    }

    /// What the votes make.
    public enum Standing {
        OPEN,
        PASSED,
        REJECTED,
        /// Closed, and too few voted.
        INQUORATE,
        /// The key that it would replace signed.
        STOPPED
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
        return electorate.containsKey(member)
                && !recused.contains(member)
                && !gone.contains(member);
    }

    /// How many organisations voted so.
    public int count(Choice choice) {
        return (int)
                votes.entrySet().stream()
                        .filter(v -> v.getValue() == choice && eligible(v.getKey()))
                        .count();
    }

    /// What the votes make at `now`. Before the close it is decided only if the votes that are
    /// still out cannot change the result, and the rule does not wait for the close.
    public Standing standing(Instant now) {
        if (objection.isPresent()) {
            return Standing.STOPPED;
        }
        var t = tally();
        boolean open = now.isBefore(closes);
        if (!open) {
            if (!quorum.reachedBy(t.cast(), t.electorate()) || t.electorate() == 0) {
                return Standing.INQUORATE;
            }
            return passes(t.yes(), t.no(), count(Choice.YES)) ? Standing.PASSED : Standing.REJECTED;
        }
        if (rule.atClose()) {
            return Standing.OPEN;
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

    /// Whether nobody could have voted at the close, because there was no hub: it would have
    /// decided long before `now`. What was certain at the close is so still.
    public boolean overslept(Instant now) {
        return !now.isBefore(closes.plus(PROMPT))
                && standing(closes.minusNanos(1)) == Standing.OPEN;
    }

    private boolean out(MemberId member) {
        return eligible(member) && !votes.containsKey(member);
    }

    private boolean passes(long yes, long no, int saidYes) {
        return saidYes >= needed() && rule.majority().met(yes, no);
    }

    /// The rule's least number of yes votes, but never more than there are members with a vote: an
    /// alliance that has just been founded could decide nothing else. Who is suspended, or whom the
    /// question is about, has a vote all the same: in a league of two, one is not two.
    public int needed() {
        return Math.min(rule.minYes(), Math.max(1, voices - recused.size()));
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
        return with(more(recused, member), closes, extensions, quorum, votes);
    }

    /// Open for longer, with a smaller quorum.
    public Poll extend(Instant until, Fraction smaller) {
        return with(recused, until, extensions + 1, smaller, votes);
    }

    /// Open for longer, because the hub was away.
    public Poll resume(Instant until) {
        return with(recused, until, extensions, quorum, votes);
    }

    /// Without a member that left, was expelled or is suspended.
    public Poll without(MemberId member) {
        return electorate.containsKey(member) ? with(more(gone, member), objection) : this;
    }

    /// With one that was suspended, and is no more.
    public Poll back(MemberId member) {
        var fewer = new TreeSet<>(gone);
        return fewer.remove(member) ? with(fewer, objection) : this;
    }

    /// The key that it would replace signed, in entry `index`; the first one counts.
    public Poll objected(long index) {
        return with(gone, objection.or(() -> Optional.of(index)));
    }

    private static SortedSet<MemberId> more(SortedSet<MemberId> members, MemberId one) {
        var more = new TreeSet<>(members);
        more.add(one);
        return more;
    }

    private Poll with(SortedSet<MemberId> absent, Optional<Long> signed) {
        return new Poll(
                rule,
                electorate,
                fallback,
                recused,
                opened,
                closes,
                extensions,
                quorum,
                votes,
                absent,
                voices,
                signed);
    }

    private Poll with(
            SortedSet<MemberId> without,
            Instant until,
            int times,
            Fraction needed,
            TreePMap<MemberId, Choice> cast) {
        return new Poll(
                rule,
                electorate,
                fallback,
                without,
                opened,
                until,
                times,
                needed,
                cast,
                gone,
                voices,
                objection);
    }
}
