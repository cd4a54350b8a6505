package org.foedus.core.alliance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.Story;
import org.foedus.core.claim.Verdict;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.VotingRule;

/// Claims that a rule refuses, and claims that nothing refuses: what [EveryRuleTest] tries.
final class Cases {
    final SortedMap<Rule, List<Supplier<Verdict>>> refused = new TreeMap<>();
    final SortedMap<String, Supplier<Verdict>> accepted = new TreeMap<>();

    void refuses(Rule rule, Supplier<Verdict> claim) {
        refused.computeIfAbsent(rule, _ -> new ArrayList<>()).add(claim);
    }

    void accepts(String what, Supplier<Verdict> claim) {
        if (accepted.put(what, claim) != null) {
            throw new AssertionError("twice: " + what);
        }
    }

    // ---- ways to govern

    static final Duration EXPELLING = Duration.ofHours(1);

    static Governance usual() {
        return Governance.of(new AdmissionRule(0.5, 0.5));
    }

    static Governance screening(Screening.Need need, Duration comment, MemberId... screeners) {
        var u = usual();
        return new Governance(
                u.classes(),
                need,
                new TreeSet<>(Set.of(screeners)),
                comment,
                u.reapply(),
                u.decisions(),
                u.weights(),
                u.deadlock(),
                u.dueSoon());
    }

    /// Members are expelled within an hour.
    static Governance reapplying(Duration wait) {
        var u = usual();
        var decisions = new TreeMap<>(u.decisions());
        var expelling = u.written(Kind.EXPEL);
        decisions.put(
                Kind.EXPEL,
                new VotingRule(
                        expelling.majority(),
                        expelling.quorum(),
                        EXPELLING,
                        expelling.electors(),
                        expelling.minYes()));
        return new Governance(
                u.classes(),
                u.screening(),
                u.screeners(),
                u.comment(),
                wait,
                decisions,
                u.weights(),
                u.deadlock(),
                u.dueSoon());
    }

    /// No associates.
    static Governance fewClasses() {
        var u = usual();
        return new Governance(
                new TreeSet<>(EnumSet.of(MemberClass.FULL, MemberClass.OBSERVER)),
                u.screening(),
                u.screeners(),
                u.comment(),
                u.reapply(),
                u.decisions(),
                u.weights(),
                u.deadlock(),
                u.dueSoon());
    }

    static Governance deadlocked(int extensions, boolean anyone) {
        var u = usual();
        return new Governance(
                u.classes(),
                u.screening(),
                u.screeners(),
                u.comment(),
                u.reapply(),
                u.decisions(),
                u.weights(),
                new Governance.Deadlock(extensions, Fraction.HALF, anyone),
                u.dueSoon());
    }

    static Story governed(Governance governance) {
        return Story.settled(Story.charter(governance));
    }
}
