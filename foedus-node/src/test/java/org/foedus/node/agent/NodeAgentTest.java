package org.foedus.node.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.ConditionLanguage;
import org.foedus.core.policy.DataPermission;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunPlan;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.consent.ConsentBook;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.World;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.outgoing.Outgoing;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.node.work.EngineChoice;
import org.foedus.protocol.json.Json;
import org.foedus.protocol.model.Architectures;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeAgentTest {
    private static final String PERMIT =
            "rules:\n  - name: all\n    effect: permit\n    reveals_updates: accepted\n";

    @TempDir private Path temporary;
    private FakeHub hub;
    private NodeHome home;
    private World world;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable NodeAgent agent;
    private HubClient client;
    private Mirror mirror;
    private @Nullable Thread thread;

    private record Event(String name, SortedMap<String, String> fields) {}

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        home = NodeHome.create(temporary.resolve("node"), NodeSettings.of(World.LEAD, World.NODE));
        world = new World(hub, home.organisationKey(), home.nodeKey()).founded();
        home.keep(
                new HubPin(
                        List.of(hub.address().toString()),
                        hub.identity.publicKey(),
                        hub.state().allianceId()));
        var names = IntStream.range(0, 784).mapToObj(i -> "f" + i).collect(Collectors.joining(","));
        var rows = new StringBuilder("label," + names + "\n");
        for (int row = 0; row < 40; row++) {
            int label = row % 2;
            rows.append(label);
            rows.append((label == 0 ? ",0.9" : ",0.1").repeat(784)).append('\n');
        }
        Files.writeString(home.folder().resolve("tiny.csv"), rows);
        home.keep(
                DatasetBook.empty()
                        .with("tiny", DatasetSpec.csv("tiny.csv", "label", Scaling.NONE)));
        open();
    }

    private void open() {
        client = HubClient.of(home.hub().target(null), InstantSource.system());
        mirror = Mirror.open(home.ledger(), home.hub().identity());
    }

    private void start() {
        var started =
                new NodeAgent(
                        home,
                        client,
                        mirror,
                        EngineChoice.of(home.settings().engine()),
                        (name, fields) -> events.add(new Event(name, fields)),
                        Surroundings.real());
        agent = started;
        thread = Thread.ofPlatform().start(started::run);
    }

    private void stop() throws Exception {
        if (agent != null && thread != null) {
            agent.close();
            thread.join();
        }
        client.close();
        mirror.close();
    }

    @AfterEach
    void end() throws Exception {
        stop();
        hub.close();
    }

    private Event await(String name) throws InterruptedException {
        while (true) {
            var event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("waiting for %s", name).isNotNull();
            if (event != null && event.name().equals(name)) {
                return event;
            }
        }
    }

    private Claim.WorkDone done(int round, WorkItem.Kind kind) {
        var id = WorkItemId.of(World.RUN, round, kind, World.NODE);
        return ((Work.Done) world.run().work(id).orElseThrow().answer()).claim();
    }

    private boolean fetchedABlob() {
        return hub.seen.stream().anyMatch(s -> s.contains("/blobs/"));
    }

    @Test
    void aPermittedRunIsConsentedToTrainedAndEvaluated() throws Exception {
        Files.writeString(home.policyFile(), PERMIT, StandardCharsets.UTF_8);
        start();
        world.running();
        assertThat(await("consent").fields()).containsEntry("rule", "all");
        assertThat(fetchedABlob()).isFalse();

        world.openRound(1);
        assertThat(await("work-answered").fields()).containsEntry("outcome", "accepted");

        var claim = done(1, WorkItem.Kind.TRAIN);
        assertThat(claim.examples()).isEqualTo(36);
        var delta = hub.blobs.get(claim.outputs().values().iterator().next().sha256());
        assertThat(delta).hasSize(Math.toIntExact(world.run().modelBytes()));
        var metrics = Objects.requireNonNull(hub.bodies.get(claim.privateMetrics().orElseThrow()));
        assertThat(metrics.readers()).containsExactly("operator", "subject:lead");
        assertThat(Json.tree(metrics.content().array()).path("train_loss").asDouble()).isPositive();

        world.publish(1);
        await("work-answered");
        assertThat(done(1, WorkItem.Kind.EVALUATE).examples()).isEqualTo(40);
        assertThat(done(1, WorkItem.Kind.EVALUATE).metrics().get("accuracy")).isBetween(0.0, 1.0);

        var sent = new OutgoingLog(home.outgoingFile()).newest(100);
        assertThat(sent)
                .extracting(Outgoing::what)
                .containsSubsequence("consent/1", "update", "work-done/1", "work-done/1");
        assertThat(sent).allMatch(o -> !o.what().equals("update") || o.bytesOut() > 400_000);
        assertThat(hub.cosignatures).isNotEmpty();
    }

    @Test
    void nothingIsFetchedOrTrainedBeforeTheOwnerConsents() throws Exception {
        world.running();
        start();

        assertThat(await("owner-asked").fields()).containsEntry("run", World.RUN.value());
        assertThat(fetchedABlob()).isFalse();
        assertThat(hub.postedClaims).isEmpty();

        owner(owner -> {
            assertThat(owner.review()).hasSize(1);
            assertThatThrownBy(() -> owner.approve(World.RUN, false))
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                    .hasMessageContaining("from which another can compute");
            owner.approve(World.RUN, true);
        });
        world.openRound(1);
        await("work-answered");
        assertThat(done(1, WorkItem.Kind.TRAIN).examples()).isEqualTo(36);
    }

    @Test
    void theOwnerIsToldWhatTheDataAreBeforeAnythingIsSigned() throws Exception {
        world.running();
        owner(owner -> {
            var prospect = owner.review().getFirst().prospect();
            assertThat(prospect.serves()).isTrue();
            assertThat(prospect.parts()).hasSize(2);
            assertThat(prospect.parts().getFirst().found().orElseThrow().examples()).isEqualTo(40);
            assertThat(prospect.parts().getFirst().found().orElseThrow().held()).isEqualTo(4);
        });
        Files.writeString(home.folder().resolve("tiny.csv"), "label,f0\n1,2\n");
        owner(owner -> {
            var prospect = owner.review().getFirst().prospect();
            assertThat(prospect.serves()).isFalse();
            assertThat(prospect.obstacles().getFirst()).contains("tiny.csv", "columns");
            assertThatThrownBy(() -> owner.approve(World.RUN, true))
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED))
                    .hasMessageContaining("--although-unable");
            assertThat(hub.postedClaims).isEmpty();
            owner.approve(World.RUN, true, true);
        });
        assertThat(world.run().consented(World.NODE)).isTrue();
    }

    private void owner(java.util.function.Consumer<Owner> acts) {
        try (var other = HubClient.of(home.hub().target(null), InstantSource.system());
                var copy = Mirror.open(home.ledger(), home.hub().identity())) {
            other.signIn(home.nodeKey());
            copy.follow(other, java.time.Duration.ZERO);
            acts.accept(new Owner(home, copy, other, InstantSource.system(), ZoneOffset.UTC));
        }
    }

    /// The cohort holds a node that never consented.
    @Test
    void aHubThatBreaksTheRulesGetsNothingUntilTheOwnerHasSeenIt() throws Exception {
        world.running();
        start();
        await("owner-asked");
        world.openRound(1);

        var alarm = await("hub-broke-rules").fields();
        assertThat(alarm).containsEntry("entry", Long.toString(hub.lines.size() - 1));
        assertThat(alarm.get("reason")).contains("n1: its consent is not in force");
        Files.writeString(home.policyFile(), PERMIT, StandardCharsets.UTF_8);
        owner(owner ->
                assertThatThrownBy(() -> owner.approve(World.RUN, true))
                        .isInstanceOfSatisfying(
                                FoedusException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.HUB_BROKE_RULES)));
        int cosigned = hub.cosignatures.size();
        world.consent();
        while (mirror.size() < hub.lines.size()) {
            Thread.onSpinWait();
        }
        assertThat(hub.postedClaims).isEmpty();
        assertThat(fetchedABlob()).isFalse();

        try (var seen = Mirror.open(home.ledger(), home.hub().identity())) {
            assertThat(seen.standing()).hasSize(1);
            seen.acknowledge();
        }
        await("alarms-acknowledged");
        assertThat(await("work-answered").fields()).containsEntry("outcome", "accepted");
        assertThat(events.stream().map(Event::name)).doesNotContain("hub-broke-rules");
        assertThat(hub.cosignatures).as("never such a ledger").hasSize(cosigned);
        assertThat(mirror.alarms()).hasSize(1);
    }

    @Test
    void anAnswerThatBreaksDoesNotMakeTheUpdateCountTwice() throws Exception {
        Files.writeString(home.policyFile(), PERMIT, StandardCharsets.UTF_8);
        world.running();
        world.consent();
        start();
        await("signed-in");
        hub.breakClaimAnswers.set(1);
        world.openRound(1);

        assertThat(await("work-answered").fields()).containsEntry("outcome", "repeated");
        assertThat(hub.postedClaims).hasSize(2);
        assertThat(Sha256.of(hub.postedClaims.getFirst().array()))
                .isEqualTo(Sha256.of(hub.postedClaims.getLast().array()));
    }

    @Test
    void aNodeThatWasStoppedAfterTrainingSendsWhatItKept() throws Exception {
        Files.writeString(home.policyFile(), PERMIT, StandardCharsets.UTF_8);
        world.running();
        world.consent();
        hub.refuseUploads = ErrorCode.DISK_FULL;
        world.openRound(1);
        start();
        assertThat(await("hub-disk-full").fields().get("code")).isEqualTo("HUB_DISK_FULL");
        stop();

        hub.refuseUploads = null;
        // What is here cannot be trained on any more: only what was kept can be sent.
        Files.delete(home.folder().resolve("tiny.csv"));
        open();
        start();
        await("update-kept");
        assertThat(await("work-answered").fields()).containsEntry("outcome", "accepted");
        assertThat(done(1, WorkItem.Kind.TRAIN).examples()).isEqualTo(36);
    }

    @Test
    void aNodeWithOneExampleTrains() throws Exception {
        var lines = Files.readAllLines(home.folder().resolve("tiny.csv"));
        Files.write(home.folder().resolve("tiny.csv"), lines.subList(0, 2));
        world.running();
        world.consent();
        world.openRound(1);
        start();
        assertThat(await("work-answered").fields()).containsEntry("outcome", "accepted");
        assertThat(done(1, WorkItem.Kind.TRAIN).examples()).isEqualTo(1);
    }

    @Test
    void anUnusableDatasetIsDeclinedAndTheOwnerAloneLearnsFileAndPlace() throws Exception {
        var whole = Files.readString(home.folder().resolve("tiny.csv"));
        Files.writeString(home.folder().resolve("tiny.csv"), "label,f0\n1,2\n");
        world.running();
        world.consent();
        world.openRound(1);
        start();

        assertThat(await("work-failed").fields().get("reason")).contains("tiny.csv", "columns");
        await("work-answered");
        var id = WorkItemId.of(World.RUN, 1, WorkItem.Kind.TRAIN, World.NODE);
        var answer = (Work.Declined) world.run().work(id).orElseThrow().answer();
        assertThat(answer.reason()).isEqualTo("the dataset tiny cannot be used here");
        assertThat(world.run().able(World.NODE, hub.now())).isFalse();
        // What it named has changed: it says so by itself.
        Files.writeString(home.folder().resolve("tiny.csv"), whole);
        assertThat(await("readiness").fields()).containsEntry("able", "true");
        assertThat(world.run().able(World.NODE, hub.now())).isTrue();
    }

    private String declinedFrom(byte[] model) throws Exception {
        world.running(World.plan("mlp", "tiny", 4), model);
        world.consent();
        world.openRound(1);
        start();
        var id = WorkItemId.of(World.RUN, 1, WorkItem.Kind.TRAIN, World.NODE);
        while (!(world.run().work(id).orElseThrow().answer() instanceof Work.Declined)) {
            events.take();
        }
        return ((Work.Declined) world.run().work(id).orElseThrow().answer()).reason();
    }

    @Test
    void weightsOfAnotherSizeAreDeclinedUnfetched() throws Exception {
        assertThat(declinedFrom(Architectures.initialise(Architectures.LENET5, 1)))
                .isEqualTo("its initial model has not the size of one of mlp");
        assertThat(fetchedABlob()).isFalse();
    }

    @Test
    void weightsWithOtherNamesAreDeclined() throws Exception {
        var model = new String(Architectures.initialise(Architectures.MLP, 1), ISO_8859_1);
        assertThat(declinedFrom(model.replace("fc1.bias", "fc1.sail").getBytes(ISO_8859_1)))
                .isEqualTo("the model is not one of mlp");
    }

    @Test
    void weightsThatAreNotFiniteAreDeclined() throws Exception {
        var model = Architectures.initialise(Architectures.MLP, 1);
        ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN).putFloat(model.length - 4, Float.NaN);
        assertThat(declinedFrom(model)).contains("element 101769 is no finite number");
    }

    private void stand(Instant until) {
        var when =
                ((ConditionLanguage.Understood) home.conditions().read("rounds == 2")).condition();
        home.keep(
                ConsentBook.empty()
                        .with(
                                new StandingConsent(
                                        "spring",
                                        when,
                                        until,
                                        Optional.of(RunPlan.Acceptance.ACCEPTED)),
                                hub.now()));
    }

    @Test
    void whatLeavesUnderAStandingConsentSaysSoAndStopsWhenItIsRemoved() throws Exception {
        stand(hub.now().plusSeconds(600));
        world.running();
        start();
        assertThat(await("consent").fields())
                .containsEntry("decision", "GRANTED")
                .containsEntry("rule", "standing:spring");
        world.openRound(1);
        await("work-answered");
        assertThat(new OutgoingLog(home.outgoingFile()).newest(100))
                .filteredOn(o -> o.bytesOut() > 0)
                .isNotEmpty()
                .allMatch(o -> o.consent().equals(Optional.of("standing spring")))
                .allMatch(o -> o.plan().equals(Optional.of(world.run().planDigest())));

        home.keep(home.consents().without("spring"));
        world.publish(1);
        world.openRound(2);
        assertThat(await("consent").fields())
                .containsEntry("decision", "WITHDRAWN")
                .containsEntry("reason", "standing consent spring was removed");
        var word = Objects.requireNonNull(world.run().consents().get(World.NODE));
        assertThat(word.decision()).isEqualTo(Claim.Decision.WITHDRAWN);
        assertThat(word.by()).isEqualTo("standing:spring");
        var id = WorkItemId.of(World.RUN, 2, WorkItem.Kind.TRAIN, World.NODE);
        assertThat(world.run().work(id).filter(w -> w.answer() instanceof Work.Done)).isEmpty();
    }

    @Test
    void aStandingConsentIsWithdrawnAtItsEndThoughNothingElseHappens() throws Exception {
        stand(hub.now().plusSeconds(3));
        world.running();
        start();
        assertThat(await("consent").fields()).containsEntry("decision", "GRANTED");

        assertThat(await("consent").fields())
                .containsEntry("decision", "WITHDRAWN")
                .containsEntry("reason", "standing consent spring has expired");
    }

    @Test
    void dataThatIsNotForTheRunIsRefusedBeforeAnythingIsFetched() throws Exception {
        Files.writeString(home.policyFile(), PERMIT, StandardCharsets.UTF_8);
        var permissions = new java.util.TreeMap<String, DataPermission>();
        permissions.put(
                "tiny",
                new DataPermission(
                        new java.util.TreeSet<>(List.of("other")),
                        new java.util.TreeSet<>(),
                        List.of(),
                        Optional.empty()));
        home.keep(new DatasetBook(home.datasets().entries(), permissions));
        world.running();
        start();
        assertThat(await("consent").fields())
                .containsEntry("decision", "REFUSED")
                .containsEntry("reason", "dataset tiny: lead lead is none of [other]");
        var word = Objects.requireNonNull(world.run().consents().get(World.NODE));
        assertThat(word.reason()).isEqualTo("the dataset tiny is not for this run");
        assertThat(fetchedABlob()).isFalse();
    }
}
