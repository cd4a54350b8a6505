package org.foedus.hub.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Instant;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
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

    private static Signer stranger() {
        return new InMemory();
    }

    /// The token of a new session.
    private String signIn(Signer signer, boolean known, Instant at) {
        var challenge = sessions.challenge(signer.publicKey(), at);
        return sessions.signIn(answer(challenge, Envelope.LOGIN, signer), known, at).token();
    }

    private void refused(Envelope envelope, Instant at) {
        refused(ErrorCode.NOT_SIGNED_IN, () -> sessions.signIn(envelope, true, at));
    }

    private static void refused(ErrorCode code, Runnable step) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void whoeverAnswersTheChallengeIsSignedInUntilTheTokenExpires() {
        var signedIn = sessions.signIn(answer(challenge(), Envelope.LOGIN, member), true, NOW);
        assertThat(sessions.key(signedIn.token(), NOW)).contains(member.publicKey());
        assertThat(sessions.key(signedIn.token(), NOW.plus(Sessions.TOKEN_LIFE))).isEmpty();
        assertThat(sessions.key(signedIn.token() + "x", NOW)).isEmpty();
    }

    @Test
    void aChallengeIsGoodOnce() {
        var answer = answer(challenge(), Envelope.LOGIN, member);
        sessions.signIn(answer, true, NOW);
        refused(answer, NOW);
    }

    @Test
    void aChallengeIsForItsKeyAlone() {
        refused(answer(challenge(), Envelope.LOGIN, stranger()), NOW);
    }

    @Test
    void aChallengeThatTheHubDidNotMakeIsRefused() {
        var own = challenge();
        var other = new Sessions(hub.publicKey(), new SecureRandom());
        var theirs = other.challenge(member.publicKey(), NOW);
        refused(answer(theirs, Envelope.LOGIN, member), NOW);
        var later = own.expires().plusSeconds(60);
        var stretched = new Api.Challenge(own.audience(), own.nonce(), later);
        refused(answer(stretched, Envelope.LOGIN, member), NOW);
        var none = new Api.Challenge(own.audience(), Bytes.of(new byte[3]), own.expires());
        refused(answer(none, Envelope.LOGIN, member), NOW);
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
    void anAnswerThatSomebodyElseSignedIsRefused() {
        var own = answer(challenge(), Envelope.LOGIN, member);
        var theirs = answer(challenge(), Envelope.LOGIN, stranger());
        refused(
                new Envelope(
                        own.payloadType(), own.payload(), member.publicKey(), theirs.signature()),
                NOW);
    }

    @Test
    void anAnswerForAnotherHubIsRefused() {
        var challenge = challenge();
        var elsewhere =
                new Api.Challenge(member.publicKey(), challenge.nonce(), challenge.expires());
        refused(answer(elsewhere, Envelope.LOGIN, member), NOW);
    }

    @Test
    void aFloodOfChallengesPushesNobodysOut() {
        var first = answer(challenge(), Envelope.LOGIN, member);
        var flooding = stranger().publicKey();
        for (int i = 0; i < 20_000; i++) {
            sessions.challenge(i % 2 == 0 ? flooding : member.publicKey(), NOW);
        }
        assertThat(sessions.signIn(first, true, NOW).key()).isEqualTo(member.publicKey());
    }

    @Test
    void manySignInsOfOneMemberEndNobodyElsesSession() {
        var honest = signIn(member, true, NOW);
        var hostile = stranger();
        String eldest = signIn(hostile, true, NOW);
        int taken = 1;
        for (int i = 0; i < Sessions.MAX_SIGN_INS + 100; i++) {
            try {
                signIn(hostile, true, NOW);
                taken++;
            } catch (FoedusException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY);
            }
        }
        assertThat(taken).isEqualTo(Sessions.MAX_SIGN_INS);
        assertThat(sessions.members()).isEqualTo(Sessions.MAX_TOKENS + 1);
        assertThat(sessions.key(honest, NOW)).contains(member.publicKey());
        assertThat(sessions.key(eldest, NOW)).isEmpty();
        assertThat(signIn(member, true, NOW)).isNotEmpty();
        var later = NOW.plus(Sessions.CHALLENGE_LIFE).plusMillis(1);
        assertThat(signIn(hostile, true, later)).isNotEmpty();
    }

    @Test
    void keysThatSpeakForNobodyTakeNoMembersPlace() {
        var honest = signIn(member, true, NOW);
        var applicant = stranger();
        var at = NOW;
        for (int i = 0; i <= Sessions.MAX_STRANGERS_TOKENS; i++) {
            signIn(stranger(), false, at);
        }
        assertThat(sessions.strangers()).isEqualTo(Sessions.MAX_STRANGERS_TOKENS);
        assertThat(sessions.key(honest, at)).contains(member.publicKey());
        var own = signIn(applicant, false, at);
        assertThat(sessions.key(own, at)).contains(applicant.publicKey());
        assertThat(signIn(member, true, at)).isNotEmpty();
    }

    @Test
    void aKeyThatSpeaksForNobodySignsInAFewTimes() {
        var stranger = stranger();
        for (int i = 0; i < Sessions.MAX_STRANGER_SIGN_INS; i++) {
            signIn(stranger, false, NOW);
        }
        refused(ErrorCode.TOO_MANY, () -> signIn(stranger, false, NOW));
        assertThat(sessions.strangers()).isEqualTo(Sessions.MAX_STRANGER_TOKENS);
    }

    @Test
    void sessionsThatEndedAreSwept() {
        for (int i = 0; i < 10; i++) {
            signIn(stranger(), true, NOW);
        }
        signIn(member, true, NOW.plus(Sessions.TOKEN_LIFE));
        assertThat(sessions.members()).isEqualTo(1);
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

    /// A key without a file, since there are many.
    private static final class InMemory implements Signer {
        private final KeyPair pair;

        InMemory() {
            try {
                pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public PublicKey publicKey() {
            return PublicKey.fromSpki(pair.getPublic().getEncoded());
        }

        @Override
        public Bytes sign(byte[] message) {
            try {
                var signing = Signature.getInstance("Ed25519");
                signing.initSign(pair.getPrivate());
                signing.update(message);
                return Bytes.of(signing.sign());
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
