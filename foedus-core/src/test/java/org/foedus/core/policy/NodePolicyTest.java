package org.foedus.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.START;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.Story;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.run.RunPlan;
import org.junit.jupiter.api.Test;

final class NodePolicyTest {
    private static final SortedSet<String> ANY = new TreeSet<>();
    private static final Conditions ALWAYS =
            new Conditions(
                    ANY, ANY, ANY, ANY, ANY, Optional.empty(), Optional.empty(), Optional.empty());

    /// A plan of 3 rounds × 20 steps for at least 2 nodes, audited by China, started by Brazil.
    private static final Request REQUEST =
            new Request(
                    Story.plan(),
                    BRAZIL.id(),
                    BRAZIL.id(),
                    new TreeSet<>(),
                    START.atZone(ZoneOffset.UTC));

    private static SortedSet<String> only(MemberId... ids) {
        var names = new TreeSet<String>();
        for (var id : ids) {
            names.add(id.value());
        }
        return names;
    }

    private static SortedSet<String> only(String name) {
        return new TreeSet<>(List.of(name));
    }

    private static NodePolicy.Rule rule(String name, NodePolicy.Effect effect, Conditions when) {
        return new NodePolicy.Rule(name, effect, when, "why", Story.KNOWINGLY);
    }

    private static boolean matches(Conditions when) {
        var policy = new NodePolicy(List.of(rule("it", NodePolicy.Effect.PERMIT, when)));
        return policy.decide(REQUEST).equals(new NodePolicy.Permit("it"));
    }

