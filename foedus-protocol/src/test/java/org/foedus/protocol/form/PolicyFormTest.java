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
import org.foedus.core.policy.NodePolicy;
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
              - name: no-others
                effect: refuse
                why: We train on clothes only
            """;

    private static NodePolicy read(String yaml) {
        return PolicyForm.read("policy.yaml", yaml.getBytes(StandardCharsets.UTF_8));
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
                                                new NodePolicy.Conditions(
                                                        set("brazil", "india"),
                                                        set("brazil"),
                                                        set("fashion-mnist"),
                                                        set("lenet5", "mlp"),
                                                        set("brazil"),
                                                        Optional.of(100),
                                                        Optional.of(10_000L),
                                                        Optional.of(3)),
                                                ""),
                                        new NodePolicy.Rule(
                                                "no-others",
                                                NodePolicy.Effect.REFUSE,
                                                new NodePolicy.Conditions(
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
                "why: We train on clothes only|why: ''|15: rules[1].why: expected a text",
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
}
