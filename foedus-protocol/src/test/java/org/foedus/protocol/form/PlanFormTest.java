package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.Golden;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanFormTest {
    static final String FULL =
            """
            mandate: clothes
            purpose: Sort clothes
            seed: 7
            model:
              architecture: lenet5
              seed: 8
            dataset: fashion-mnist
            rounds: 30
            training:
              steps: 20
              batch_size: 32
              learning_rate: 0.02
              momentum: 0.9
              weight_decay: 0.0001
              schedule: cosine
              proximal_mu: 0.1
            aggregation:
              rule: fedavg
              weighting: uniform
              max_examples: 5000
            server_optimizer:
              name: fedavgm
              learning_rate: 1.0
              momentum: 0.5
            cohort:
              min: 3
              max: 5
              patience: 20s
            round:
              deadline: 5m
              quorum: 4
              grace: 500ms
            evaluation:
              node: brazil-1
              dataset: held-out
              deadline: 1m
            auditors: [brazil]
            limits:
              work: 2h
              failed_rounds: 3
            """;

    private static final String LEAST =
            """
            mandate: clothes
            purpose: Sort clothes
            model: {architecture: lenet5}
            dataset: fashion-mnist
            rounds: 30
            evaluation: {node: brazil-1, dataset: held-out}
            """;

    private static RunPlan read(String yaml) {
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFieldIsRead() {
        Golden.check("plan-full.json", Json.text(read(FULL)));
    }

    @Test
    void theDefaultsAreWrittenOut() {
        var plan = read(LEAST);
        Golden.check("plan.json", Json.text(plan));
        Golden.check("plan.sha256", ClaimCodec.planDigest(plan).hex());
        assertThat(plan.round().quorum()).isEqualTo(plan.cohort().max());
        assertThat(read(LEAST + "seed: 9\n").model().seed()).isEqualTo(9);
    }

    @Test
    void aPlanReadFromItsCanonicalBytesIsTheSamePlan() {
        var plan = read(FULL);
        assertThat(Json.read(Json.write(plan), RunPlan.class)).isEqualTo(plan);
    }

    @Test
    void theOrderAndTheStyleOfTheFileDoNotReachTheDigest() {
        var reordered =
                """
                # the same plan
                rounds:   30
                evaluation:
                  dataset: "held-out"
                  node: 'brazil-1'
                dataset: fashion-mnist
                training: {learning_rate: 2e-2, weight_decay: -0}
                model: {architecture: lenet5, seed: 0}
                purpose: >
                  Sort
                  clothes
                mandate: clothes
                """;
        assertThat(ClaimCodec.planDigest(read(reordered)))
                .isEqualTo(ClaimCodec.planDigest(read(LEAST)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mandate: clothes|mandate: Clothes!|1: mandate: expected a name",
                "purpose: Sort clothes|purpose: ''|2: purpose: expected a text of 1 to 500",
                "seed: 7|seed: -1|3: seed: expected a whole number from 0 to 9007199254740991",
                "architecture: lenet5|architecture: 5|5: model.architecture: expected a name",
                "  seed: 8|  seed: x|6: model.seed: expected a whole number",
                "dataset: fashion-mnist|dataset: [a]|7: dataset: expected a name",
                "rounds: 30|rounds: 0|8: rounds: expected a whole number from 1 to 100000",
                "steps: 20|steps: 1e3|10: training.steps: expected a whole number",
                "batch_size: 32|batch_size: 65537|11: training.batch_size: expected a whole",
                "learning_rate: 0.02|learning_rate: 0|12: training.learning_rate: expected a"
                        + " number in (0, 100], found the number 0",
                "momentum: 0.9|momentum: 1|13: training.momentum: expected a number in [0, 1)",
                "weight_decay: 0.0001|weight_decay: -1|14: training.weight_decay: expected",
                "schedule: cosine|schedule: Cosine|15: training.schedule: expected constant or"
                        + " cosine, found 'Cosine'",
                "proximal_mu: 0.1|proximal_mu: .nan|16: training.proximal_mu: expected a number",
                "rule: fedavg|rule: median|18: aggregation.rule: expected fedavg",
                "weighting: uniform|weighting: 1|19: aggregation.weighting: expected examples or",
                "max_examples: 5000|max_examples: 0|20: aggregation.max_examples: expected",
                "name: fedavgm|name: adam|22: server_optimizer.name: expected fedavg or fedavgm",
                "learning_rate: 1.0|learning_rate: 101|23: server_optimizer.learning_rate: ",
                "momentum: 0.5|momentum: -0.5|24: server_optimizer.momentum: expected",
                "name: fedavgm|name: fedavg|21: server_optimizer: expected a learning_rate",
                "min: 3|min: 0|26: cohort.min: expected a whole number from 1",
                "min: 3|min: 2|26: cohort.min: 2 is below 3: with two members' updates, each"
                        + " member can compute the other's exactly; set it to 3 or more, or write"
                        + " reveals_updates: accepted under cohort, which every node must accept",
                "min: 3|min: 1|26: cohort.min: 1 is below 3: with one member's update, the new"
                        + " model minus the old one is that update; set it to 3 or more, or write",
                "patience: 20s|reveals_updates: accepted|28: cohort.reveals_updates: cohort.min is"
                        + " 3, so no update is revealed: leave it out",
                "patience: 20s|reveals_updates: yes|28: cohort.reveals_updates: expected accepted",
                "min: 3|min: 6|27: cohort.max: expected a whole number from 6",
                "max: 5|max: many|27: cohort.max: expected a whole number",
                "patience: 20s|patience: 20|28: cohort.patience: expected a time with its unit",
                "deadline: 5m|deadline: 10 meters|30: round.deadline: expected a time such as"
                        + " 30s, 10m or 2h, found '10 meters'",
                "quorum: 4|quorum: 6|31: round.quorum: expected a whole number from 3 to 5",
                "grace: 500ms|grace: 31d|32: round.grace: expected a time from 0s to 30d",
                "node: brazil-1|node: brazil_1|34: evaluation.node: expected a name",
                "dataset: held-out|dataset: Held|35: evaluation.dataset: expected a name",
                "deadline: 1m|deadline: 10ms|36: evaluation.deadline: expected a time from 1s",
                "auditors: [brazil]|auditors: brazil|37: auditors: expected a list",
                "auditors: [brazil]|auditors: [brazil, brazil]|37: auditors: expected a list",
                "work: 2h|work: 2 h|39: limits.work: expected a time such as",
                "failed_rounds: 3|failed_rounds: 1001|40: limits.failed_rounds: expected a whole",
                "learning_rate: 0.02|learning_rat: 0.02|12: training.learning_rat: unknown field"
                        + " (did you mean learning_rate?)",
                "rounds: 30|round_count: 30|8: round_count: unknown field: expected one of",
            })
    void eachFieldWrongIsNamedWithItsLine(String right, String wrong, String message) {
        assertThat(FULL).contains(right);
        assertThatThrownBy(
                        () -> read(FULL.replaceFirst(java.util.regex.Pattern.quote(right), wrong)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.BAD_PLAN);
                            assertThat(e.reason()).contains("plan.yaml:" + message);
                        });
    }

    @Test
    void everyMissingFieldIsNamedAtOnce() {
        assertThatThrownBy(() -> read("seed: 1\n"))
                .hasMessage(
                        """
                        plan.yaml:1: dataset: missing: expected a name of a-z, 0-9 and inner hyphens
                        plan.yaml:1: evaluation.dataset: missing: expected a name of a-z, 0-9 and inner hyphens
                        plan.yaml:1: evaluation.node: missing: expected a name of a-z, 0-9 and inner hyphens
                        plan.yaml:1: mandate: missing: expected a name of a-z, 0-9 and inner hyphens
                        plan.yaml:1: model.architecture: missing: expected a name of a-z, 0-9 and inner hyphens
                        plan.yaml:1: purpose: missing: expected a text of 1 to 500 characters
                        plan.yaml:1: rounds: missing: expected a whole number from 1 to 100000\
                        """);
    }

    @Test
    void errorsComeByLine() {
        assertThatThrownBy(() ->
                        read(
                                FULL.replace("seed: 7", "seed: x")
                                        .replace("steps: 20", "stepz: 20")
                                        .replace("work: 2h", "work: 2")))
                .hasMessage(
                        """
                        plan.yaml:3: seed: expected a whole number from 0 to 9007199254740991, found 'x'
                        plan.yaml:10: training.stepz: unknown field (did you mean steps?)
                        plan.yaml:39: limits.work: expected a time with its unit (ms, s, m, h or d), such as 30s, found the number 2\
                        """);
    }

    @Test
    void fieldsAreSetBesideTheFile() {
        var yaml = FULL.getBytes(StandardCharsets.UTF_8);

        var plan =
                PlanForm.read(
                        "plan.yaml",
                        yaml,
                        List.of(
                                "training.learning_rate=0.5",
                                "rounds = 3",
                                "purpose=Sort all",
                                "auditors=[br, cn]"));

        assertThat(plan.training().learningRate()).isEqualTo(0.5);
        assertThat(plan.training().steps()).isEqualTo(20);
        assertThat(plan.rounds()).isEqualTo(3);
        assertThat(plan.auditors()).hasSize(2);
        assertThat(PlanForm.read("plan.yaml", yaml, List.of()))
                .isEqualTo(PlanForm.read("plan.yaml", yaml));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.learning_rat=1 | did you mean learning_rate",
                "training.steps=many | training.steps: expected",
                "rounds.more=1 | rounds has no fields",
                "=1 | expected FIELD=VALUE",
                "rounds | expected FIELD=VALUE",
                "a..b=1 | expected FIELD=VALUE",
                "rounds=[1 | --set",
                "rounds=&a 1 | anchors",
            })
    void aFieldThatCannotBeSetIsNamed(String change, String told) {
        var yaml = FULL.getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> PlanForm.read("plan.yaml", yaml, List.of(change)))
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining(told);
    }
}
