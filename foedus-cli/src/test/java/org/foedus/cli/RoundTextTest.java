package org.foedus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunStatus;
import org.foedus.protocol.form.PlanForm;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.JsonNodeFactory;

/// What is said of a round: once, when all is known, so that it is the same for whoever asks later.
final class RoundTextTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant DEADLINE = NOW.plusSeconds(300);
    private static final RunId RUN = new RunId("run-1");
    private static final NodeId NORTH = new NodeId("north-1");
    private static final NodeId SOUTH = new NodeId("south-1");
    private static final Sha256 DIGEST = Sha256.of(new byte[] {1});
    private static final String PLAN =
            """
            mandate: tumours
            purpose: Tell tumours apart
            model: {architecture: mlp}
            dataset: trainers
            rounds: 10
            training: {steps: 20}
            cohort: {min: 2, max: 2, reveals_updates: accepted}
            evaluation: {node: north-1, dataset: held-out}
            """;

    private static Run run(RunStatus status, RoundState round, Work... evaluations) {
        var asked = TreePMap.<WorkItemId, Work>empty();
        for (var evaluation : evaluations) {
            asked = asked.plus(evaluation.item().id(), evaluation);
        }
        return new Run(
                RUN,
                PlanForm.read("plan.yaml", PLAN.getBytes(StandardCharsets.UTF_8)),
                DIGEST,
                new MemberId("north"),
                NOW,
                DIGEST,
                4096,
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.<Integer, RoundState>empty().plus(round.number(), round),
                asked,
                DIGEST,
                Optional.empty(),
                NOW,
                status);
    }

    private static WorkItem item(int round, WorkItem.Kind kind, NodeId node) {
        return new WorkItem(
                WorkItemId.of(RUN, round, kind, node),
                node,
                round,
                0,
                kind,
                DIGEST,
                4096,
                DEADLINE);
    }

    private static Claim.WorkDone claim(WorkItem item, Map<String, Double> metrics) {
        return new Claim.WorkDone(
                new Claim.Header(DIGEST, 1, NOW),
                item.id(),
                new TreeMap<>(),
                100,
                new TreeMap<>(metrics),
                Optional.empty());
    }

    private static Work evaluated(int round, double accuracy) {
        var item = item(round, WorkItem.Kind.EVALUATE, NORTH);
        var claim = claim(item, Map.of("accuracy", accuracy, "loss", 0.5));
        return Work.asked(item).answered(new Work.Done(claim, DIGEST, NOW));
    }

    private static Work awaited(int round) {
        return Work.asked(item(round, WorkItem.Kind.EVALUATE, NORTH));
    }

    private static TreePMap<WorkItemId, Work> work(int round, Work.Answer north) {
        var first = item(round, WorkItem.Kind.TRAIN, NORTH);
        var second = item(round, WorkItem.Kind.TRAIN, SOUTH);
        return TreePMap.<WorkItemId, Work>empty()
                .plus(first.id(), Work.asked(first).answered(north))
                .plus(
                        second.id(),
                        Work.asked(second)
                                .answered(new Work.Done(claim(second, Map.of()), DIGEST, NOW)));
    }

    private static final Work.Answer DECLINED =
            new Work.Declined("this node has no dataset trainers, and that is a long reason", NOW);

    private static RoundState published(int round) {
        return new RoundState.Published(
                round,
                0,
                NOW,
                DIGEST,
                work(round, DECLINED),
                new TreeSet<>(List.of(SOUTH)),
                new TreeMap<>(Map.of(NORTH, "declined: this node has no dataset trainers, a…")),
                DIGEST,
                Optional.empty(),
                NOW);
    }

    private static RoundState failed(int round, Work.Answer north) {
        return new RoundState.Failed(
                round,
                NOW,
                DIGEST,
                work(round, north),
                "members with updates: 1, needed: 2",
                NOW,
                true);
    }

    @Test
    void aRoundIsToldOnceItsEvaluationIsThereOrComesNoMore() {
        var round = published(57);
        var active = new RunStatus.Active();
        assertThat(RoundText.settled(run(active, round, awaited(57)), round, NOW)).isFalse();
        assertThat(RoundText.settled(run(active, round, evaluated(57, 0.9)), round, NOW)).isTrue();
        assertThat(RoundText.settled(run(active, round, awaited(57)), round, DEADLINE)).isFalse();
        assertThat(
                        RoundText.settled(
                                run(active, round, awaited(57)), round, DEADLINE.plusMillis(1)))
                .isTrue();
        var over = run(new RunStatus.Finished(NOW), round, awaited(57));
        assertThat(RoundText.settled(over, round, NOW)).isTrue();
    }

    @Test
    void versionsAreCountedAndRoundsAreNumbered() {
        var round = published(57);
        assertThat(RoundText.line(run(new RunStatus.Active(), round, evaluated(57, 0.9)), round))
                .isEqualTo(
                        "round  57  version 1/10  accuracy 90.00 %  1 updates, without north-1:"
                                + " declined: this node has no dataset trainers, and that is a long"
                                + " reason");
    }

    @Test
    void whyUpdatesAreMissingIsSaidAlsoWhereTheRoundFailed() {
        var declined = failed(3, DECLINED);
        assertThat(RoundText.line(run(new RunStatus.Active(), declined), declined))
                .isEqualTo(
                        "round   3  failed: members with updates: 1, needed: 2; north-1: declined:"
                                + " this node has no dataset trainers, and that is a long reason");
        var late = failed(3, new Work.Asked());
        assertThat(RoundText.line(run(new RunStatus.Active(), late), late))
                .endsWith("needed: 2; north-1: no update in time");
    }

    @Test
    void programsReadTheSame() {
        var round = published(57);
        var fields = JsonNodeFactory.instance.objectNode();
        RoundText.put(fields, run(new RunStatus.Active(), round, evaluated(57, 0.9)), round);
        assertThat(fields)
                .hasToString(
                        "{\"run\":\"run-1\",\"round\":57,\"published\":true,\"version\":1,"
                                + "\"versions\":10,\"accuracy\":0.9,\"loss\":0.5,"
                                + "\"missing\":[{\"node\":\"north-1\",\"why\":\"declined: this node"
                                + " has no dataset trainers, and that is a long reason\"}]}");
    }
}
