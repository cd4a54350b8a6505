package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.hub.RawCaller.Call;
import org.foedus.link.invitation.Invitation;
import org.foedus.link.keys.SecretBytes;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.protocol.json.EnvelopeCodec;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A key under which anybody can sign gets nowhere at a hub. Under the neutral element a signature
/// needs no secret: R is the key, S is zero, and it holds over every message.
class WeakKeysTest {
    private static final String NEUTRAL = "01" + "00".repeat(31);
    private static final MemberId ITALY = new MemberId("it");

    @TempDir Path folder;
    private LiveAlliance alliance;
    private RawCaller caller;

    @BeforeEach
    void found() {
        alliance = new LiveAlliance(folder).ofThree();
        caller = new RawCaller("https://" + alliance.address());
    }

    @AfterEach
    void close() {
        caller.close();
        alliance.close();
    }

    private static JsonNode forged(String type, Bytes payload) {
        var signature = new byte[64];
        signature[0] = 1;
        return Json.tree(
                Json.write(
                        Map.of(
                                "payloadType", type,
                                "payload", payload,
                                "signatures",
                                        List.of(
                                                Map.of(
                                                        "keyid",
                                                        NEUTRAL,
                                                        "sig",
                                                        Bytes.of(signature))))));
    }

    private Bytes application(SecretBytes secret) {
        var nodes = new TreeMap<NodeId, PublicKey>();
        nodes.put(new NodeId("it-1"), alliance.key("it-1").publicKey());
        var id = alliance.hub().runtime().read(l -> l.state().allianceId());
        return ClaimCodec.write(
                new Claim.Apply(
                        new Claim.Header(id, 1, Instant.now()),
                        secret.use(Invitation::secretHash),
                        ITALY,
                        "Associazione",
                        "IT",
                        nodes,
                        Optional.empty()));
    }

    private RawCaller.Answer apply(SecretBytes secret, JsonNode envelope) {
        var text = secret.use(b -> Base64.getUrlEncoder().encodeToString(b));
        return caller.json(
                Call.of("POST", "/api/v1/applications"),
                new Api.ApplicationRequest(text, envelope, List.of()));
    }

    private void refusedAndUnknown(RawCaller.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("small order");
        boolean known =
                alliance.hub().runtime().read(l -> l.state().applications().containsKey(ITALY));
        assertThat(known).isFalse();
    }

    @Test
    void nobodyAppliesWithAKeyOfSmallOrder() {
        var secret = alliance.invite();
        refusedAndUnknown(apply(secret, forged(Envelope.CLAIM, application(secret))));
    }

    @Test
    void nobodyAppliesWithANodeKeyOfSmallOrder() {
        var secret = alliance.invite();
        var claim =
                application(secret).utf8().replace(alliance.key("it-1").publicKey().hex(), NEUTRAL);
        var envelope = Envelope.sign(Envelope.CLAIM, Bytes.utf8(claim), alliance.key("it"));
        refusedAndUnknown(apply(secret, Json.tree(EnvelopeCodec.write(envelope))));
    }

    @Test
    void nobodySignsInWithAKeyOfSmallOrder() {
        var challenge =
                caller.json(Call.of("POST", "/api/v1/session/challenge"), Map.of("key", NEUTRAL));
        assertThat(challenge.status()).as(challenge.text()).isEqualTo(400);
    }
}
