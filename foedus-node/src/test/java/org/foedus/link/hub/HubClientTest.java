package org.foedus.link.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.Pause;
import org.foedus.link.client.RetryPolicy;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.Keys;
import org.foedus.node.fake.World;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubClientTest {
    private static final Pause NO_PAUSE = _ -> {};

    private FakeHub hub;
    private World world;
    private HubClient client;

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        world = new World(hub).founded();
        client = client(InstantSource.system());
    }

    private HubClient client(InstantSource clock) {
        var connection =
                new HubConnection(
                        hub.target(), Statements::read, RetryPolicy.DEFAULT, NO_PAUSE, clock);
        return new HubClient(connection, clock, RetryPolicy.DEFAULT, NO_PAUSE);
    }

    @AfterEach
    void end() {
        client.close();
        hub.close();
    }

    private static Claim.Invite invite(Claim.Header header, int secret) {
        return new Claim.Invite(
                header,
                Sha256.of(new byte[] {(byte) secret}),
                header.at().plusSeconds(60),
                Optional.empty(),
                MemberClass.FULL);
    }

    private Api.ClaimAnswer invite(int secret) {
        return client.submit(h -> invite(h, secret), List.of());
    }

    @Test
    void aBrokenAnswerIsFollowedByTheSameBytesAndTheClaimCountsOnce() {
        client.signIn(world.organisation);
        hub.breakClaimAnswers.set(2);
        long before = hub.state().size();

        var answer = invite(40);

        assertThat(answer.outcome()).isEqualTo("repeated");
        assertThat(answer.index()).contains(before);
        assertThat(hub.state().size()).isEqualTo(before + 1);
        assertThat(hub.postedClaims).hasSize(3);
        assertThat(hub.postedClaims).containsOnly(hub.postedClaims.getFirst());
    }

    @Test
    void aTokenThatTheHubForgotIsRenewedOnce() {
        client.signIn(world.organisation);
        hub.forgetTokens();

        assertThat(invite(41).outcome()).isEqualTo("accepted");
        assertThat(hub.seen.stream().filter(s -> s.equals("POST /api/v1/session"))).hasSize(2);
    }

    @Test
    void sequencesGrowFromClaimToClaim() {
        client.signIn(world.organisation);
        invite(1);
        invite(2);

        var sequences =
                hub.postedClaims.stream()
                        .map(b -> Json.read(b.array(), Api.ClaimRequest.class))
                        .map(r -> EnvelopeCodec.read(Json.write(r.envelope())))
                        .map(e -> Json.tree(e.payload().array()).path("header").path("sequence"))
                        .map(n -> n.asLong())
                        .toList();
        assertThat(sequences.get(1)).isEqualTo(sequences.getFirst() + 1);
    }

    @Test
    void anotherProcessWithTheSameKeyCostsOneMoreSignature() {
        client.signIn(world.organisation);
        hub.say(world.organisation, h -> invite(h, 50));

        assertThat(invite(51).outcome()).isEqualTo("accepted");
        assertThat(hub.postedClaims).hasSize(2);
    }

    @Test
    void aChallengeForAnotherHubIsNotSigned() {
        hub.audience = Keys.fresh().publicKey();

        assertRefused(ErrorCode.WRONG_HUB_KEY);
        assertThat(hub.seen).doesNotContain("POST /api/v1/session");
    }

    @Test
    void aChallengeThatAsksForAClaimsPayloadTypeIsRefused() {
        hub.challengeExtra = ",\"payload_type\":\"" + Envelope.CLAIM + "\"";

        assertRefused(ErrorCode.BAD_FORMAT);
        assertThat(hub.seen).doesNotContain("POST /api/v1/session");
    }

    @Test
    void aLoginNeverPassesForAClaim() {
        var signer = world.organisation;
        var login = Envelope.sign(Envelope.LOGIN, org.foedus.core.digest.Bytes.utf8("{}"), signer);

        var asClaim = new Envelope(Envelope.CLAIM, login.payload(), login.key(), login.signature());

        assertThat(login.verified()).isTrue();
        assertThat(asClaim.verified()).isFalse();
    }

    @Test
    void aSkewedClockIsNamed() {
        hub.clockAhead = Duration.ofMinutes(7);

        assertRefused(ErrorCode.CLOCK_SKEW);
    }

    private void assertRefused(ErrorCode code) {
        assertThatThrownBy(() -> client.signIn(world.organisation))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aRefusalCarriesTheHubsCode() {
        client.signIn(world.node);

        assertThatThrownBy(() -> invite(60))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_ALLOWED));
        assertThat(hub.postedClaims).hasSize(1);
    }

    @Test
    void nothingIsSubmittedWithoutSigningIn() {
        assertThatThrownBy(() -> invite(60))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SIGNED_IN));
    }

    @Test
    void aBlobGoesUpAndComesDown(@TempDir Path folder) throws Exception {
        client.signIn(world.node);
        var bytes = new byte[70_000];
        bytes[4] = 4;
        var file = Files.write(folder.resolve("up"), bytes);
        var digest = Sha256.of(bytes);

        client.upload(file, digest, bytes.length, "r1.1.train.n1");
        client.download(digest, bytes.length, folder.resolve("down"));

        assertThat(folder.resolve("down")).hasBinaryContent(bytes);
    }

    private static final int UP = 70_000;

    private long upload(Path folder) throws Exception {
        var bytes = new byte[UP];
        java.util.Arrays.fill(bytes, (byte) 4);
        var file = Files.write(folder.resolve("up"), bytes);
        long moved = client.upload(file, Sha256.of(bytes), UP, "r1.1.train.n1");
        assertThat(hub.blobs.get(Sha256.of(bytes))).isEqualTo(bytes);
        return moved;
    }

    @Test
    void anUploadThatARestartedHubForgotGoesOnAtItsOffset(@TempDir Path folder) throws Exception {
        client.signIn(world.node);
        hub.forgetUploads.set(1);

        upload(folder);

        assertThat(hub.seen.stream().filter(s -> s.equals("POST /api/v1/uploads"))).hasSize(2);
        assertThat(hub.lastUploaded).isEqualTo(1);
    }

    @Test
    void bytesThatTheHubLostWithItsPowerAreSentAgain(@TempDir Path folder) throws Exception {
        client.signIn(world.node);
        hub.forgetUploads.set(1);
        hub.losesPower = true;

        upload(folder);

        assertThat(hub.lastUploaded).isEqualTo(UP);
    }

    @Test
    void anUploadOfOtherBytesIsRefusedAtOnce(@TempDir Path folder) throws Exception {
        client.signIn(world.node);
        var file = Files.write(folder.resolve("up"), new byte[] {1, 2});

        assertThatThrownBy(() -> client.upload(file, Sha256.of(new byte[2]), 2, "r1.1.train.n1"))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.DIGEST_MISMATCH));
    }

    @Test
    void theHubsFullDiskIsNotThisMachines(@TempDir Path folder) {
        client.signIn(world.node);
        hub.refuseUploads = ErrorCode.DISK_FULL;

        assertThatThrownBy(() -> upload(folder))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.HUB_DISK_FULL));
    }

    @Test
    void theStatementNamesTheAlliance() {
        assertThat(client.statement().alliance()).isEqualTo(hub.state().allianceId());
        assertThat(client.statement().identity()).isEqualTo(hub.identity.publicKey());
    }
}
