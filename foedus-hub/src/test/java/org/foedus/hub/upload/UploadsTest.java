package org.foedus.hub.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Blobs;
import org.foedus.protocol.api.Api;
import org.foedus.store.memory.MemoryBlobs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How uploads are counted, and how they end.
class UploadsTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration WAIT = Duration.ofHours(1);
    private static final AllianceState STATE = AllianceState.empty();
    private static final byte[] BYTES = new byte[100];

    private MemoryBlobs blobs = new MemoryBlobs();
    private Uploads uploads = new Uploads();

    @BeforeEach
    void limited() {
        uploads.limit(new Uploads.Limits(250, 400, WAIT));
    }

    private static byte[] content(int kind) {
        var bytes = BYTES.clone();
        bytes[0] = (byte) kind;
        return bytes;
    }

    private Api.UploadAnswer begin(String member, byte[] content, Instant now) {
        return uploads.begin(
                blobs,
                STATE,
                new Blobs.Owner(member, Uploads.MODEL),
                new Api.UploadRequest(Sha256.of(content), content.length, Uploads.MODEL),
                now);
    }

    private void upload(String member, byte[] content) {
        var opened = begin(member, content, NOW);
        long offset = blobs.append(opened.id(), 0, new ByteArrayInputStream(content));
        uploads.received(blobs, opened.id(), offset, NOW);
    }

    private boolean brought(String member, byte[] content) {
        return uploads.brought(blobs, new MemberId(member), Uploads.MODEL, Sha256.of(content), NOW);
    }

    private void refused(ErrorCode code, String member, byte[] content) {
        assertThatThrownBy(() -> begin(member, content, NOW))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void aMemberHasAQuotaOfBytesAndSoHaveAllTogether() {
        upload("br", content(1));
        begin("br", content(2), NOW);
        refused(ErrorCode.TOO_MANY, "br", content(3));
        begin("cn", content(3), NOW);
        begin("cn", content(4), NOW);
        assertThat(uploads.bytes()).isEqualTo(400);
        refused(ErrorCode.BUSY, "in", content(5));
        begin("cn", content(4), NOW);
        assertThat(uploads.count()).isEqualTo(4);
    }

    @Test
    void whoDidNotSendTheBytesDidNotBringThem() {
        upload("br", content(1));
        assertThat(brought("br", content(1))).isTrue();
        assertThat(begin("cn", content(1), NOW).offset()).isZero();
        assertThat(brought("cn", content(1))).isFalse();
        assertThat(begin("br", content(1), NOW).offset()).isEqualTo(BYTES.length);
    }

    @Test
    void whatNobodyGoesOnWithOrUsesGoesAfterAWhile() {
        upload("br", content(1));
        begin("cn", content(2), NOW);
        uploads.sweep(blobs, STATE, NOW.plus(WAIT).minusMillis(1));
        assertThat(uploads.count()).isEqualTo(2);
        uploads.sweep(blobs, STATE, NOW.plus(WAIT));
        assertThat(uploads.count()).isZero();
        assertThat(blobs.size(Sha256.of(content(1)))).isEmpty();
        assertThat(blobs.uploads()).isEmpty();
        upload("br", content(1));
        assertThat(brought("br", content(1))).isTrue();
    }

    @Test
    void bytesThatAnotherBroughtStay() {
        upload("br", content(1));
        var late = NOW.plus(WAIT).minusMillis(1);
        var opened = begin("cn", content(1), late);
        uploads.received(
                blobs,
                opened.id(),
                blobs.append(opened.id(), 0, new ByteArrayInputStream(content(1))),
                late);
        uploads.sweep(blobs, STATE, NOW.plus(WAIT));
        assertThat(brought("br", content(1))).isFalse();
        assertThat(brought("cn", content(1))).isTrue();
    }

    @Test
    void aRestartedHubKnowsWhoseTheyAre() {
        upload("br", content(1));
        var half = begin("br", content(2), NOW);
        blobs = blobs.reopened();
        uploads = new Uploads();
        limited();
        assertThat(brought("br", content(1))).isTrue();
        assertThat(brought("cn", content(1))).isFalse();
        assertThat(uploads.find(blobs, half.id(), NOW)).isPresent();
        refused(ErrorCode.TOO_MANY, "br", content(3));
    }
}
