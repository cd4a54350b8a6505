package org.foedus.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.foedus.core.alliance.MemberId;

/// Fixed conditions, all of which must hold; an empty set or value is no condition.
///
/// @param maxSteps steps of a whole run on this node: rounds × steps
public record Conditions(
        SortedSet<String> leads,
        SortedSet<String> startedBy,
        SortedSet<String> datasets,
        SortedSet<String> architectures,
        SortedSet<String> auditors,
        Optional<Integer> maxRounds,
        Optional<Long> maxSteps,
        Optional<Integer> minCohort)
        implements Condition {

    /// Every plan.
    public static final Conditions ANY =
            new Conditions(
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    new TreeSet<>(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// One that is set.
    private record One(String words, Attribute attribute, boolean holds) {}

    @Override
    public Outcome test(Request request) {
        return Outcome.of(set(request).stream().allMatch(One::holds));
    }

    @Override
    public List<Part> parts(Request request) {
        return set(request).stream()
                .map(one -> new Part(one.words, Boolean.toString(one.holds), seen(one, request)))
                .toList();
    }

    private static SortedMap<String, String> seen(One one, Request request) {
        var seen = new TreeMap<String, String>();
        seen.put(one.attribute.label(), one.attribute.shown(request));
        return seen;
    }

    @Override
    public String text() {
        return words();
    }

    @Override
    public String words() {
        var all = new ArrayList<String>();
        named(all, Attribute.LEAD, leads);
        named(all, Attribute.STARTED_BY, startedBy);
        named(all, Attribute.DATASET, datasets);
        named(all, Attribute.ARCHITECTURE, architectures);
        if (!auditors.isEmpty()) {
            all.add("every auditor is " + either(auditors));
        }
        maxRounds.ifPresent(m -> all.add(Attribute.ROUNDS.words() + " is at most " + m));
        maxSteps.ifPresent(m -> all.add(Attribute.RUN_STEPS.words() + " is at most " + m));
        minCohort.ifPresent(m -> all.add(Attribute.COHORT_MIN.words() + " is at least " + m));
        return all.isEmpty() ? "it is any plan" : String.join(", and ", all);
    }

    private static void named(List<String> all, Attribute attribute, SortedSet<String> names) {
        if (!names.isEmpty()) {
            all.add(attribute.words() + " is " + either(names));
        }
    }

    private static String either(SortedSet<String> names) {
        return String.join(" or ", names);
    }

    private List<One> set(Request request) {
        var plan = request.plan();
        var all = new ArrayList<One>();
        listed(all, "mandate_lead", Attribute.LEAD, leads, request);
        listed(all, "started_by", Attribute.STARTED_BY, startedBy, request);
        listed(all, "dataset", Attribute.DATASET, datasets, request);
        listed(all, "architecture", Attribute.ARCHITECTURE, architectures, request);
        if (!auditors.isEmpty()) {
            var named = plan.auditors().stream().map(MemberId::value).collect(Collectors.toSet());
            all.add(
                    new One(
                            "auditors: " + auditors,
                            Attribute.AUDITORS,
                            auditors.containsAll(named)));
        }
        maxRounds.ifPresent(
                m -> all.add(new One("max_rounds: " + m, Attribute.ROUNDS, plan.rounds() <= m)));
        maxSteps.ifPresent(m ->
                all.add(new One("max_steps: " + m, Attribute.RUN_STEPS, request.runSteps() <= m)));
        minCohort.ifPresent(m ->
                all.add(
                        new One(
                                "min_cohort: " + m,
                                Attribute.COHORT_MIN,
                                plan.cohort().min() >= m)));
        return all;
    }

    private static void listed(
            List<One> all,
            String field,
            Attribute attribute,
            SortedSet<String> allowed,
            Request request) {
        if (!allowed.isEmpty()) {
            boolean holds = allowed.contains(String.valueOf(attribute.value(request)));
            all.add(new One(field + ": " + allowed, attribute, holds));
        }
    }
}
