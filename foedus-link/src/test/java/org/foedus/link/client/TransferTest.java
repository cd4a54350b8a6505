package org.foedus.link.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.foedus.link.tls.TestIdentity.NOW;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongUnaryOperator;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.tls.TestCertificate;
import org.foedus.link.tls.TestIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class TransferTest {
    private static final String PATH = "/blob";
    private static final int SIZE = 3_000_001;
    private static final RetryPolicy POLICY =
            new RetryPolicy(
                    3, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(20));

    private final byte[] blob = new byte[SIZE];
    private final Path file;
    private final TestHub hub;
    private final HubConnection connection;
    private final List<Duration> pauses = new ArrayList<>();
    private final List<String> ranges = new CopyOnWriteArrayList<>();

    TransferTest(@TempDir Path folder) throws Exception {
        new Random(3).nextBytes(blob);
        file = folder.resolve("blob");
        var identity = TestIdentity.in(folder, "hub.key");
        var certificate = TestCertificate.issuedBy("hub");
        hub = TestHub.start(certificate, identity.statement(NOW, certificate.pin()));
        connection =
                new HubConnection(
                        HubTarget.direct(hub.address(), identity.fingerprint()),
                        TestIdentity::read,
                        POLICY,
                        pauses::add,
                        InstantSource.fixed(NOW));
    }

    @AfterEach
    void stop() {
        connection.close();
        hub.close();
    }

    private Transfer download() {
        return connection.download(PATH, file, SIZE, Sha256.of(blob));
    }

    private FoedusException downloadFails() {
        return catchThrowableOfType(FoedusException.class, this::download);
    }

    /// Serves the blob with ranges; each answer breaks after as many bytes as `bytes` says for its
    /// offset.
    private HttpHandler serving(LongUnaryOperator bytes) {
        return exchange -> {
            var range = exchange.getRequestHeaders().getFirst("range");
            ranges.add(String.valueOf(range));
            int offset =
                    range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (range != null) {
                exchange.getResponseHeaders()
                        .add("content-range", "bytes " + offset + "-" + (SIZE - 1) + "/" + SIZE);
            }
            int count = (int) Math.min(SIZE - offset, bytes.applyAsLong(offset));
            exchange.sendResponseHeaders(range == null ? 200 : 206, SIZE - offset);
            exchange.getResponseBody().write(blob, offset, count);
            exchange.getResponseBody().flush();
        };
    }

    @Test
    void aBlobArrivesWhole() {
        hub.on(PATH, serving(offset -> SIZE));
        assertThat(download()).isEqualTo(new Transfer.Done(SIZE, SIZE, 0));
        assertThat(file).hasBinaryContent(blob);
    }

    @Test
    void aBrokenDownloadGoesOnAtTheOffsetReached() {
        hub.on(PATH, serving(offset -> offset == 0 ? 1_000_000 : SIZE));
        var done = (Transfer.Done) download();

        assertThat(file).hasBinaryContent(blob);
        assertThat(done.retries()).isEqualTo(1);
        assertThat(done.movedBytes()).isEqualTo(SIZE);
        assertThat(ranges).hasSize(2).first().isEqualTo("null");
        long resumedAt = Long.parseLong(ranges.get(1).replaceAll("\\D", ""));
        assertThat(resumedAt).isPositive().isLessThanOrEqualTo(1_000_000);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aLinkThatBreaksAgainAndAgainEndsAsLongAsItMakesProgress() {
        hub.on(PATH, serving(offset -> 300_000));
        var done = (Transfer.Done) download();

        assertThat(file).hasBinaryContent(blob);
        assertThat(done.retries()).isGreaterThan(POLICY.attempts());
    }

    @Test
    void aLinkWithoutProgressIsGivenUpAfterTheAttemptsAllowed() {
        hub.on(PATH, serving(offset -> offset == 0 ? 500_000 : 0));
        var failure = downloadFails();

        assertThat(failure.code()).isEqualTo(ErrorCode.HUB_UNREACHABLE);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(ranges).hasSize(3);
    }

    @Test
    void whatAnEarlierProcessFetchedIsNotFetchedAgain() throws IOException {
        Files.write(file, Arrays.copyOf(blob, 2_000_000));
        hub.on(PATH, serving(offset -> SIZE));

        assertThat(download()).isEqualTo(new Transfer.Done(SIZE - 2_000_000, SIZE - 2_000_000, 0));
        assertThat(ranges).containsExactly("bytes=2000000-");
        assertThat(file).hasBinaryContent(blob);
        assertThat(download()).isEqualTo(new Transfer.Done(0, 0, 0));
    }

    @Test
    void aHubThatIgnoresTheRangeIsReadFromTheBeginning() throws IOException {
        Files.write(file, new byte[1000]);
        hub.on(PATH, exchange -> TestHub.answer(exchange, 200, blob));

        assertThat(download()).isInstanceOf(Transfer.Done.class);
        assertThat(file).hasBinaryContent(blob);
    }

    @Test
    void anotherRangeThanTheOneAskedForIsNotWritten() throws IOException {
        Files.write(file, Arrays.copyOf(blob, 1000));
        hub.on(
                PATH,
                exchange -> {
                    exchange.getResponseHeaders().add("content-range", "bytes 5-9/" + SIZE);
                    TestHub.answer(exchange, 206, new byte[5]);
                });
        assertThat(downloadFails().code()).isEqualTo(ErrorCode.BUSY);
        assertThat(file).hasBinaryContent(Arrays.copyOf(blob, 1000));
    }

    @Test
    void otherBytesThanTheDigestsAreDropped() {
        hub.on(PATH, exchange -> TestHub.answer(exchange, 200, new byte[SIZE]));
        assertThat(downloadFails().code()).isEqualTo(ErrorCode.DIGEST_MISMATCH);
        assertThat(file).isEmptyFile();
    }

    @Test
    void aRefusalIsHandedOnAtOnce() {
        hub.on(PATH, exchange -> TestHub.answer(exchange, 403, "no"));
        var refused = (Transfer.Refused) download();

        assertThat(refused.answer().status()).isEqualTo(403);
        assertThat(refused.answer().body().utf8()).isEqualTo("no");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aMissingFolderIsADiskFailure() {
        var nowhere = file.resolveSibling("missing").resolve("blob");
        var failure =
                catchThrowableOfType(
                        FoedusException.class,
                        () -> connection.download(PATH, nowhere, SIZE, Sha256.of(blob)));
        assertThat(failure.code()).isEqualTo(ErrorCode.IO_FAILED);
    }

    @Test
    void aSliceOfAFileIsUploaded() throws IOException {
        Files.write(file, blob);
        var received = new Receiver(Integer.MAX_VALUE);
        hub.on(PATH, received);
        var slice = new FileSlice(file, 1000, SIZE - 2000);

        assertThat(connection.upload(PATH, slice, 0))
                .isEqualTo(new Transfer.Done(SIZE - 2000, SIZE - 2000, 0));
        assertThat(received.bytes.toByteArray())
                .isEqualTo(Arrays.copyOfRange(blob, 1000, SIZE - 1000));
    }

    @Test
    void aBrokenUploadGoesOnWhereTheHubSaysItIs() throws IOException {
        Files.write(file, blob);
        var received = new Receiver(1_000_000);
        hub.on(PATH, received);
        var done = (Transfer.Done) connection.upload(PATH, new FileSlice(file, 0, SIZE), 0);

        assertThat(received.bytes.toByteArray()).isEqualTo(blob);
        assertThat(done.retries()).isEqualTo(1);
        assertThat(done.movedBytes()).isGreaterThanOrEqualTo(SIZE);
        assertThat(hub.seen)
                .containsExactly("GET /api/v1/hub", "PATCH /blob", "HEAD /blob", "PATCH /blob");
    }

    @Test
    void anUploadAtAnOffsetThatTheHubDoesNotShareIsSetRight() throws IOException {
        Files.write(file, blob);
        var received = new Receiver(Integer.MAX_VALUE);
        hub.on(PATH, received);

        assertThat(connection.upload(PATH, new FileSlice(file, 0, SIZE), 500))
                .isInstanceOf(Transfer.Done.class);
        assertThat(received.bytes.toByteArray()).isEqualTo(blob);
    }

    @Test
    void aRefusedUploadIsHandedOn() throws IOException {
        Files.write(file, new byte[10]);
        hub.on(
                PATH,
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    TestHub.answer(exchange, 413, "too large");
                });
        var refused = (Transfer.Refused) connection.upload(PATH, new FileSlice(file, 0, 10), 0);
        assertThat(refused.answer().status()).isEqualTo(413);
    }

    /// Takes an upload; the first PATCH breaks after `breakAfter` bytes.
    private static final class Receiver implements HttpHandler {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int breakAfter;

        Receiver(int breakAfter) {
            this.breakAfter = breakAfter;
        }

        @Override
        public synchronized void handle(HttpExchange exchange) throws IOException {
            var offset = String.valueOf(bytes.size());
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseHeaders().add(Upload.OFFSET, offset);
                TestHub.answer(exchange, 204, "");
                return;
            }
            if (!offset.equals(exchange.getRequestHeaders().getFirst(Upload.OFFSET))) {
                exchange.getRequestBody().readAllBytes();
                TestHub.answer(exchange, 409, "");
                return;
            }
            int limit = breakAfter;
            breakAfter = Integer.MAX_VALUE;
            bytes.writeBytes(exchange.getRequestBody().readNBytes(limit));
            if (limit == Integer.MAX_VALUE) {
                TestHub.answer(exchange, 204, "");
            }
        }
    }
}
