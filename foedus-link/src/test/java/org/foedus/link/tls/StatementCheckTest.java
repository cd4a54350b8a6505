package org.foedus.link.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.foedus.link.tls.TestIdentity.NOW;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.link.address.HubAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatementCheckTest {
    private static final HubAddress HUB = HubAddress.parse("hub.example.org:8443");
    private final TestCertificate certificate;
    private final TestIdentity hub;

    StatementCheckTest(@TempDir Path folder) throws Exception {
        hub = TestIdentity.in(folder, "hub.key");
        certificate = TestCertificate.issuedBy("hub");
    }

    private HubStatement check(byte[] body, Instant now) {
        return StatementCheck.verify(
                HUB, hub.fingerprint(), TestIdentity.read(body), certificate.certificate(), now);
    }

    private static FoedusException fails(Callable<?> body) {
        return catchThrowableOfType(FoedusException.class, body::call);
    }

    @Test
    void aSignedFreshStatementThatListsTheCertificateIsTrusted() {
        var statement = check(hub.statement(NOW, certificate.pin()), NOW.plusSeconds(300));
        assertThat(statement.tlsPins()).containsExactly(certificate.pin());
    }

    @Test
    void aChangedStatementIsAnImpostors() throws Exception {
        var body =
                new String(hub.statement(NOW, certificate.pin()), StandardCharsets.UTF_8)
                        .replace(certificate.pin(), TestCertificate.issuedBy("x").pin());
        var failure = fails(() -> check(body.getBytes(StandardCharsets.UTF_8), NOW));
        assertThat(failure.code()).isEqualTo(ErrorCode.WRONG_HUB_KEY);
        assertThat(failure).hasMessageContaining("does not hold");
    }

    @Test
    void aClaimOfTheSameKeyIsNoStatement() {
        var body = hub.statement(Envelope.CLAIM, NOW, certificate.pin());
        assertThat(fails(() -> check(body, NOW)).code()).isEqualTo(ErrorCode.WRONG_HUB_KEY);
    }

    @Test
    void clocksThatDifferAreBothNamed() {
        var body = hub.statement(NOW, certificate.pin());
        for (var now : List.of(NOW.minusSeconds(301), NOW.plusSeconds(301))) {
            var failure = fails(() -> check(body, now));
            assertThat(failure.code()).isEqualTo(ErrorCode.CLOCK_SKEW);
            assertThat(failure)
                    .hasMessageContaining(NOW.toString())
                    .hasMessageContaining(now.toString());
        }
    }

    @Test
    void aPinnedTrustManagerTakesNoClientsAndNoOtherKey() throws Exception {
        var trust = new PinnedTrustManager(new TreeSet<>(List.of(certificate.pin())));
        var mine = new X509Certificate[] {certificate.certificate()};
        var other = new X509Certificate[] {TestCertificate.issuedBy("x").certificate()};
        trust.checkServerTrusted(mine, "UNKNOWN");

        assertThat(refused(() -> trust.checkServerTrusted(other, "UNKNOWN"))).isTrue();
        assertThat(refused(() -> trust.checkServerTrusted(new X509Certificate[0], "UNKNOWN")))
                .isTrue();
        assertThat(refused(() -> trust.checkClientTrusted(mine, "UNKNOWN"))).isTrue();
        assertThat(trust.getAcceptedIssuers()).isEmpty();
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static boolean refused(Check check) {
        try {
            check.run();
            return false;
        } catch (CertificateException e) {
            return true;
        }
    }
}
