package org.foedus.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.store.memory.MemoryLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one writer, over a ledger in memory and a clock that the test holds.
class HubLogicTest {
    private static final Instant NOON = Instant.parse("2027-01-01T12:00:00Z");
    @TempDir Path folder;
    private Instant now = NOON;
    private final InstantSource clock = () -> now;
    private Signer key;
    private HubLogic hub;

    @BeforeEach
    void found() {
        key = KeyFile.create(folder.resolve("hub.pem"));
        hub = new HubLogic(new MemoryLedger(), key, clock);
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        hub.found(
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:1"),
                Sha256.of(new byte[] {1}));
    }

    /// An invitation signed by the operator at `at`.
    private Envelope invitation(long sequence, Instant at) {
        var header = new Claim.Header(hub.state().allianceId(), sequence, at);
        return ClaimCodec.sign(
                new Claim.Invite(
                        header,
                        Sha256.of(new byte[] {(byte) sequence}),
                        NOON.plusSeconds(1_000_000),
                        Optional.empty(),
                        MemberClass.FULL),
                key);
    }

    private Api.ClaimAnswer submit(Envelope envelope) {
        return hub.submit(envelope, ClaimCodec.read(envelope), List.of(), Optional.empty());
    }

    @Test
    void aRetryIsKnownAlsoWhenAnotherClaimOfItsKeyCameBetween() {
        var first = invitation(1, now);
        var second = invitation(2, now);
        assertThat(submit(first).index()).contains(2L);
        assertThat(submit(second).index()).contains(3L);

        assertThat(submit(first))
                .isEqualTo(new Api.ClaimAnswer("repeated", Optional.of(2L), none()));
        assertThat(submit(second).outcome()).isEqualTo("repeated");
        assertThat(hub.state().size()).isEqualTo(4);
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    @Test
    void anotherClaimWithASpentSequenceIsRefused() {
        submit(invitation(1, now));
        submit(invitation(2, now));
        refused(ErrorCode.BAD_SEQUENCE, invitation(1, now.plusSeconds(1)));
    }

    private Instant newest() {
        return hub.state().at();
    }

    @Test
    void aHubWhoseClockWasAnHourAheadTakesClaimsAgainAtOnceWhenItIsRight() {
        now = NOON.plus(Duration.ofHours(1));
        submit(invitation(1, now));
        var ahead = newest();

        now = NOON.plusSeconds(60);
        assertThat(hub.snapshot().ahead(clock.instant())).isEqualTo(Duration.ofMinutes(59));
        assertThat(submit(invitation(2, now)).outcome()).isEqualTo("accepted");
        assertThat(newest()).as("entries never go back in time").isEqualTo(ahead);

        now = ahead.plusSeconds(1);
        assertThat(hub.snapshot().ahead(clock.instant())).isZero();
        submit(invitation(3, now));
        assertThat(newest()).isEqualTo(now);
    }

    @Test
    void whileTheNewestEntrysTimeIsKeptClocksMustStillAgree() {
        now = NOON.plus(Duration.ofHours(1));
        submit(invitation(1, now));
        now = NOON;
        refused(ErrorCode.CLOCK_SKEW, invitation(2, NOON.plus(Duration.ofHours(1))));
        refused(ErrorCode.CLOCK_SKEW, invitation(2, NOON.minus(Duration.ofHours(1))));
    }

    @Test
    void aHubThatWasMoreThanADayAheadSaysWhenItTakesClaimsAgain() {
        now = NOON.plus(Duration.ofDays(2));
        submit(invitation(1, now));
        now = NOON;
        assertThatThrownBy(() -> submit(invitation(2, NOON)))
                .hasMessageContaining("the hub's clock was ahead")
                .hasMessageContaining("2027-01-03T12:00:00Z")
                .hasMessageContaining("from 2027-01-02T12:00:00Z on");
        now = NOON.plus(Duration.ofDays(1));
        assertThat(submit(invitation(2, now)).outcome()).isEqualTo("accepted");
    }

    private void refused(ErrorCode code, Envelope envelope) {
        assertThatThrownBy(() -> submit(envelope))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