    private static Conditions names(
            SortedSet<String> leads,
            SortedSet<String> startedBy,
            SortedSet<String> datasets,
            SortedSet<String> architectures,
            SortedSet<String> auditors) {
        return new Conditions(
                leads,
                startedBy,
                datasets,
                architectures,
                auditors,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Conditions numbers(
            Optional<Integer> rounds, Optional<Long> steps, Optional<Integer> cohort) {
        return new Conditions(ANY, ANY, ANY, ANY, ANY, rounds, steps, cohort);
    }

    @Test
    void withoutARuleNothingIsPermitted() {
        assertThat(new NodePolicy(List.of()).decide(REQUEST)).isInstanceOf(NodePolicy.Review.class);
        var elsewhere = names(only("norway"), ANY, ANY, ANY, ANY);
        assertThat(matches(elsewhere)).isFalse();
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        var refuse = rule("no", NodePolicy.Effect.REFUSE, ALWAYS);
        var permit = rule("yes", NodePolicy.Effect.PERMIT, ALWAYS);
        var review = rule("ask", NodePolicy.Effect.REVIEW, ALWAYS);
        assertThat(new NodePolicy(List.of(refuse, permit)).decide(REQUEST))
                .isEqualTo(new NodePolicy.Refuse("no", "why"));
        assertThat(new NodePolicy(List.of(permit, refuse)).decide(REQUEST))
                .isEqualTo(new NodePolicy.Permit("yes"));
        assertThat(new NodePolicy(List.of(review, permit)).decide(REQUEST))
                .isInstanceOf(NodePolicy.Review.class);
    }

    @Test
    void everyConditionThatIsSetMustHold() {
        assertThat(matches(names(only(BRAZIL.id()), ANY, ANY, ANY, ANY))).isTrue();
        assertThat(matches(names(only(CHINA.id()), ANY, ANY, ANY, ANY))).isFalse();
        assertThat(matches(names(ANY, only(BRAZIL.id(), CHINA.id()), ANY, ANY, ANY))).isTrue();
        assertThat(matches(names(ANY, only(CHINA.id()), ANY, ANY, ANY))).isFalse();
        assertThat(matches(names(ANY, ANY, only("fashion-mnist"), ANY, ANY))).isTrue();
        assertThat(matches(names(ANY, ANY, only("scans"), ANY, ANY))).isFalse();
        assertThat(matches(names(ANY, ANY, ANY, only("lenet5"), ANY))).isTrue();
        assertThat(matches(names(ANY, ANY, ANY, only("mlp"), ANY))).isFalse();
        assertThat(matches(names(ANY, ANY, ANY, ANY, only(CHINA.id(), BRAZIL.id())))).isTrue();
        assertThat(matches(names(ANY, ANY, ANY, ANY, only(BRAZIL.id())))).isFalse();
        assertThat(matches(names(only(BRAZIL.id()), only(CHINA.id()), ANY, ANY, ANY))).isFalse();
    }

    @Test
    void numbersAreBoundsThatInclude() {
        assertThat(matches(numbers(Optional.of(3), Optional.of(60L), Optional.of(2)))).isTrue();
        assertThat(matches(numbers(Optional.of(2), Optional.empty(), Optional.empty()))).isFalse();
        assertThat(matches(numbers(Optional.empty(), Optional.of(59L), Optional.empty())))
                .isFalse();
        assertThat(matches(numbers(Optional.empty(), Optional.empty(), Optional.of(3)))).isFalse();
    }

    /// A condition that always says the same.
    private record Fixed(Outcome outcome) implements Condition {
        @Override
        public Outcome test(Request request) {
            return outcome;
        }

        @Override
        public List<Part> parts(Request request) {
            return List.of();
        }

        @Override
        public String text() {
            return "fixed";
        }

        @Override
        public String words() {
            return "fixed";
        }
    }

    private static final Condition BROKEN = new Fixed(new Outcome.Broken("division by zero"));

    private static StandingConsents standing(Condition when, Instant until) {
        return new StandingConsents(
                List.of(new StandingConsent("spring", when, until, Story.KNOWINGLY)), true);
    }

    private static NodePolicy.Rule rule(String name, NodePolicy.Effect effect, Condition when) {
        return new NodePolicy.Rule(name, effect, when, "why", Story.KNOWINGLY);
    }

    @Test
    void aRuleThatCannotBeEvaluatedPermitsNothingAndNoLaterOneIsAsked() {
        for (var effect : NodePolicy.Effect.values()) {
            var policy =
                    new NodePolicy(
                            List.of(
                                    rule("bad", effect, BROKEN),
                                    rule("all", NodePolicy.Effect.PERMIT, Conditions.ANY)),
                            standing(Conditions.ANY, START.plusSeconds(9)));
            assertThat(policy.decide(REQUEST))
                    .isEqualTo(
                            new NodePolicy.Review(
                                    "rule bad could not be evaluated: division by zero"));
        }
    }

    @Test
    void aStandingConsentPermitsUntilItsEndAndAfterTheRules() {
        var none = new NodePolicy(List.of());
        assertThat(none.with(standing(Conditions.ANY, START.plusSeconds(1))).decide(REQUEST))
                .isEqualTo(new NodePolicy.Permit("standing:spring"));
        assertThat(none.with(standing(Conditions.ANY, START)).decide(REQUEST))
                .isInstanceOf(NodePolicy.Review.class);
        assertThat(none.with(standing(BROKEN, START.plusSeconds(1))).decide(REQUEST))
                .isEqualTo(
                        new NodePolicy.Review(
                                "standing consent spring could not be evaluated: division by"
                                        + " zero"));
        var refusing = new NodePolicy(List.of(rule("no", NodePolicy.Effect.REFUSE, ALWAYS)));
        assertThat(refusing.with(standing(Conditions.ANY, START.plusSeconds(1))).decide(REQUEST))
                .isEqualTo(new NodePolicy.Refuse("no", "why"));
    }

    @Test
    void aPermissionThatDoesNotNameASmallCohortDoesNotCoverOne() {
        var unaware = new NodePolicy.Rule("all", NodePolicy.Effect.PERMIT, ALWAYS, "why");
        var standing = new StandingConsent("spring", Conditions.ANY, START.plusSeconds(9));
        var policy =
                new NodePolicy(List.of(unaware), new StandingConsents(List.of(standing), true));
        assertThat(policy.decide(REQUEST)).isInstanceOf(NodePolicy.Review.class);
        assertThat(policy.explain(REQUEST).judgements())
                .allSatisfy(j -> {
                    assertThat(j.decides()).isFalse();
                    assertThat(j.parts().getLast().text()).isEqualTo("reveals_updates: accepted");
                    assertThat(j.parts().getLast().value()).isEqualTo("false");
                    assertThat(j.parts().getLast().attributes()).containsEntry("cohort_min", "2");
                });
        var large =
                new Request(
                        Story.plan(new RunPlan.Cohort(3, 4, java.time.Duration.ofSeconds(30)), 4),
                        BRAZIL.id(),
                        BRAZIL.id(),
                        new TreeSet<>(),
                        START.atZone(ZoneOffset.UTC));
        assertThat(policy.decide(large)).isEqualTo(new NodePolicy.Permit("all"));
        var refuse = new NodePolicy.Rule("no", NodePolicy.Effect.REFUSE, ALWAYS, "why");
        assertThat(new NodePolicy(List.of(unaware, refuse)).decide(REQUEST))
                .isEqualTo(new NodePolicy.Refuse("no", "why"));
    }

    @Test
    void theExplanationNamesTheOneThatDecides() {
        var policy =
                new NodePolicy(
                        List.of(
                                rule(
                                        "few",
                                        NodePolicy.Effect.PERMIT,
                                        numbers(
                                                Optional.of(2),
                                                Optional.empty(),
                                                Optional.empty())),
                                rule("ask", NodePolicy.Effect.REVIEW, ALWAYS),
                                rule("late", NodePolicy.Effect.PERMIT, ALWAYS)),
                        standing(Conditions.ANY, START));
        var explained = policy.explain(REQUEST);
        assertThat(explained.decision()).isEqualTo(policy.decide(REQUEST));
        assertThat(explained.judgements())
                .extracting(Explanation.Judgement::by, Explanation.Judgement::decides)
                .containsExactly(
                        tuple("few", false),
                        tuple("ask", true),
                        tuple("late", false),
                        tuple("standing:spring", false));
        assertThat(explained.judgements().getLast().expired()).isTrue();
        var part = explained.judgements().getFirst().parts().getFirst();
        assertThat(part.text()).isEqualTo("max_rounds: 2");
        assertThat(part.value()).isEqualTo("false");
        assertThat(part.attributes()).containsEntry("rounds", "3");
    }

    @Test
    void aStandingConsentEndsByItsDateOrByItsRemoval() {
        var consents = standing(Conditions.ANY, START.plusSeconds(1));
        assertThat(consents.ended("standing:spring", START)).isEmpty();
        assertThat(consents.ended("standing:spring", START.plusSeconds(1)))
                .hasValue("standing consent spring has expired");
        assertThat(consents.ended("standing:winter", START))
                .hasValue("standing consent winter was removed");
        assertThat(consents.ended("owner", START)).isEmpty();
        assertThat(StandingConsents.UNKNOWN.ended("standing:spring", START)).isEmpty();
        assertThat(StandingConsents.UNKNOWN.holds("standing:spring", START)).isFalse();
        assertThat(StandingConsents.UNKNOWN.holds("clothes", START)).isTrue();
        assertThat(consents.nextEnd(START)).hasValue(START.plusSeconds(1));
    }

    @Test
    void aDatasetMayBeForALeadAPurposeAndATime() {
        var permission =
                new DataPermission(
                        only(BRAZIL.id()),
                        ANY,
                        List.of(Story.plan().purpose()),
                        Optional.of(START.plusSeconds(1)));
        assertThat(permission.objection(REQUEST)).isEmpty();
        assertThat(DataPermission.ANY.objection(REQUEST)).isEmpty();
        var other = new DataPermission(only(CHINA.id()), ANY, List.of(), Optional.empty());
        assertThat(other.objection(REQUEST)).hasValue("lead brazil is none of [china]");
        var over = new DataPermission(ANY, ANY, List.of(), Optional.of(START));
        assertThat(over.objection(REQUEST))
                .hasValueSatisfying(o -> assertThat(o).contains("until"));
        var purpose = new DataPermission(ANY, ANY, List.of("another"), Optional.empty());
        assertThat(purpose.objection(REQUEST)).hasValue("its purpose is none of [another]");
        assertThat(permission.words()).startsWith("lead brazil, purpose ");
    }
}
