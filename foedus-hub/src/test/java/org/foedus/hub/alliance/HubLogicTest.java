package org.foedus.hub.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.json.ClaimCodec;
import org.foedus.store.memory.MemoryLedger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The one writer over a ledger that fails, or that somebody changed.
class HubLogicTest {
    private static final InstantSource NOON =
            InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));

    @TempDir Path folder;
    private Signer hub;
    private MemoryLedger whole;
    private FlakyLedger ledger;
    private HubLogic logic;
    private long sequence;

    @BeforeEach
    void found() {
        hub = KeyFile.create(folder.resolve("identity.pem"));
        whole = new MemoryLedger();
        ledger = new FlakyLedger(whole);
        logic = new HubLogic(ledger, hub, NOON);
        var charter =
                """
                name: Test alliance
                lead: br
                admission: {threshold: 0.5, quorum: 0.5}
                mandates: lead
                founders: []
                """;
        logic.found(
                CharterForm.read("charter.yaml", charter.getBytes(StandardCharsets.UTF_8)),
                List.of("127.0.0.1:8443"),
                Sha256.of(new byte[1]));
    }

    private Claim.Invite nextInvite() {
        sequence++;
        return new Claim.Invite(
                new Claim.Header(logic.state().allianceId(), sequence, NOON.instant()),
                Sha256.of(("secret " + sequence).getBytes(StandardCharsets.UTF_8)),
                NOON.instant().plusSeconds(3600),
                Optional.empty(),
                MemberClass.FULL);
    }

    private Api.ClaimAnswer submit(Claim claim) {
        Envelope envelope = ClaimCodec.sign(claim, hub);
        return logic.submit(envelope, claim, List.of(), Optional.empty());
    }

    private static String refused(ErrorCode code, ThrowingCallable body) {
        var said = new ArrayList<String>();
        assertThatThrownBy(body)
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).as(e.reason()).isEqualTo(code);
                            said.add(e.reason());
                        });
        return said.getFirst();
    }

    private void assertWhole() {
        var again = new HubLogic(whole, hub, NOON);
        assertThat(logic.state()).isEqualTo(again.state());
        assertThat(logic.tree().root()).isEqualTo(again.tree().root());
        assertThat(logic.tree().size()).isEqualTo(whole.size());
    }

    @Test
    void aDatabaseThatWentAwayAndCameBackIsGoneOnWith() {
        submit(nextInvite());
        ledger.away(true);
        var claim = nextInvite();
        refused(ErrorCode.STORE_UNAVAILABLE, () -> submit(claim));
        refused(ErrorCode.STORE_UNAVAILABLE, () -> submit(claim));

        ledger.away(false);

        assertThat(submit(claim).index()).contains(3L);
        submit(nextInvite());
        assertWhole();
    }

    @Test
    void aCommitOfUnknownOutcomeThatHappenedCountsOnce() {
        ledger.loseAnswer();
        var claim = nextInvite();
        refused(ErrorCode.OUTCOME_UNKNOWN, () -> submit(claim));

        assertThat(submit(claim).outcome()).isEqualTo("repeated");
        assertThat(submit(claim).index()).contains(2L);

        submit(nextInvite());
        assertWhole();
    }

    @Test
    void aClaimOfAnUnknownKeyMakesNobodyReadTheLedger() {
        submit(nextInvite());
        var stranger = KeyFile.create(folder.resolve("stranger.pem"));
        var header = new Claim.Header(logic.state().allianceId(), 0, NOON.instant());
        var claim = new Claim.Leave(header, "");
        int before = ledger.entriesRead();

        assertThat(
                        refused(
                                ErrorCode.NOT_ALLOWED,
                                () ->
                                        logic.submit(
                                                ClaimCodec.sign(claim, stranger),
                                                claim,
                                                List.of(),
                                                Optional.empty())))
                .contains("key");

        assertThat(ledger.entriesRead()).isEqualTo(before);
    }

    @Test
    void aClaimThatComesAgainAfterOthersIsFoundByReadingItsOneEntry() {
        var first = nextInvite();
        submit(first);
        for (int i = 0; i < 5; i++) {
            submit(nextInvite());
        }
        int before = ledger.entriesRead();

        assertThat(submit(first).index()).contains(2L);
        assertThat(ledger.entriesRead()).isEqualTo(before + 1);

        var another = new HubLogic(ledger, hub, NOON);
        var envelope = ClaimCodec.sign(first, hub);
        assertThat(another.submit(envelope, first, List.of(), Optional.empty()).index())
                .as("also after a restart")
                .contains(2L);
    }

    @Test
    void anOldSequenceWithAnotherPayloadReadsNothing() {
        var first = nextInvite();
        submit(first);
        submit(nextInvite());
        var other = new Claim.Leave(first.header(), "other");
        int before = ledger.entriesRead();

        refused(ErrorCode.BAD_SEQUENCE, () -> submit(other));

        assertThat(ledger.entriesRead()).isEqualTo(before);
    }

    @Test
    void aChangedEntryIsNamedByItsIndex() {
        for (int i = 0; i < 5; i++) {
            submit(nextInvite());
        }
        var lines = new ArrayList<>(whole.read(0, 10));
        var text = lines.get(4).utf8();
        lines.set(4, Bytes.utf8(text.replaceFirst("2026-11-24", "2026-11-23")));
        var said = refused(ErrorCode.VERIFICATION_FAILED, () -> reread(lines));

        assertThat(said).contains("entry 4 ").contains("restore").contains("nothing was changed");
    }

    @Test
    void anEntryThatCannotBeReadAnyMoreIsNamedByItsIndex() {
        submit(nextInvite());
        submit(nextInvite());
        var lines = new ArrayList<>(whole.read(0, 10));
        lines.set(2, Bytes.utf8("{"));

        assertThat(refused(ErrorCode.VERIFICATION_FAILED, () -> reread(lines)))
                .contains("entry 2 ");
    }

    @Test
    void aMissingAndADoubledEntryAreNamed() {
        for (int i = 0; i < 4; i++) {
            submit(nextInvite());
        }
        var missing = new ArrayList<>(whole.read(0, 10));
        missing.remove(3);
        assertThat(refused(ErrorCode.VERIFICATION_FAILED, () -> reread(missing)))
                .contains("entry 3 ");
        var doubled = new ArrayList<>(whole.read(0, 10));
        doubled.add(3, doubled.get(2));
        assertThat(refused(ErrorCode.VERIFICATION_FAILED, () -> reread(doubled)))
                .contains("entry 3 ");
        var cut = new ArrayList<>(whole.read(0, 4));
        assertThat(refused(ErrorCode.VERIFICATION_FAILED, () -> reread(cut)))
                .contains("entries 4 to 5 are missing");
    }

    /// Opens a ledger with these entries under the checkpoints of the real one.
    private void reread(List<Bytes> lines) {
        new HubLogic(new ChangedLedger(whole, lines), hub, NOON);
    }

    @Test
    void anotherHubsLedgerIsRefusedByItsKey() {
        var other = KeyFile.create(folder.resolve("other.pem"));

        assertThat(refused(ErrorCode.WRONG_HUB_KEY, () -> new HubLogic(whole, other, NOON)))
                .contains(hub.publicKey().fingerprint().shortHex());
    }

    @Test
    void everyAppendLeavesACheckpointOfItsSize() {
        submit(nextInvite());
        submit(nextInvite());
        for (long size = 2; size <= 4; size++) {
            var note = whole.checkpoint(size).orElseThrow();
            assertThat(Checkpoint.open(note, hub.publicKey()).size()).isEqualTo(size);
        }
        assertThat(whole.checkpoint(1)).isEmpty();
    }
}
