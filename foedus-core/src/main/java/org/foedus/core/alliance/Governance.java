package org.foedus.core.alliance;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.VotingRule;

/// How the alliance decides: the part of the charter that is about votes.
///
/// @param classes that members may have
/// @param screening what must be on record before an applicant is voted on
/// @param screeners who may record it; if none are named, the lead
/// @param comment how long members may comment on an applicant before the vote opens
/// @param reapply how long a rejected or expelled organisation waits before it applies again
/// @param decisions the rule of each kind of proposal
/// @param weights of members that have more than one vote
/// @param deadlock what happens when too few vote
/// @param dueSoon how long before a due date a mandate counts as due soon
public record Governance(
        SortedSet<MemberClass> classes,
        Screening.Need screening,
        SortedSet<MemberId> screeners,
        Duration comment,
        Duration reapply,
        SortedMap<Kind, VotingRule> decisions,
        SortedMap<MemberId, Integer> weights,
        Deadlock deadlock,
        Duration dueSoon) {
    public static final int MAX_WEIGHT = 100;

    /// So many others must say yes before a member's key is replaced.
    public static final int LEAST_RECOVERERS = 2;

    public static final int MAX_EXTENSIONS = 10;
    public static final Duration MAX_TIME = Duration.ofDays(366);

    public Governance {
        classes = Collections.unmodifiableSortedSet(new TreeSet<>(classes));
        screeners = Collections.unmodifiableSortedSet(new TreeSet<>(screeners));
        decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        require(
                decisions.keySet().containsAll(EnumSet.allOf(Kind.class)),
                "decisions: expected a rule for each kind of proposal");
        require(
                weights.values().stream().allMatch(w -> w >= 1 && w <= MAX_WEIGHT),
                "weights: expected 1 to " + MAX_WEIGHT);
        require(!classes.isEmpty(), "classes: expected one at least");
        for (var time : new Duration[] {comment, reapply, dueSoon}) {
            require(
                    !time.isNegative() && time.compareTo(MAX_TIME) <= 0,
                    "comment, reapply, due_soon: expected a time of at most 366 days");
        }
    }

    /// The way out when too few vote: the vote goes on as long again, with a smaller quorum.
    ///
    /// @param extensions how often
    /// @param factor what the quorum is multiplied with each time
    /// @param anyone whether every active member votes when nobody has a vote; else nothing can be
    ///   decided then
    public record Deadlock(int extensions, Fraction factor, boolean anyone) {
        public Deadlock {
            require(
                    extensions >= 0 && extensions <= MAX_EXTENSIONS,
                    "deadlock.extensions: expected 0 to " + MAX_EXTENSIONS);
        }
    }

    /// What holds where a charter says nothing else; `admission` is the rule that it must have.
    public static Governance of(AdmissionRule admission) {
        var twoWeeks = Duration.ofDays(14);
        var half = rule(Majority.HALF, twoWeeks, VotingRule.Electors.VOTERS, 1);
        var twoThirds = rule(atLeast(2, 3), twoWeeks, VotingRule.Electors.VOTERS, 1);
        var threeQuarters = rule(atLeast(3, 4), twoWeeks, VotingRule.Electors.VOTERS, 1);
        var decisions = new TreeMap<Kind, VotingRule>();
        decisions.put(
                Kind.ADMIT,
                new VotingRule(
                        new Majority(Fraction.of(admission.threshold()), false),
                        Fraction.of(admission.quorum()),
                        twoWeeks,
                        VotingRule.Electors.VOTERS,
                        1));
        decisions.put(
                Kind.SUSPEND,
                rule(Majority.HALF, Duration.ofDays(3), VotingRule.Electors.VOTERS, 1));
        decisions.put(Kind.REINSTATE, half);
        decisions.put(Kind.EXPEL, threeQuarters);
        decisions.put(Kind.AMEND, threeQuarters);
        decisions.put(Kind.MANDATE, half);
        decisions.put(
                Kind.RELEASE, rule(atLeast(2, 3), twoWeeks, VotingRule.Electors.PARTICIPANTS, 1));
        decisions.put(Kind.FEDERATE, twoThirds);
        decisions.put(Kind.RECOVER, rule(Majority.HALF, twoWeeks, VotingRule.Electors.FOUNDERS, 1));
        decisions.put(Kind.RESOLVE, half);
        return new Governance(
                new TreeSet<>(EnumSet.allOf(MemberClass.class)),
                Screening.Need.OPTIONAL,
                Collections.emptySortedSet(),
                Duration.ZERO,
                Duration.ZERO,
                decisions,
                Collections.emptySortedMap(),
                new Deadlock(2, Fraction.HALF, true),
                twoWeeks);
    }

    private static VotingRule rule(
            Majority majority, Duration period, VotingRule.Electors electors, int minYes) {
        return new VotingRule(majority, Fraction.HALF, period, electors, minYes);
    }

    private static Majority atLeast(long over, long under) {
        return new Majority(new Fraction(over, under), true);
    }

    /// The rule that holds for a kind of question: what the charter says of it, but
    /// - what is irreversible and against one member is never decided before the close;
    /// - another key for a member takes at least the majority that expels one, and two that say
    ///   yes.
    public VotingRule rule(Kind kind) {
        var written = written(kind);
        var rule = kind.irreversible() ? written.toTheClose() : written;
        return kind == Kind.RECOVER
                ? rule.atLeast(written(Kind.EXPEL).majority(), LEAST_RECOVERERS)
                : rule;
    }

    /// What the charter says of a kind of question.
    public VotingRule written(Kind kind) {
        var rule = decisions.get(kind);
        if (rule == null) {
            throw new FoedusException(ErrorCode.INTERNAL_ERROR, "no rule for " + kind);
        }
        return rule;
    }

    public int weight(MemberId member) {
        return weights.getOrDefault(member, 1);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new FoedusException(ErrorCode.BAD_CHARTER, message);
        }
    }
}
