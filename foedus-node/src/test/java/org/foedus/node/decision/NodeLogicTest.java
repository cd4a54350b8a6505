package org.foedus.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.Hours;
import org.foedus.node.home.NodeLimits;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLogicTest {
    private FakeHub hub;
    private World world;
    private NodePolicy policy = new NodePolicy(List.of());
    private NodeLimits limits = NodeLimits.NONE;
    private String dataset = "tiny";
    private String architecture = "mlp";
    private Instant now;

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        world = new World(hub).founded().running();
        now = hub.now();
    }

    @AfterEach
    void end() {
        hub.close();
    }

    private static NodePolicy policy(NodePolicy.Effect effect) {
        var any =
                new NodePolicy.Conditions(
                        new TreeSet<>(),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return new NodePolicy(List.of(new NodePolicy.Rule("all", effect, any, "not ours")));
    }

    private WorkItem item() {
        var id = WorkItemId.of(World.RUN, 1, WorkItem.Kind.TRAIN, World.NODE);
        return world.run().work(id).orElseThrow().item();
    }

    private List<Action> next(WorkItem... items) {
        return next(world.run().planDigest(), items);
    }

    private List<Action> next(Sha256 digest, WorkItem... items) {
        var assigned =
                List.of(items).stream().map(i -> new Api.Assignment(World.RUN, digest, i)).toList();
        return NodeLogic.next(
                new View(
                        hub.state(),
                        World.NODE,
                        policy,
                        limits,
                        new TreeSet<>(List.of(dataset)),
                        new TreeSet<>(List.of(architecture)),
                        ZoneOffset.UTC,
                        new Api.WorkList(assigned, List.of(), hub.state().size()),
                        new TreeSet<>(),
                        now));
    }

    private Action only(WorkItem... items) {
        var actions = next(items);
        assertThat(actions).hasSize(1);
        return actions.getFirst();
    }

    @Test
    void aPlanThatNoRulePermitsWaitsForTheOwner() {
        assertThat(only()).isInstanceOf(Action.AskOwner.class);
    }

    @Test
    void aRuleConsentsInItsName() {
        policy = policy(NodePolicy.Effect.PERMIT);

        assertThat(only())
                .isEqualTo(
                        new Action.GiveConsent(
                                World.RUN,
                                world.run().planDigest(),
                                Claim.Decision.GRANTED,
                                "all",
                                ""));
    }

    @Test
    void aRuleRefusesWithItsReason() {
        policy = policy(NodePolicy.Effect.REFUSE);

        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.REFUSED);
        assertThat(((Action.GiveConsent) only()).reason()).isEqualTo("not ours");
    }

    @Test
    void aPermittedPlanWithoutDataHereIsRefused() {
        policy = policy(NodePolicy.Effect.PERMIT);
        dataset = "other";

        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.REFUSED);
        assertThat(((Action.GiveConsent) only()).reason()).contains("no dataset tiny");
    }

    @Test
    void theOwnersWordIsNotOverruledByTheRules() {
        world.consent(Claim.Decision.REFUSED);
        policy = policy(NodePolicy.Effect.PERMIT);

        assertThat(next()).isEmpty();
    }

    @Test
    void nothingIsDoneWithoutConsent() {
        world.openRound(1);

        assertThat(next(item())).noneMatch(a -> a instanceof Action.Train);
        assertThat(next(item()).getLast()).isInstanceOf(Action.Refrain.class);
    }

    @Test
    void withConsentInForceTheItemIsTrained() {
        world.consent();
        world.openRound(1);

        assertThat(only(item())).isEqualTo(new Action.Train(world.run(), item()));
        assertThat(NodeLogic.wanted(hub.state(), item())).isTrue();
    }

    @Test
    void withdrawnConsentStopsTheWork() {
        world.consent();
        world.openRound(1);
        var item = item();
        world.consent(Claim.Decision.WITHDRAWN);

        assertThat(only(item)).isInstanceOf(Action.Refrain.class);
        assertThat(NodeLogic.wanted(hub.state(), item)).isFalse();
    }

    @Test
    void anItemOfAnotherPlanIsLeft() {
        world.consent();
        world.openRound(1);

        assertThat(next(Sha256.of(new byte[] {1}), item()))
                .allMatch(a -> a instanceof Action.Refrain);
    }

    @Test
    void anItemThatTheLedgerDoesNotHoldIsLeft() {
        world.consent();
        world.openRound(1);
        var item = item();
        var longer =
                new WorkItem(
                        item.id(),
                        item.node(),
                        item.round(),
                        item.step(),
                        item.kind(),
                        Sha256.of(new byte[] {9}),
                        item.baseBytes(),
                        item.deadline());

        assertThat(only(longer)).isInstanceOf(Action.Refrain.class);
    }

    @Test
    void anItemPastItsDeadlineIsLeft() {
        world.consent();
        world.openRound(1);
        now = now.plus(Duration.ofHours(1));

        assertThat(only(item())).isInstanceOf(Action.Refrain.class);
    }

    @Test
    void whatIsBeyondThisNodeIsDeclinedWithAReason() {
        world.consent();
        world.openRound(1);

        dataset = "other";
        assertDeclined("no dataset tiny");
        dataset = "tiny";
        architecture = "lenet5";
        assertDeclined("no engine here");
        architecture = "mlp";
        limits = new NodeLimits(3, Duration.ofMinutes(1), null);
        assertDeclined("4 steps are over");
        var later = LocalTime.ofInstant(now, ZoneOffset.UTC).plusHours(2);
        limits = new NodeLimits(10, Duration.ofMinutes(1), new Hours(later, later.plusHours(1)));
        assertDeclined("outside this node's hours");
    }

    private void assertDeclined(String words) {
        assertThat(((Action.Decline) only(item())).reason()).contains(words);
    }
}
