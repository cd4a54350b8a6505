package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A plan whose evaluator has no data to train on, approved by it and one trainer before the second
/// trainer comes: the run waits, says for whom, and ends well.
final class WaitingRunTest {
    private static final String PLAN =
            """
            mandate: clothes-2027
            purpose: A run that waits
            model: {architecture: mlp}
            dataset: trainers
            rounds: 3
            training: {steps: 2}
            cohort: {min: 2, max: 2, patience: 1s, reveals_updates: accepted}
            round: {deadline: 2m}
            evaluation: {node: brazil-1, dataset: held-out}
            """;

    private SmallAlliance alliance = new SmallAlliance(Path.of(""));

    private List<JsonNode> told(String line, String type) {
        return alliance.done("brazil", line).events().stream()
                .filter(e -> e.path("type").asString().equals(type))
                .toList();
    }

    private boolean waitsForData() {
        return told("run show waiting-1", "waiting").stream()
                .flatMap(w -> w.path("absent").valueStream())
                .anyMatch(a ->
                        a.path("node").asString().equals("brazil-1")
                                && a.path("why")
                                        .asString()
                                        .equals("this node has no dataset trainers"));
    }

    @Test
    @Timeout(300)
    void aRunWhoseEvaluatorCantTrainWaitsForWhoCan(@TempDir Path folder) throws Exception {
        alliance = new SmallAlliance(folder);
        try {
            alliance.found();
            alliance.data("china", "trainers", 0);
            alliance.data("india", "trainers", 360);
            var plan = alliance.write("plan.yaml", PLAN);
            alliance.done("brazil", "run start", plan.toString(), "--run", "waiting-1");
            var review = alliance.done("brazil", "node review").last();
            assertThat(review.path("able").asBoolean()).isTrue();
            assertThat(review.path("work").valueStream().map(w -> w.path("task").asString()))
                    .containsExactly("train", "evaluate");
            assertThat(review.path("work").get(0).path("obstacle").asString())
                    .isEqualTo("this node has no dataset trainers");
            assertThat(review.path("work").get(1).path("examples").asInt()).isEqualTo(120);
            alliance.done("brazil", "node approve waiting-1 --reveals-updates");
            alliance.done("china", "node approve waiting-1 --reveals-updates");
            boolean waits = waitsForData();
            while (!waits) {
                waits = waitsForData();
            }
            alliance.done("india", "node approve waiting-1 --reveals-updates");
            alliance.launch("india", "node start");
            var watched = told("run watch waiting-1", "round");
            assertThat(watched).filteredOn(r -> r.path("published").asBoolean()).hasSize(3);
            assertThat(watched)
                    .filteredOn(r -> r.path("published").asBoolean())
                    .allMatch(r -> r.path("accuracy").isNumber());
            assertThat(told("run show waiting-1", "round")).isEqualTo(watched);
            assertThat(told("run show waiting-1", "run").getFirst().path("status").asString())
                    .isEqualTo("finished");
        } finally {
            alliance.close();
        }
    }
}
