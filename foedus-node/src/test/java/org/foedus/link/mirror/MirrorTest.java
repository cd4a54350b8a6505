package org.foedus.link.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.link.hub.HubClient;
import org.foedus.node.fake.FakeHub;
import org.foedus.node.fake.Keys;
import org.foedus.node.fake.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
    @TempDir private Path temporary;
    private FakeHub hub;
    private World world;
    private HubClient client;
    private Path folder;

    @BeforeEach
    void begin() throws Exception {
        hub = new FakeHub();
        world = new World(hub).founded();
        client = HubClient.of(hub.target(), InstantSource.system());
        client.signIn(world.node);
        folder = temporary.resolve("ledger");
    }

    @AfterEach
    void end() {
        client.close();
        hub.close();
    }

    private Mirror open() {
        return Mirror.open(folder, hub.identity.publicKey());
    }

    private void follow(Mirror mirror) {
        mirror.follow(client, Duration.ZERO);
    }

    private void assertRefused(Mirror mirror, String words) {
        long size = mirror.size();
        assertThatThrownBy(() -> follow(mirror))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.VERIFICATION_FAILED);
                            assertThat(e.reason()).contains(words);
                        });
        assertThat(mirror.size()).isEqualTo(size);
    }

    private List<Path> evidence() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.getFileName().toString().startsWith("fork-")).toList();
        }
    }

    @Test
    void aMirrorHoldsTheSameBytesAndTheSameState() throws Exception {
        try (var mirror = open()) {
            follow(mirror);

            assertThat(mirror.state()).isEqualTo(hub.state());
        }
        assertThat(Files.readAllLines(folder.resolve("entries.jsonl")))
                .isEqualTo(hub.lines.stream().map(Bytes::utf8).toList());
        try (var again = open()) {
            assertThat(again.state()).isEqualTo(hub.state());
        }
    }

    @Test
    void aLongLedgerComesInPagesEachProvenToBelongToTheSignedOne() {
        world.running();
        hub.pageSize = 2;
        try (var mirror = open()) {
            follow(mirror);

            assertThat(mirror.size()).isEqualTo(hub.lines.size());
            assertThat(mirror.checkpoint().orElseThrow().size()).isEqualTo(hub.lines.size());
        }
    }

    @Test
    void ofALongLedgerOnePageAtATimeIsInMemory() {
        world.running();
        hub.pageSize = 2;
        var pages = new ArrayList<Integer>();
        try (var mirror = open()) {
            mirror.follow(client, Duration.ZERO, page -> pages.add(page.size()));
            mirror.follow(client, Duration.ZERO, page -> pages.add(page.size()));

            assertThat(pages).hasSizeGreaterThan(1).allMatch(size -> size == 1 || size == 2);
            assertThat(pages.stream().mapToInt(n -> n).sum()).isEqualTo(hub.lines.size());
        }
    }

    @Test
    void aTornLastLineIsCutOff() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
        }
        var file = folder.resolve("entries.jsonl");
        var whole = Files.readAllBytes(file);
        Files.writeString(file, "{\"at\":\"2026-", StandardOpenOption.APPEND);

        try (var mirror = open()) {
            assertThat(mirror.size()).isEqualTo(hub.lines.size());
        }
        assertThat(file).hasBinaryContent(whole);
    }

    @Test
    void aFlippedByteIsNamedWithTheNextStep() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
        }
        var file = folder.resolve("entries.jsonl");
        var bytes = Files.readAllBytes(file);
        var text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
        bytes[text.indexOf("Test alliance")] = 'F';
        Files.write(file, bytes);

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.VERIFICATION_FAILED);
                            assertThat(e.reason()).contains("entries.jsonl", "Next: move");
                        });
    }

    @Test
    void aHubThatRewritesItsLedgerIsShoutedAbout() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
            var ours = mirror.checkpoint().orElseThrow().root();
            hub.lines = rewritten();

            assertRefused(mirror, ours.hex());

            assertThat(evidence()).hasSize(1);
            assertThat(evidence().getFirst()).content().contains(ours.hex(), "rewrote");
            assertThat(mirror.checkpoint().orElseThrow().root()).isEqualTo(ours);
        }
    }

    private List<Bytes> rewritten() {
        var other = new ArrayList<>(hub.lines);
        other.set(1, Bytes.utf8(other.get(1).utf8() + " "));
        return new CopyOnWriteArrayList<>(other);
    }

    @Test
    void aForkThatGrowsIsFoundToo() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
            long size = mirror.size();
            world.running();
            hub.lines = rewritten();

            assertRefused(mirror, "do not continue the " + size);
            assertThat(evidence()).hasSize(1);
        }
        try (var mirror = open()) {
            assertThat(mirror.size()).isLessThan(hub.lines.size());
        }
    }

    @Test
    void aShrinkingHubIsRefused() {
        try (var mirror = open()) {
            follow(mirror);
            hub.lines = new CopyOnWriteArrayList<>(hub.lines.subList(0, 2));

            assertRefused(mirror, "shrank");
        }
    }

    @Test
    void aCheckpointThatAnotherKeySignedIsRefused() {
        hub.notary = Keys.fresh();
        try (var mirror = open()) {
            assertThatThrownBy(() -> follow(mirror))
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_SIGNATURE));
            assertThat(mirror.size()).isZero();
        }
    }

    /// The newest alarm, after following.
    private Alarm caught(Mirror mirror) {
        follow(mirror);
        assertThat(mirror.size()).isEqualTo(hub.lines.size());
        return mirror.standing().getLast();
    }

    private void refused(Mirror mirror, ErrorCode code) {
        assertThatThrownBy(() -> follow(mirror))
                .isInstanceOfSatisfying(
                        FoedusException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void anEntryThatTheRulesForbidIsKeptAndRaisesAnAlarm() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
            hub.lines.add(hub.lines.get(1));

            var alarm = caught(mirror);

            assertThat(alarm.entry()).isEqualTo(hub.lines.size() - 1);
            assertThat(alarm.why()).contains("expected a time not before");
            assertThat(Path.of(alarm.evidence()))
                    .content()
                    .contains(alarm.why(), hub.lines.getLast().utf8(), "path to the root");
        }
        assertThat(Files.readAllLines(folder.resolve("entries.jsonl")))
                .isEqualTo(hub.lines.stream().map(Bytes::utf8).toList());
    }

    @Test
    void anAdmissionAgainstTheBallotsRaisesAnAlarm() {
        try (var mirror = open()) {
            admittedAgainstTheBallots();

            assertThat(caught(mirror).why()).contains("the application of chile");
        }
    }

    private void admittedAgainstTheBallots() {
        var chile = new MemberId("chile");
        world.applies(chile, Keys.fresh(), new NodeId("chile-1"), Keys.fresh());
        hub.append(new Entry.Admitted(hub.now(), chile, "1 yes, 0 no, 0 abstained, of 1"));
    }

    @Test
    void anAlarmIsRaisedOnceAndStandsUntilTheOwnerHasSeenIt() {
        admittedAgainstTheBallots();
        try (var mirror = open()) {
            caught(mirror);
            world.running();
            follow(mirror);

            assertThat(mirror.alarms()).hasSize(1);
            assertThatThrownBy(mirror::requireTrust).hasMessageContaining("foedus alarms");
        }
        try (var mirror = open()) {
            assertThat(mirror.standing()).hasSize(1);
            mirror.acknowledge();
            mirror.requireTrust();
        }
        try (var mirror = open()) {
            assertThat(mirror.standing()).isEmpty();
            assertThat(mirror.alarms()).as("kept for good").hasSize(1);
            mirror.cosign(client, "n1", world.node);
            assertThat(hub.cosignatures).isEmpty();

            hub.lines.add(hub.lines.get(1));
            assertThat(caught(mirror).entry()).isEqualTo(hub.lines.size() - 1);
        }
    }

    @Test
    void anEntryThatNothingCanFollowIsEvidenceAndNoEndlessError() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
            long size = mirror.size();
            hub.lines.add(Bytes.utf8("{\"type\":\"round-opened/1\",\"round\":1}"));

            refused(mirror, ErrorCode.HUB_BROKE_RULES);
            refused(mirror, ErrorCode.HUB_BROKE_RULES);

            assertThat(mirror.alarms()).hasSize(1);
            assertThat(mirror.size()).isEqualTo(size);
            mirror.acknowledge();
            assertThat(mirror.standing()).as("it can't go on all the same").hasSize(1);
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("broken-")))
                    .hasSize(1);
        }
    }

    @Test
    void theWordsOfAFalseEntryCannotSteerATerminal() {
        try (var mirror = open()) {
            follow(mirror);
            hub.lines.add(Bytes.utf8("{\"type\":\"no\\u001b[2J\\u202e\"}"));

            refused(mirror, ErrorCode.HUB_BROKE_RULES);

            assertThat(mirror.alarms().getFirst().why()).matches("\\P{C}+");
        }
    }

    @Test
    void anEntryOfANewerReleaseIsNoLie() {
        try (var mirror = open()) {
            follow(mirror);
            hub.lines.add(Bytes.utf8("{\"type\":\"round-opened/2\",\"round\":1}"));

            refused(mirror, ErrorCode.UNKNOWN_ENTRY);

            assertThat(mirror.alarms()).isEmpty();
            mirror.requireTrust();
        }
    }

    /// Times are judged by the ledger's order alone.
    @Test
    void aWrongClockHereMakesNoHubFalse() {
        world.running();
        world.consent();
        world.openRound(1);
        for (var now : List.of("1999-12-31T23:59:59Z", "2099-01-01T00:00:00Z")) {
            var wrong = java.time.Instant.parse(now);
            try (var mirror =
                    Mirror.open(temporary.resolve(now), hub.identity.publicKey(), () -> wrong)) {
                follow(mirror);

                assertThat(mirror.size()).isEqualTo(hub.lines.size());
                assertThat(mirror.alarms()).isEmpty();
            }
        }
    }

    /// Where the entries should be is a folder: nothing can be written.
    @Test
    void aDiskThatFailsHereMakesNoHubFalse() throws Exception {
        try (var mirror = open()) {
            Files.createDirectory(folder.resolve("entries.jsonl"));

            refused(mirror, ErrorCode.IO_FAILED);

            assertThat(mirror.alarms()).isEmpty();
            Files.delete(folder.resolve("entries.jsonl"));
            follow(mirror);
            assertThat(mirror.size()).isEqualTo(hub.lines.size());
        }
    }

    @Test
    void aForkMetAgainAndAgainIsOneAlarm() throws Exception {
        try (var mirror = open()) {
            follow(mirror);
            hub.lines = rewritten();

            assertRefused(mirror, "rewrote");
            assertRefused(mirror, "rewrote");

            assertThat(evidence()).hasSize(1);
            assertThat(mirror.standing())
                    .singleElement()
                    .matches(a -> a.kind() == Alarm.Kind.HISTORIES);
        }
    }

    @Test
    void whoOnlyReadsRaisesTheAlarmInMemoryAndWritesItOnceItWrites() {
        var writer = open();
        follow(writer);
        try (var reader = open()) {
            admittedAgainstTheBallots();
            caught(reader);
            assertThat(folder.resolve("alarms.jsonl")).doesNotExist();
            writer.close();
            follow(reader);
        }
        try (var again = open()) {
            assertThat(again.standing()).hasSize(1);
        }
    }

    @Test
    void aSecondReaderFollowsInMemoryAndLeavesTheFilesAlone() throws Exception {
        try (var writer = open()) {
            follow(writer);
            var before = Files.readAllBytes(folder.resolve("entries.jsonl"));
            world.running();
            try (var reader = open()) {
                follow(reader);

                assertThat(reader.size()).isEqualTo(hub.lines.size());
            }
            assertThat(folder.resolve("entries.jsonl")).hasBinaryContent(before);
        }
    }

    /// What the hub says of an entry counts only if it is what was verified.
    @Test
    void bytesThatAreNotWrittenHereAreTheVerifiedOnesOrNone() {
        try (var writer = open();
                var reader = open()) {
            follow(reader);
            assertThat(writer.size()).isZero();
            assertThat(reader.lines(0, 9)).isEmpty();
            var verified = new VerifiedLines(reader, client);
            assertThat(verified.lines(0, 99)).isEqualTo(hub.lines);
            assertThat(verified.lines(hub.lines.size(), 9)).isEmpty();
            hub.lines = rewritten();
            assertThatThrownBy(() -> verified.lines(0, 99))
                    .isInstanceOfSatisfying(
                            FoedusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.VERIFICATION_FAILED))
                    .hasMessageContaining("another entry 1 than before");
        }
    }

    @Test
    void whoOnlyReadWritesOnceTheWriterIsGone() throws Exception {
        var writer = open();
        follow(writer);
        try (var reader = open()) {
            world.running();
            hub.pageSize = 2;
            follow(reader);
            writer.close();
            follow(reader);
            assertThat(Files.readAllLines(folder.resolve("entries.jsonl")))
                    .isEqualTo(hub.lines.stream().map(Bytes::utf8).toList());
            try (var third = open()) {
                assertThat(third.state()).isEqualTo(hub.state());
                assertThat(third.checkpoint()).isEqualTo(reader.checkpoint());
            }
        }
        try (var again = open()) {
            assertThat(again.size()).isEqualTo(hub.lines.size());
        }
    }

    /// Neither is the first one's lock lost by the second's closing, nor does a folder stay held.
    @Test
    void ofManyOpeningsOneWrites() {
        try (var first = MirrorFolder.open(folder)) {
            for (int i = 0; i < 3; i++) {
                try (var more = MirrorFolder.open(folder)) {
                    assertThat(more.writable()).isFalse();
                    assertThat(more.claim()).isFalse();
                }
                assertThat(first.writable()).isTrue();
            }
            first.release();
            try (var next = MirrorFolder.open(folder)) {
                assertThat(next.writable()).isTrue();
                assertThat(first.claim()).isFalse();
            }
            assertThat(first.claim()).isTrue();
        }
    }

    @Test
    void aWitnessCosignsEachCheckpointOnce() {
        try (var mirror = open()) {
            follow(mirror);
            mirror.cosign(client, "n1", world.node);
            mirror.cosign(client, "n1", world.node);

            assertThat(hub.cosignatures).hasSize(1);
            var line = hub.cosignatures.getFirst();
            Checkpoint head = mirror.checkpoint().orElseThrow();
            assertThat(head.cosigned(line.line(), "n1", world.node.publicKey())).isTrue();
        }
    }
}
