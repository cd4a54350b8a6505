package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.ConditionLanguage.Flaw;
import org.foedus.core.policy.Conditions;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.run.RunPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PolicyFormTest {
    private static final String FULL =
            """
            rules:
              - name: clothes
                effect: permit
                when:
                  mandate_lead: [brazil, india]
                  started_by: [brazil]
                  dataset: [fashion-mnist]
                  architecture: [lenet5, mlp]
                  auditors: [brazil]
                  max_rounds: 100
                  max_steps: 10000
                  min_cohort: 3
                reveals_updates: accepted
              - name: no-others
                effect: refuse
                why: We train on clothes only
            """;

    private static final Conditions ALWAYS =
            new Conditions(
                    set(),
                    set(),
                    set(),
                    set(),
                    set(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// A language of one word, which names the place of every other.
    static final ConditionLanguage WORDS =
            text -> {
                var lines = text.lines().toList();
                for (int line = 0; line < lines.size(); line++) {
                    int column = lines.get(line).indexOf("no");
                    if (column >= 0) {
                        var flaw = new Flaw(line + 1, column + 1, "expected always, found no");
                        return new ConditionLanguage.Flawed(List.of(flaw));
                    }
                }
                return new ConditionLanguage.Understood(ALWAYS);
            };

    private static NodePolicy read(String yaml) {
        return PolicyForm.read("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8), WORDS);
    }

    private static SortedSet<String> set(String... names) {
        return new TreeSet<>(List.of(names));
    }

    @Test
    void everyFieldIsRead() {
        var none = new TreeSet<String>();
        assertThat(read(FULL))
                .isEqualTo(
                        new NodePolicy(
                                List.of(
                                        new NodePolicy.Rule(
                                                "clothes",
                                                NodePolicy.Effect.PERMIT,
                                                new Conditions(
                                                        set("brazil", "india"),
                                                        set("brazil"),
                                                        set("fashion-mnist"),
                                                        set("lenet5", "mlp"),
                                                        set("brazil"),
                                                        Optional.of(100),
                                                        Optional.of(10_000L),
                                                        Optional.of(3)),
                                                "",
                                                Optional.of(RunPlan.Acceptance.ACCEPTED)),
                                        new NodePolicy.Rule(
                                                "no-others",
                                                NodePolicy.Effect.REFUSE,
                                                new Conditions(
                                                        none,
                                                        none,
                                                        none,
                                                        none,
                                                        none,
                                                        Optional.empty(),
                                                        Optional.empty(),
                                                        Optional.empty()),
                                                "We train on clothes only"))));
    }

    @Test
    void aPolicyWithoutRulesPermitsNothing() {
        assertThat(read("rules: []\n").rules()).isEmpty();
        assertThat(read("{}\n").rules()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- name: clothes|- name: Clothes|2: rules[0].name: expected a name",
                "effect: permit|effect: allow|3: rules[0].effect: expected permit or refuse or"
                        + " review, found 'allow'",
                "mandate_lead: [brazil, india]|mandate_lead: []|5: rules[0].when.mandate_lead:"
                        + " expected a list of 1 to 100 different names",
                "started_by: [brazil]|started_by: brazil|6: rules[0].when.started_by: expected a",
                "dataset: [fashion-mnist]|dataset: [1]|7: rules[0].when.dataset: expected a list",
                "architecture: [lenet5, mlp]|architectur: [mlp]|8: rules[0].when.architectur:"
                        + " unknown field (did you mean architecture?)",
                "auditors: [brazil]|auditors: {}|9: rules[0].when.auditors: expected a list of 1"
                        + " to 100 different names such as [first, second], found fields",
                "max_rounds: 100|max_rounds: -1|10: rules[0].when.max_rounds: expected a whole",
                "max_steps: 10000|max_steps: 1.5|11: rules[0].when.max_steps: expected a whole",
                "min_cohort: 3|min_cohort: 0|12: rules[0].when.min_cohort: expected a whole",
                "reveals_updates: accepted|reveals_updates: true|13: rules[0].reveals_updates:"
                        + " expected accepted",
                "why: We train on clothes only|why: ''|16: rules[1].why: expected a text",
                "- name: no-others|- name: clothes|1: rules: two are called clothes",
                "effect: permit|effect: refuse|1: rules: rule clothes refuses: expected a why",
            })
    void eachFieldWrongIsNamedWithItsLine(String right, String wrong, String message) {
        assertThat(FULL).contains(right);
        assertThatThrownBy(() -> read(FULL.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.BAD_POLICY);
                            assertThat(e.reason()).contains("policy.yaml:" + message);
                        });
    }

    private static String rule(String when) {
        return "rules:\n  - name: it\n    effect: permit\n    when: " + when + "\n";
    }

    @Test
    void aConditionMayBeAText() {
        assertThat(read(rule("always")).rules().getFirst().when()).isEqualTo(ALWAYS);
        assertThat(read(rule("true")).rules().getFirst().when()).isEqualTo(ALWAYS);
        assertThat(read(rule("|\n      always\n      and always")).rules()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            value = {
                "always and no@4:22",
                "\"always and no\"@4:23",
                "|\\n      always\\n      and no@6:11",
                "\"al\\\\x77ays no\"@4:11",
                ">-\\n      always\\n      no@4:11"
            })
    void aFlawOfATextIsNamedByLineAndColumnOfTheFile(String when, String place) {
        assertThatThrownBy(() -> read(rule(when.replace("\\n", "\n"))))
                .hasMessageContaining(
                        "policy.yaml:" + place + ": rules[0].when: expected always, found no");
    }

    @Test
    void aTextIsBoundedBeforeItIsRead() {
        var longer = "\"" + "a".repeat(ConditionLanguage.MAX_TEXT + 1) + "\"";
        assertThatThrownBy(() -> read(rule(longer)))
                .hasMessageContaining("expected a condition of 1 to 2000 characters");
        assertThatThrownBy(() -> read(rule("\" \""))).hasMessageContaining("expected a condition");
    }

    @Test
    void noRuleMayPassForTheOwner() {
        assertThatThrownBy(() -> read(rule("always").replace("name: it", "name: owner")))
                .hasMessageContaining("expected another name than owner");
    }
}
