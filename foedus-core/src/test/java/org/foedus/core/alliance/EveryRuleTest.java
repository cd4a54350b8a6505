package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.foedus.core.claim.Verdict;
import org.foedus.core.rule.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule refuses something, and says so with every word in its place; what no rule refuses is
/// accepted. A new rule must be tried here.
final class EveryRuleTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
    private static final Cases CASES = cases();

    private static Cases cases() {
        var cases = new Cases();
        SignerCases.in(cases);
        MembershipCases.in(cases);
        VotingCases.in(cases);
        PartnershipCases.in(cases);
        MandateCases.in(cases);
        CommuniqueCases.in(cases);
        RunCases.in(cases);
        return cases;
    }

    @Test
    void noRuleIsLeftUntried() {
        var untried = EnumSet.allOf(Rule.class);
        untried.removeAll(CASES.refused.keySet());
        assertThat(untried).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void aRuleRefusesAndSaysWhy(Rule rule) {
        for (var tried : CASES.refused.getOrDefault(rule, List.of())) {
            assertThat(tried.get())
                    .isInstanceOfSatisfying(Verdict.Rejected.class, r -> refuses(rule, r));
        }
    }

    private static void refuses(Rule rule, Verdict.Rejected verdict) {
        var refusal = verdict.refusal().orElseThrow();
        assertThat(refusal.rule()).as(verdict.reason()).isEqualTo(rule);
        assertThat(verdict.reason()).isEqualTo(refusal.why()).doesNotStartWith(" ");
        assertThat(refusal.object()).as("what it is about").isNotBlank();
        assertThat(refusal.actor()).as("who signed").isNotBlank();
        var known = refusal.values().keySet();
        for (var text : List.of(rule.why(), rule.next())) {
            assertThat(PLACEHOLDER.matcher(text).results().map(m -> m.group(1)))
                    .as("%s: %s", rule, text)
                    .allMatch(p -> p.equals("object") || p.equals("actor") || known.contains(p));
        }
        if (rule != Rule.TEXT) {
            assertThat(verdict.code()).isEqualTo(rule.code());
        }
    }

    static Stream<String> accepted() {
        return CASES.accepted.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource
    void accepted(String what) {
        Supplier<Verdict> claim = CASES.accepted.get(what);
        assertThat(claim).isNotNull();
        assertThat(claim.get()).as(what).isEqualTo(new Verdict.Accepted());
    }
}
