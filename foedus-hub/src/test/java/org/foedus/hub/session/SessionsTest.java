package org.foedus.hub.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    @TempDir Path folder;
    private Signer hub;
    private Signer member;
    private Sessions sessions;

    @BeforeEach
    void open() {
        hub = KeyFile.create(folder.resolve("hub.pem"));
        member = KeyFile.create(folder.resolve("member.pem"));
        sessions = new Sessions(hub.publicKey(), new SecureRandom());
    }

    private static Envelope answer(Api.Challenge challenge, String type, Signer signer) {
        var login = new Api.Login(challenge.audience(), challenge.nonce(), challenge.expires());
        return Envelope.sign(type, Bytes.of(Json.write(login)), signer);
    }

    private Api.Challenge challenge() {
        return sessions.challenge(member.publicKey(), NOW);
    }

    private void refused(Envelope envelope, Instant at) {
        assertThatThrownBy(() -> sessions.signIn(envelope, at))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_SIGNED_IN));
    }

    @Test
    void whoeverAnswersTheChallengeIsSignedInUntilTheTokenExpires() {
        var signedIn = sessions.signIn(answer(challenge(), Envelope.LOGIN, member), NOW);
        assertThat(sessions.key(signedIn.token(), NOW)).contains(member.publicKey());
        assertThat(sessions.key(signedIn.token(), NOW.plus(Sessions.TOKEN_LIFE))).isEmpty();
        assertThat(sessions.key(signedIn.token() + "x", NOW)).isEmpty();
    }

    @Test
    void aChallengeIsGoodOnce() {
        var answer = answer(challenge(), Envelope.LOGIN, member);
        sessions.signIn(answer, NOW);
        refused(answer, NOW);
    }

    @Test
    void aChallengeIsForItsKeyAlone() {
        var other = KeyFile.create(folder.resolve("other.pem"));
        refused(answer(challenge(), Envelope.LOGIN, other), NOW);
    }

    @Test
    void anAnswerThatCameTooLateIsRefused() {
        var late = NOW.plus(Sessions.CHALLENGE_LIFE).plusMillis(1);
        refused(answer(challenge(), Envelope.LOGIN, member), late);
    }

    @Test
    void anAnswerSignedAsAClaimIsRefused() {
        refused(answer(challenge(), Envelope.CLAIM, member), NOW);
    }

    @Test
    void anAnswerForAnotherHubIsRefused() {
        var challenge = challenge();
        var elsewhere =
                new Api.Challenge(member.publicKey(), challenge.nonce(), challenge.expires());
        refused(answer(elsewhere, Envelope.LOGIN, member), NOW);
    }

    @Test
    void theOldestChallengeGivesWayWhenThereAreTooMany() {
        var first = answer(challenge(), Envelope.LOGIN, member);
        for (int i = 0; i < Sessions.MAX_OPEN; i++) {
            challenge();
        }
        refused(first, NOW);
    }

    @Test
    void aBrowsersCodeIsGoodOnceAndForTwoMinutes() {
        var key = member.publicKey();
        var code = sessions.code(key, NOW).code();
        var token = sessions.exchange(code, NOW).orElseThrow().token();
        assertThat(sessions.key(token, NOW)).contains(key);
        assertThat(sessions.exchange(code, NOW)).isEmpty();
        var late = sessions.code(key, NOW).code();
        assertThat(sessions.exchange(late, NOW.plus(Sessions.CODE_LIFE))).isEmpty();
        assertThat(sessions.key(late, NOW)).isEmpty();
        sessions.end(token);
        assertThat(sessions.key(token, NOW)).isEmpty();
    }
}
