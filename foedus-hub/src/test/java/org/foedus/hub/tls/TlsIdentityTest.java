package org.foedus.hub.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.Pem;
import org.foedus.link.keys.PrivateFile;
import org.foedus.link.tls.ClientTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class TlsIdentityTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final SecureRandom CHANCE = new SecureRandom();
    private static final List<String> NAMES = List.of("Hub.example.org", "10.0.0.7", "2001:db8::1");
    @TempDir private Path folder = Path.of("");

    private static FoedusException fails(Runnable body) {
        return catchThrowableOfType(FoedusException.class, body::run);
    }

    private TlsIdentity loadOrIssue(Instant now) {
        return TlsIdentity.loadOrIssue(folder, NAMES, now, CHANCE);
    }

    @Test
    void aCertificateNamesWhatWasAskedAndLoopback() throws Exception {
        var certificate = TlsIdentity.issue(NAMES, NOW, CHANCE).certificate();

        assertThat(Objects.requireNonNull(certificate.getSubjectAlternativeNames()))
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactlyInAnyOrder(
                        "hub.example.org",
                        "localhost",
                        "10.0.0.7",
                        "127.0.0.1",
                        "0:0:0:0:0:0:0:1",
                        "2001:db8:0:0:0:0:0:1");
        assertThat(
                        Duration.between(
                                certificate.getNotBefore().toInstant(),
                                certificate.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(397));
        assertThat(certificate.getNotBefore().toInstant()).isBefore(NOW);
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EC");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void theBouncyCastleProviderIsNotRegistered() {
        TlsIdentity.issue(NAMES, NOW, CHANCE);
        assertThat(Security.getProvider("BC")).isNull();
    }

    @Test
    void everyCertificateHasItsOwnSerialAndKey() {
        var one = TlsIdentity.issue(NAMES, NOW, CHANCE);
        var other = TlsIdentity.issue(NAMES, NOW, CHANCE);

        assertThat(one.certificate().getSerialNumber())
                .isPositive()
                .isNotEqualTo(other.certificate().getSerialNumber());
        assertThat(one.pins()).isNotEqualTo(other.pins());
    }

    @Test
    void aNameThatIsNoHostIsRefused() {
        assertThat(fails(() -> TlsIdentity.issue(List.of("a b"), NOW, CHANCE)).code())
                .isEqualTo(ErrorCode.BAD_NAME);
    }

    @Test
    void anIdentityIsKeptPrivateUntilThirtyDaysAreLeft() throws IOException {
        var issued = loadOrIssue(NOW);
        var file = folder.resolve(TlsIdentity.FILE_NAME);
        var nearEnd = issued.notAfter().minus(Duration.ofDays(30));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(loadOrIssue(NOW).pins()).isEqualTo(issued.pins());
        assertThat(loadOrIssue(nearEnd.minusSeconds(1)).pins()).isEqualTo(issued.pins());
        assertThat(loadOrIssue(nearEnd).pins()).isNotEqualTo(issued.pins());
    }

    @Test
    void aNewNameMakesANewCertificate() {
        var issued = loadOrIssue(NOW);
        var wider = List.of("hub.example.org", "10.0.0.7", "2001:db8::1", "other.example");

        assertThat(TlsIdentity.loadOrIssue(folder, wider, NOW, CHANCE).pins())
                .isNotEqualTo(issued.pins());
    }

    @Test
    void theMostUrgentWarningIsGiven() {
        var identity = TlsIdentity.issue(NAMES, NOW, CHANCE);
        var end = identity.notAfter();

        assertThat(identity.expiryWarning(end.minus(Duration.ofDays(31)))).isEmpty();
        assertThat(identity.expiryWarning(end.minus(Duration.ofDays(30))))
                .hasValue(ExpiryWarning.DAYS_30);
        assertThat(identity.expiryWarning(end.minus(Duration.ofDays(14))))
                .hasValue(ExpiryWarning.DAYS_14);
        assertThat(identity.expiryWarning(end.minus(Duration.ofDays(3))))
                .hasValue(ExpiryWarning.DAYS_7);
        assertThat(identity.expiryWarning(end.minus(Duration.ofHours(5))))
                .hasValue(ExpiryWarning.DAYS_1);
        assertThat(identity.expiryWarning(end)).hasValue(ExpiryWarning.EXPIRED);
    }

    @Test
    void anExposedOrDamagedFileIsRefusedAndNotReplaced() throws IOException {
        loadOrIssue(NOW);
        var file = folder.resolve(TlsIdentity.FILE_NAME);
        var text = Files.readString(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(fails(() -> loadOrIssue(NOW)).code()).isEqualTo(ErrorCode.KEY_EXPOSED);

        PrivateFile.write(
                file, text.substring(0, text.length() / 2).getBytes(StandardCharsets.US_ASCII));
        assertThat(fails(() -> loadOrIssue(NOW)).code()).isEqualTo(ErrorCode.KEY_CORRUPT);
        assertThat(Files.readString(file)).hasSize(text.length() / 2);
    }

    @Test
    void anOperatorsOwnFilesLoadAlsoThroughLinks() throws IOException {
        var own = loadOrIssue(NOW);
        var blocks = Pem.parse(Files.readString(folder.resolve(TlsIdentity.FILE_NAME)));
        var keyFile = folder.resolve("privkey.pem");
        PrivateFile.write(keyFile, blocks.getFirst().text().getBytes(StandardCharsets.US_ASCII));
        var chainFile = Files.writeString(folder.resolve("chain.pem"), blocks.get(1).text());
        var link = Files.createSymbolicLink(folder.resolve("live.pem"), keyFile);

        assertThat(TlsIdentity.load(chainFile, link).pins()).isEqualTo(own.pins());
    }

    @Test
    void anOperatorsRsaKeyThatIsNotTheCertificatesIsRefused() throws Exception {
        loadOrIssue(NOW);
        var chain = Pem.parse(Files.readString(folder.resolve(TlsIdentity.FILE_NAME))).get(1);
        var chainFile = Files.writeString(folder.resolve("chain.pem"), chain.text());
        var keyFile = folder.resolve("privkey.pem");
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded();
        PrivateFile.write(
                keyFile,
                new Pem(Pem.PRIVATE_KEY, Bytes.of(rsa)).text().getBytes(StandardCharsets.US_ASCII));
        var failure = fails(() -> TlsIdentity.load(chainFile, keyFile));
        assertThat(failure.code()).isEqualTo(ErrorCode.KEY_CORRUPT);
        assertThat(failure).hasMessageContaining("not the key of the first certificate");

        PrivateFile.write(
                keyFile,
                new Pem("RSA PRIVATE KEY", Bytes.of(rsa))
                        .text()
                        .getBytes(StandardCharsets.US_ASCII));
        assertThat(fails(() -> TlsIdentity.load(chainFile, keyFile)))
                .hasMessageContaining("openssl pkcs8 -topk8");
    }

    @Test
    @Timeout(30)
    void aPinnedClientShakesHandsWithThisKeyAndNoOther() throws Exception {
        var identity = TlsIdentity.issue(NAMES, NOW, CHANCE);
        var other = TlsIdentity.issue(NAMES, NOW, CHANCE);
        assertThat(handshake(identity, identity)).isEqualTo("TLSv1.3");
        assertThat(
                        catchThrowableOfType(
                                SSLHandshakeException.class, () -> handshake(identity, other)))
                .isNotNull();
    }

    private static String handshake(TlsIdentity served, TlsIdentity pinned) throws Exception {
        try (var listener =
                (SSLServerSocket)
                        served.sslContext().getServerSocketFactory().createServerSocket(0)) {
            var server = Thread.startVirtualThread(() -> acceptOne(listener));
            try (var socket =
                    (SSLSocket)
                            ClientTls.pinned(new TreeSet<>(pinned.pins()))
                                    .getSocketFactory()
                                    .createSocket("127.0.0.1", listener.getLocalPort())) {
                socket.startHandshake();
                return socket.getSession().getProtocol();
            } finally {
                server.join();
            }
        }
    }

    private static void acceptOne(SSLServerSocket listener) {
        try (var socket = (SSLSocket) listener.accept()) {
            socket.startHandshake();
        } catch (IOException _) {
            // The client refused: its side of the test says why.
        }
    }
}
