package org.foedus.node.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.policy.Conditions;
import org.foedus.core.policy.DataPermission;
import org.foedus.core.policy.NodePolicy;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.policy.StandingConsents;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunPlan;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Histogram;
import org.foedus.engine.data.Scaling;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.dataset.Look;
import org.foedus.node.dataset.Looks;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.Hours;
import org.foedus.node.home.NodeLimits;
import org.foedus.protocol.api.Api;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLogicTest {
    private static final Optional<RunPlan.Acceptance> KNOWINGLY =
            Optional.of(RunPlan.Acceptance.ACCEPTED);

    private FakeHub hub;
    private World world;
    private NodePolicy policy = new NodePolicy(List.of());
    private NodeLimits limits = NodeLimits.NONE;
    private String dataset = "tiny";
    private String architecture = "mlp";
    private DataPermission permission = DataPermission.ANY;
    private Look look = fits();
    private int looked;
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
        return new NodePolicy(
                List.of(new NodePolicy.Rule("all", effect, Conditions.ANY, "not ours", KNOWINGLY)));
    }

    private WorkItem item() {
        var id = WorkItemId.of(World.RUN, 1, WorkItem.Kind.TRAIN, World.NODE);
        return world.run().work(id).orElseThrow().item();
    }

    private DatasetBook book() {
        var book = DatasetBook.empty().with(dataset, DatasetSpec.csv("x.csv", "y", Scaling.NONE));
        var permissions = new TreeMap<String, DataPermission>();
        permissions.put(dataset, permission);
        return new DatasetBook(book.entries(), permissions);
    }

    private Looks looks() {
        return new Looks() {
            @Override
            public Look at(String name, String shape) {
                looked++;
                return look;
            }

            @Override
            public Look known(String name, String shape) {
                return look;
            }
        };
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
                        book(),
                        looks(),
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
                                "",
                                "",
                                KNOWINGLY));
    }

    @Test
    void whatDoesNotSayThatItAcceptsASmallCohortConsentsToNone() {
        policy =
                new NodePolicy(
                        List.of(
                                new NodePolicy.Rule(
                                        "all", NodePolicy.Effect.PERMIT, Conditions.ANY, "")),
                        new StandingConsents(
                                List.of(
                                        new StandingConsent(
                                                "spring", Conditions.ANY, now.plusSeconds(1))),
                                true));

        assertThat(only())
                .isInstanceOfSatisfying(
                        Action.AskOwner.class,
                        a -> assertThat(a.why()).contains("small cohort reveals updates"));
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

    private void standing(Instant until) {
        var consent = new StandingConsent("spring", Conditions.ANY, until, KNOWINGLY);
        policy = new NodePolicy(List.of(), new StandingConsents(List.of(consent), true));
    }

    @Test
    void aStandingConsentPermitsInItsName() {
        standing(now.plusSeconds(1));

        var given = (Action.GiveConsent) only();
        assertThat(given.decision()).isEqualTo(Claim.Decision.GRANTED);
        assertThat(given.by()).isEqualTo("standing:spring");
    }

    @Test
    void anExpiredStandingConsentNeverPermits() {
        standing(now);

        assertThat(only()).isInstanceOf(Action.AskOwner.class);
    }

    @Test
    void aRuleThatRefusesComesBeforeStandingConsents() {
        standing(now.plusSeconds(1));
        policy = policy(NodePolicy.Effect.REFUSE).with(policy.standing());

        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.REFUSED);
    }

    @Test
    void whatWasGrantedUnderAStandingConsentIsWithdrawnAtItsEnd() {
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        world.openRound(1);
        standing(now.plusSeconds(1));
        assertThat(only(item())).isInstanceOf(Action.Train.class);

        now = now.plusSeconds(1);
        assertWithdrawn("standing consent spring has expired");
    }

    @Test
    void whatWasGrantedUnderAStandingConsentIsWithdrawnOnceItIsRemoved() {
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        world.openRound(1);

        assertWithdrawn("standing consent spring was removed");
    }

    private void assertWithdrawn(String why) {
        var actions = next(item());
        assertThat(actions)
                .containsExactly(
                        new Action.GiveConsent(
                                World.RUN,
                                world.run().planDigest(),
                                Claim.Decision.WITHDRAWN,
                                "standing:spring",
                                why,
                                why,
                                Optional.empty()),
                        new Action.Refrain(
                                item().id(), "its standing consent is in force no longer"));
    }

    @Test
    void standingConsentsThatCannotBeReadStopWorkButWithdrawNothing() {
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        world.openRound(1);
        policy = new NodePolicy(List.of(), StandingConsents.UNKNOWN);

        assertThat(only(item())).isInstanceOf(Action.Refrain.class);
    }

    @Test
    void theOwnersWithdrawalIsNotOverruledByAStandingConsent() {
        world.consent(Claim.Decision.GRANTED, "standing:spring");
        world.consent(Claim.Decision.WITHDRAWN);
        standing(now.plusSeconds(100));

        assertThat(next()).isEmpty();
    }

    private void onlyFor(String lead) {
        permission =
                new DataPermission(
                        new TreeSet<>(List.of(lead)), new TreeSet<>(), List.of(), Optional.empty());
    }

    @Test
    void dataThatIsNotForTheLeadIsRefusedAndTheOwnerAloneLearnsWhy() {
        policy = policy(NodePolicy.Effect.PERMIT);
        onlyFor("other");

        var given = (Action.GiveConsent) only();
        assertThat(given.decision()).isEqualTo(Claim.Decision.REFUSED);
        assertThat(given.reason()).isEqualTo("the dataset tiny is not for this run");
        assertThat(given.told()).isEqualTo("dataset tiny: lead lead is none of [other]");
    }

    @Test
    void aConsentIsWithdrawnAndItsWorkDeclinedWhenTheDataMayBeUsedNoLonger() {
        world.consent();
        world.openRound(1);
        permission =
                new DataPermission(
                        new TreeSet<>(),
                        new TreeSet<>(),
                        List.of(),
                        Optional.of(now.plusSeconds(1)));
        assertThat(only(item())).isInstanceOf(Action.Train.class);

        now = now.plusSeconds(1);
        var actions = next(item());
        assertThat(((Action.GiveConsent) actions.getFirst()).decision())
                .isEqualTo(Claim.Decision.WITHDRAWN);
        var declined = (Action.Decline) actions.getLast();
        assertThat(declined.reason()).isEqualTo("the dataset tiny is not for this run");
        assertThat(declined.told()).startsWith("dataset tiny: it was allowed until ");
    }

    @Test
    void dataMayBeForSomePurposesOnly() {
        policy = policy(NodePolicy.Effect.PERMIT);
        permission =
                new DataPermission(
                        new TreeSet<>(), new TreeSet<>(), List.of("To Test"), Optional.empty());
        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.GRANTED);
        permission =
                new DataPermission(
                        new TreeSet<>(), new TreeSet<>(), List.of("to"), Optional.empty());
        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.REFUSED);
    }

    @Test
    void dataForAPartnershipIsNotForTheWholeAlliance() {
        policy = policy(NodePolicy.Effect.PERMIT);
        permission =
                new DataPermission(
                        new TreeSet<>(),
                        new TreeSet<>(List.of("cancer")),
                        List.of(),
                        Optional.empty());
        assertThat(((Action.GiveConsent) only()).told())
                .isEqualTo("dataset tiny: no partnership, expected one of [cancer]");
    }

    private static final Look UNREADABLE = new Look.Unfit("x.csv, line 3: expected a number");

    @Test
    void theDataAreReadBeforeARuleConsents() {
        policy = policy(NodePolicy.Effect.PERMIT);
        look = new Look.NotYet();
        assertThat(next()).isEmpty();
        assertThat(looked).isPositive();
        look = UNREADABLE;
        var refused = (Action.GiveConsent) only();
        assertThat(refused.decision()).isEqualTo(Claim.Decision.REFUSED);
        assertThat(refused.reason()).isEqualTo("the dataset tiny cannot be used here");
        assertThat(refused.told()).isEqualTo("dataset tiny: x.csv, line 3: expected a number");
    }

    @Test
    void whatWasRefusedForWantOfDataIsConsentedToOnceTheyAreHere() {
        world.consent(Claim.Decision.REFUSED, "all");
        policy = policy(NodePolicy.Effect.PERMIT);
        look = UNREADABLE;
        assertThat(next()).isEmpty();
        look = fits();
        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.GRANTED);
        policy = policy(NodePolicy.Effect.REFUSE);
        assertThat(next()).isEmpty();
    }

    private static Look fits() {
        return new Look.Fits(
                new DatasetCheck.Usable(12, 30, new Histogram(List.of(5, 7)), List.of()));
    }

    private Action.SayReady ready() {
        return (Action.SayReady) only();
    }

    private void cant(String why) {
        hub.say(world.node, h -> new Claim.Readiness(h, World.RUN, false, why));
    }

    @Test
    void aNodeThatConsentedWithoutTheDataSaysSoAndSaysWhenTheyAreHere() {
        world.consent();
        assertThat(next()).isEmpty();
        dataset = "other";
        assertThat(ready().able()).isFalse();
        assertThat(ready().reason()).isEqualTo("this node has no dataset tiny");
        cant(ready().reason());
        assertThat(next()).isEmpty();
        dataset = "tiny";
        look = new Look.NotYet();
        assertThat(next()).isEmpty();
        look = UNREADABLE;
        assertThat(next()).isEmpty();
        look = fits();
        assertThat(ready()).isEqualTo(new Action.SayReady(World.RUN, true, "", ""));
    }

    @Test
    void aDeclineSaysForHowLong() {
        world.consent();
        world.openRound(1);
        look = UNREADABLE;
        assertThat(((Action.Decline) only(item())).unable())
                .contains(new Claim.Unable(Optional.empty()));
        look = fits();
        var time = LocalTime.ofInstant(now, ZoneOffset.UTC);
        var hours = new Hours(time.plusHours(2), time.plusHours(3));
        limits = new NodeLimits(10, Duration.ofMinutes(1), hours);
        assertThat(((Action.Decline) only(item())).unable())
                .contains(new Claim.Unable(Optional.of(now.plus(Duration.ofHours(2)))));
    }

    @Test
    void outsideItsHoursANodeDoesNotSayThatItCanAgain() {
        world.consent();
        cant("no data");
        var time = LocalTime.ofInstant(now, ZoneOffset.UTC);
        limits =
                new NodeLimits(
                        10, Duration.ofMinutes(1), new Hours(time.plusHours(2), time.plusHours(3)));
        assertThat(next()).isEmpty();
        limits = NodeLimits.NONE;
        assertThat(ready().able()).isTrue();
    }

    /// The plan's evaluator has the held-out data, and no other.
    @Test
    void aNodeThatOnlyEvaluatesConsentsAndSaysThatItCantTrain() throws Exception {
        var old = World.plan("mlp", "training", 4);
        var plan =
                new RunPlan(
                        old.mandate(),
                        old.purpose(),
                        old.model(),
                        old.dataset(),
                        old.rounds(),
                        old.training(),
                        old.aggregation(),
                        old.serverOptimizer(),
                        old.cohort(),
                        old.round(),
                        new RunPlan.Evaluation(World.NODE, "tiny", Duration.ofMinutes(5)),
                        old.auditors(),
                        old.limits(),
                        old.seed());
        hub.close();
        hub = new FakeHub();
        world = new World(hub).founded().running(plan);
        now = hub.now();
        policy = policy(NodePolicy.Effect.PERMIT);
        assertThat(((Action.GiveConsent) only()).decision()).isEqualTo(Claim.Decision.GRANTED);
        world.consent(Claim.Decision.GRANTED, "all");
        assertThat(ready().reason()).isEqualTo("this node has no dataset training");
    }

    /// More failed rounds than the plan's limit: those that waiting healed are none.
    @Test
    void aRoundOfAHighNumberIsTrainedWhereTheLedgerHasIt() {
        world.consent();
        for (int round = 1; round <= 7; round++) {
            world.openRound(round);
            int number = round;
            var id = WorkItemId.of(World.RUN, round, WorkItem.Kind.TRAIN, World.NODE);
            var unable = Optional.of(new Claim.Unable(Optional.of(hub.now())));
            hub.say(world.node, h -> new Claim.WorkDeclined(h, id, "hours", unable));
            hub.append(
                    new org.foedus.core.entry.Entry.RoundFailed(
                            hub.now(), World.RUN, number, "members with updates: 0, needed: 1"));
        }
        world.openRound(8);
        var id = WorkItemId.of(World.RUN, 8, WorkItem.Kind.TRAIN, World.NODE);
        var item = world.run().work(id).orElseThrow().item();
        now = hub.now();
        assertThat(only(item)).isInstanceOf(Action.Train.class);
    }
}
