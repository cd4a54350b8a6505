package org.foedus.protocol.form;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.VotingRule;

/// The part of a charter about how the alliance decides, with every default written out.
final class GovernanceForm {
    private static final int MAX_MEMBERS = 256;
    private static final int MAX_MAJORITY = 40;
    private static final List<String> FIELDS =
            List.of(
                    "classes",
                    "screening",
                    "screeners",
                    "comment",
                    "reapply",
                    "decisions",
                    "weights",
                    "deadlock",
                    "due_soon");

    private GovernanceForm() {}

    /// None where the file says nothing about it: the defaults hold then.
    static Supplier<Optional<Governance>> read(Form form, Supplier<AdmissionRule> admission) {
        boolean any = FIELDS.stream().anyMatch(form::has);
        var classes =
                form.names("classes", MemberClass.values().length).as(GovernanceForm::classes);
        var screening = form.choice("screening", Screening.Need.class);
        var screeners = form.namesOrNone("screeners", MAX_MEMBERS);
        var comment = form.time("comment", Duration.ZERO, Governance.MAX_TIME);
        var reapply = form.time("reapply", Duration.ZERO, Governance.MAX_TIME);
        var decisions = decisions(form.section("decisions"));
        var weights = form.named("weights", MAX_MEMBERS, GovernanceForm::weight);
        var deadlock = deadlock(form.section("deadlock"));
        var dueSoon = form.time("due_soon", Duration.ZERO, Governance.MAX_TIME);
        var classesRead = classes.optional();
        var screeningRead = screening.optional();
        var screenersRead = screeners.optional();
        var commentRead = comment.optional();
        var reapplyRead = reapply.optional();
        var dueSoonRead = dueSoon.optional();
        return () -> {
            if (!any) {
                return Optional.empty();
            }
            var defaults = Governance.of(admission.get());
            var rules = new TreeMap<>(defaults.decisions());
            decisions
                    .get()
                    .forEach((kind, rule) -> rules.put(kind, rule.over(defaults.written(kind))));
            return Optional.of(
                    new Governance(
                            classesRead.get().orElse(defaults.classes()),
                            screeningRead.get().orElse(defaults.screening()),
                            screenersRead
                                    .get()
                                    .<SortedSet<MemberId>>map(l ->
                                            new TreeSet<>(l.stream().map(MemberId::new).toList()))
                                    .orElse(defaults.screeners()),
                            commentRead.get().orElse(defaults.comment()),
                            reapplyRead.get().orElse(defaults.reapply()),
                            rules,
                            members(weights.get()),
                            deadlock.get().orElse(defaults.deadlock()),
                            dueSoonRead.get().orElse(defaults.dueSoon())));
        };
    }

    private static SortedSet<MemberClass> classes(List<String> names) {
        var classes = new TreeSet<MemberClass>();
        for (var name : names) {
            classes.add(
                    Arrays.stream(MemberClass.values())
                            .filter(c -> c.name().toLowerCase(Locale.ROOT).equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.BAD_CHARTER,
                                            "expected classes among founding, full,"
                                                    + " associate and observer, found "
                                                    + name)));
        }
        return classes;
    }

    private static SortedMap<MemberId, Integer> members(SortedMap<String, Integer> weights) {
        var byMember = new TreeMap<MemberId, Integer>();
        weights.forEach((name, weight) -> byMember.put(new MemberId(name), weight));
        return byMember;
    }

    private static Supplier<Integer> weight(Form form) {
        return form.count("votes", 1, Governance.MAX_WEIGHT).required();
    }

    /// What a charter says of one kind; what it leaves out is as by default.
    private record Written(
            Optional<Majority> majority,
            Optional<Fraction> quorum,
            Optional<Duration> period,
            Optional<VotingRule.Electors> electors,
            Optional<Integer> minYes,
            Optional<VotingRule.Decide> decide) {
        VotingRule over(VotingRule rule) {
            return new VotingRule(
                    majority.orElse(rule.majority()),
                    quorum.orElse(rule.quorum()),
                    period.orElse(rule.period()),
                    electors.orElse(rule.electors()),
                    minYes.orElse(rule.minYes()),
                    decide.or(rule::decide));
        }
    }

    private static Supplier<SortedMap<Kind, Written>> decisions(Form form) {
        var read = new TreeMap<Kind, Supplier<Written>>();
        for (var kind : Kind.values()) {
            var name = kind.name().toLowerCase(Locale.ROOT);
            read.put(kind, rule(form.section(name)));
        }
        return () -> {
            var rules = new TreeMap<Kind, Written>();
            read.forEach((kind, rule) -> rules.put(kind, rule.get()));
            return rules;
        };
    }

    private static Supplier<Written> rule(Form form) {
        var majority = form.text("majority", MAX_MAJORITY).as(Majority::parse).optional();
        var quorum = form.text("quorum", MAX_MAJORITY).as(Fraction::parse).optional();
        var period = form.time("period", VotingRule.MIN_PERIOD, VotingRule.MAX_PERIOD).optional();
        var electors = form.choice("electors", VotingRule.Electors.class).optional();
        var minYes = form.count("min_yes", 1, VotingRule.MAX_YES).optional();
        var decide = form.choice("decide", VotingRule.Decide.class).optional();
        return () ->
                new Written(
                        majority.get(),
                        quorum.get(),
                        period.get(),
                        electors.get(),
                        minYes.get(),
                        decide.get());
    }

    private static Supplier<Optional<Governance.Deadlock>> deadlock(Form form) {
        boolean any = form.has("extensions") || form.has("factor") || form.has("anyone");
        var extensions = form.count("extensions", 0, Governance.MAX_EXTENSIONS).or(2);
        var factor = form.text("factor", MAX_MAJORITY).as(Fraction::parse).or(Fraction.HALF);
        var anyone = form.flag("anyone").or(true);
        return () ->
                any
                        ? Optional.of(
                                new Governance.Deadlock(
                                        extensions.get(), factor.get(), anyone.get()))
                        : Optional.empty();
    }
}
