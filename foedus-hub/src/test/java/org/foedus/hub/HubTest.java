package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunStatus;
import org.foedus.link.hub.HubClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole hub over TLS, as members meet it.
class HubTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    @TempDir Path folder;
    private LiveAlliance alliance;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder);
    }

    @AfterEach
    void close() {
        alliance.close();
    }

    private Run run() {
        return alliance.run();
    }

    /// Waits, without polling, until the run is as wanted.
    private Run until(java.util.function.Predicate<Run> wanted) {
        return alliance.hub()
                .runtime()
                .await(
                        SOON,
                        l ->
                                Optional.ofNullable(l.state().runs().get(LiveAlliance.RUN))
                                        .filter(wanted))
                .orElseThrow(() -> new AssertionError("still " + run()));
    }

    private RoundState.Published firstPublished() {
        var round = until(r -> r.published() == 1).round().orElseThrow();
        return (RoundState.Published) round;
    }

    private static void refused(
            ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable body) {
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void runOfThree(int rounds, String more) {
        alliance.ofThree().startRun(rounds, more);
        for (var node : List.of("br-1", "cn-1", "in-1")) {
            assertThat(alliance.as(node).work(Duration.ZERO).consents()).hasSize(1);
            alliance.consent(node, Claim.Decision.GRANTED);
        }
        until(r -> r.round().isPresent());
    }

    @Test
    void threeMembersFoundAnAllianceAndPublishAModel() {
        runOfThree(2, "");
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        alliance.train("in-1", 1, LiveAlliance.constant(6));
        var first = until(r -> r.published() == 1);
        assertThat(value(first.model())).isEqualTo(3f);

        until(r -> r.round().orElseThrow().number() == 2);
        alliance.train("br-1", 2, LiveAlliance.constant(2.5f));
        alliance.train("cn-1", 2, LiveAlliance.constant(2.75f));
        alliance.train("in-1", 2, LiveAlliance.constant(3.75f));
        var second = until(r -> r.published() == 2);
        // m = 0.5 · 3 + 3, θ = 3 + m
        assertThat(value(second.model())).isEqualTo(7.5f);

        var metrics = new TreeMap<String, Double>();
        metrics.put("accuracy", 0.5);
        metrics.put("loss", 1.5);
        var evaluation = LiveAlliance.item(2, WorkItem.Kind.EVALUATE, "br-1");
        alliance.as("br-1")
                .submit(
                        h ->
                                new Claim.WorkDone(
                                        h,
                                        evaluation,
                                        new TreeMap<>(),
                                        10,
                                        metrics,
                                        Optional.empty()),
                        List.of());
        until(r -> r.status() instanceof RunStatus.Finished);
    }

    private float value(Sha256 model) {
        var file = folder.resolve("fetched-" + model.shortHex());
        alliance.as("cn").download(model, run().modelBytes(), file);
        return LiveAlliance.firstValue(LiveAlliance.bytes(file));
    }

    @Test
    void aRestartedHubGoesOnWithTheSameRound() {
        runOfThree(1, "");
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.restart();
        assertThat(run().round().orElseThrow()).isInstanceOf(RoundState.Collecting.class);
        alliance.train("cn-1", 1, LiveAlliance.constant(1.5f));
        alliance.train("in-1", 1, LiveAlliance.constant(2));
        assertThat(until(r -> r.published() == 1).round().orElseThrow().work().values())
                .allMatch(w -> w.done().isPresent());
    }

    @Test
    void aRetriedClaimGetsTheSameAnswerAndASecondOneIsDiscarded() {
        runOfThree(1, "");
        assertThat(alliance.train("br-1", 1, LiveAlliance.constant(1)).outcome())
                .isEqualTo("accepted");
        long size = alliance.hub().runtime().read(l -> l.state().size());
        var id = LiveAlliance.item(1, WorkItem.Kind.TRAIN, "br-1");
        var file = alliance.write("other", LiveAlliance.safetensors(LiveAlliance.constant(9)));
        var answer =
                alliance.as("br-1")
                        .submit(
                                h -> LiveAlliance.done(h, id, LiveAlliance.output(file)),
                                List.of());
        assertThat(answer.outcome()).isEqualTo("discarded");
        assertThat(alliance.hub().runtime().<Long>read(l -> l.state().size())).isEqualTo(size);
    }

    @Test
    void aClaimForAnothersWorkItemIsRefused() {
        runOfThree(1, "");
        refused(
                ErrorCode.WRONG_WORK_ITEM,
                () -> alliance.claim("cn-1", "br-1", 1, LiveAlliance.safetensors(new float[1000])));
        var id = LiveAlliance.item(1, WorkItem.Kind.TRAIN, "br-1");
        var file = alliance.write("mine", LiveAlliance.safetensors(LiveAlliance.constant(4)));
        refused(
                ErrorCode.WRONG_WORK_ITEM,
                () ->
                        alliance.as("cn-1")
                                .submit(
                                        h -> LiveAlliance.done(h, id, LiveAlliance.output(file)),
                                        List.of()));
    }

    @Test
    void updatesThatAreNotFiniteAreRefusedRecordedAndTheRoundGoesOn() {
        runOfThree(1, "");
        var bad = LiveAlliance.constant(1);
        bad[500] = Float.NaN;
        refused(ErrorCode.NON_FINITE, () -> alliance.train("in-1", 1, bad));
        var work = run().round().orElseThrow().work();
        assertThat(work.values().stream().filter(w -> w.item().node().value().equals("in-1")))
                .allMatch(w -> w.answer() instanceof Work.Refused);
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(3));
        var published = firstPublished();
        assertThat(published.excluded().toString()).contains("in-1", "NON_FINITE");
        assertThat(value(published.model())).isEqualTo(2f);
    }

    @Test
    void updatesOfAnotherShapeAreRefused() {
        runOfThree(1, "");
        var header = LiveAlliance.safetensors(LiveAlliance.constant(1));
        var text = new String(header, java.nio.charset.StandardCharsets.ISO_8859_1);
        var twisted =
                text.replace("weight", "heavyw")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        refused(ErrorCode.BAD_UPDATE, () -> alliance.claim("in-1", "in-1", 1, twisted));
        refused(
                ErrorCode.BAD_UPDATE,
                () -> alliance.claim("br-1", "br-1", 1, LiveAlliance.safetensors(new float[999])));
    }

    @Test
    void equalUpdatesOfTwoNodesCountBothIfBothSentThem() {
        runOfThree(1, LiveAlliance.ALL_THREE);
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(1));
        alliance.train("in-1", 1, LiveAlliance.constant(4));
        var first = until(r -> r.published() == 1);
        assertThat(value(first.model())).isEqualTo(2f);
    }

    @Test
    void aBlobIsReadByItsReadersOnly() {
        runOfThree(1, "");
        alliance.train("cn-1", 1, LiveAlliance.constant(1));
        var update = LiveAlliance.digest(folder.resolve("cn-1-1.safetensors"));
        long bytes = run().modelBytes();
        refused(
                ErrorCode.NOT_FOUND,
                () -> alliance.as("in").download(update, bytes, folder.resolve("stolen")));
        alliance.as("cn").download(update, bytes, folder.resolve("own"));
        alliance.as("br").download(update, bytes, folder.resolve("audited"));
        assertThat(LiveAlliance.digest(folder.resolve("audited"))).isEqualTo(update);
        refused(
                ErrorCode.NOT_SIGNED_IN,
                () -> alliance.stranger().download(update, bytes, folder.resolve("public")));
    }

    @Test
    void aBlobIsServedAsAnAttachment() {
        runOfThree(1, "");
        var answer = alliance.as("cn").page("/api/v1/blobs/sha256/" + run().model());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type").orElse("")).startsWith("application/octet-stream");
        assertThat(answer.header("Content-Disposition")).contains("attachment");
        assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
    }

    @Test
    void withdrawnConsentIsNotIncluded() {
        runOfThree(1, "");
        alliance.train("cn-1", 1, LiveAlliance.constant(100));
        alliance.consent("cn-1", Claim.Decision.WITHDRAWN);
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("in-1", 1, LiveAlliance.constant(2));
        var published = firstPublished();
        assertThat(published.included().toString()).doesNotContain("cn-1");
        assertThat(value(published.model())).isEqualTo(1.5f);
    }

    @Test
    void aNodeThatStopsIsNotWaitedForForEver() {
        runOfThree(1, "round: {quorum: 2, grace: 1s, deadline: 5s}");
        alliance.train("br-1", 1, LiveAlliance.constant(1));
        alliance.train("cn-1", 1, LiveAlliance.constant(2));
        var published = firstPublished();
        assertThat(published.excluded().toString()).contains("in-1", "no update in time");
    }

    @Test
    void nothingIsAskedOfANodeThatDidNotConsent() {
        runOfThree(1, "");
        alliance.consent("in-1", Claim.Decision.WITHDRAWN);
        refused(ErrorCode.NOT_ALLOWED, () -> alliance.train("in-1", 1, LiveAlliance.constant(1)));
    }

    @Test
    void invitationsAreForOnceAndNotForEver() {
        var used = alliance.invite();
        alliance.apply("br", used);
        refused(ErrorCode.INVITATION_USED, () -> alliance.apply("cn", used));
        refused(
                ErrorCode.BAD_INVITATION,
                () -> alliance.apply("cn", org.foedus.link.keys.SecretBytes.of(new byte[32])));
        refused(
                ErrorCode.BAD_REQUEST,
                () -> alliance.invite(MemberClass.FULL, Instant.now().minusSeconds(1)));
    }

    @Test
    void onlyWhoMayVoteVotes() {
        alliance.ofThree();
        alliance.apply("it", alliance.invite(MemberClass.OBSERVER, Instant.now().plusSeconds(600)));
        refused(ErrorCode.NOT_ALLOWED, () -> alliance.vote("br-1", "it", Choice.YES));
        alliance.vote("br", "it", Choice.YES);
        alliance.vote("cn", "it", Choice.YES);
        assertThat(alliance.hub().runtime().read(l -> l.state()).active(new MemberId("it")))
                .isTrue();
        alliance.apply("za", alliance.invite());
        refused(ErrorCode.NOT_ALLOWED, () -> alliance.vote("it", "za", Choice.YES));
    }

    @Test
    void witnessesCosignTheCheckpoint() {
        alliance.ofThree();
        var client = alliance.as("cn-1");
        var checkpoint =
                org.foedus.core.ledger.Checkpoint.open(
                        client.checkpoint(), alliance.home.identity().publicKey());
        client.cosign(
                checkpoint.size(), checkpoint.cosign("cn-1", alliance.key("cn-1"), 1_700_000_000));
        assertThat(client.checkpoint()).contains("— cn-1 ");
        refused(
                ErrorCode.BAD_SIGNATURE,
                () ->
                        client.cosign(
                                checkpoint.size(),
                                checkpoint.cosign("br-1", alliance.key("br-1"), 1)));
    }

    @Test
    void pagesAreForMembersAndStrangersAreToldHow() {
        runOfThree(1, "");
        var stranger = alliance.stranger().page("/");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.body().utf8()).contains("foedus open");
        HubClient member = alliance.as("cn");
        for (var path :
                List.of(
                        "/",
                        "/members",
                        "/mandates",
                        "/mandates/m-1",
                        "/runs",
                        "/runs/run-1",
                        "/models",
                        "/ledger",
                        "/ledger/0",
                        "/ledger/5")) {
            var page = member.page(path);
            assertThat(page.status()).as(path).isEqualTo(200);
            assertThat(page.body().utf8()).as(path).contains("Test alliance");
        }
        assertThat(member.page("/runs/none").status()).isEqualTo(404);
        assertThat(member.page("/ledger/x").status()).isEqualTo(404);
        assertThat(alliance.stranger().page("/healthz").body().utf8()).contains("\"ok\"");
        assertThat(alliance.stranger().page("/metrics").body().utf8())
                .contains("foedus_ledger_entries");
    }

    @Test
    void aSecondHubInTheSameFolderIsRefused() {
        refused(
                ErrorCode.BUSY,
                () ->
                        Hub.start(
                                alliance.home,
                                java.time.InstantSource.system(),
                                new java.security.SecureRandom(),
                                "test"));
    }
}
