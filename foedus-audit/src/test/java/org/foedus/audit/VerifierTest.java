package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.foedus.core.alliance.MemberId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierTest {
    @TempDir Path temp = Path.of("");

    private static Report verify(Path folder) {
        return Verifier.verify(folder, Anchors.none(), Progress.none());
    }

    @Test
    void anHonestExportVerifiesAndEveryRoundIsExecutedAgain() {
        var story = Story.whole();
        var anchors =
                Anchors.none()
                        .withHubKey(story.hub.publicKey().fingerprint().hex())
                        .withCheckpoint(story.note());

        var report =
                Verifier.verify(story.export(temp.resolve("x"), true), anchors, Progress.none());

        assertThat(report.problems()).isEmpty();
        assertThat(report.ok()).isTrue();
        assertThat(report.entries()).isEqualTo(story.entries.size());
        assertThat(report.entriesJudged()).isEqualTo(report.entries());
        assertThat(report.digest()).contains(story.tree.root());
        assertThat(report.alliance()).contains("Tidal Alliance");
        assertThat(report.roundsPublished()).isEqualTo(3);
        assertThat(report.reexecuted()).extracting(Report.Round::number).containsExactly(1, 2, 3);
        assertThat(report.reexecuted().getLast().model()).isEqualTo(story.run().model());
        assertThat(report.notReexecuted()).isEmpty();
        assertThat(report.missingBlobs()).isEmpty();
        assertThat(report.witnesses())
                .containsExactly(
                        new Report.Witness(new MemberId("boreas"), "boreas"),
                        new Report.Witness(new MemberId("cirrus"), "cirrus-node"));
        assertThat(report.anchors()).hasSize(2);
        assertThat(report.notProven())
                .anyMatch(s -> s.contains("trained honestly"))
                .noneMatch(s -> s.contains("--hub-key") || s.contains("--checkpoint"));
    }

    @Test
    void withoutAnchorsItSaysThatItShowsOnlySelfConsistency() {
        var report = verify(Story.whole().export(temp.resolve("x"), true));

        assertThat(report.ok()).isTrue();
        assertThat(report.anchors()).isEmpty();
        assertThat(report.notProven())
                .anyMatch(s -> s.contains("self-consistency"))
                .anyMatch(s -> s.contains("--checkpoint"));
    }

    @Test
    void withoutUpdatesItSaysWhichRoundsItCouldNotExecuteAgain() {
        var folder = Story.whole().export(temp.resolve("x"), false);

        var report = verify(folder);

        assertThat(report.ok()).isTrue();
        assertThat(report.roundsPublished()).isEqualTo(3);
        assertThat(report.reexecuted()).isEmpty();
        assertThat(report.notReexecuted())
                .extracting(Report.Skipped::number)
                .containsExactly(1, 2, 3);
        assertThat(report.notReexecuted().getFirst().why())
                .contains("3 of its 3 updates are not in the export");
        assertThat(report.notProven()).anyMatch(s -> s.contains("3 published rounds"));
        assertThat(folder.resolve("blobs")).isDirectoryContaining(f -> true);
    }

    @Test
    void anUpdateThatIsGoneIsNamedAndOnlyItsRoundIsNotExecutedAgain() {
        var story = Story.whole();
        var gone = story.output(Story.tensors(201)).sha256();
        story.blobs.remove(gone);

        var report = verify(story.export(temp.resolve("x"), true));

        assertThat(report.ok()).isTrue();
        assertThat(report.missingBlobs())
                .containsOnlyKeys(gone)
                .containsValue(java.util.List.of("update lenet.2.train.boreas-node"));
        assertThat(report.reexecuted()).extracting(Report.Round::number).containsExactly(1, 3);
        assertThat(report.notReexecuted()).extracting(Report.Skipped::number).containsExactly(2);
    }

    @Test
    void aWrongHubKeyIsSaid() {
        var anchors = Anchors.none().withHubKey(TestKey.named("other").publicKey().hex());

        var report =
                Verifier.verify(
                        Story.whole().export(temp.resolve("x"), false), anchors, Progress.none());

        assertThat(report.problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.File("hub-key")))
                .matches(p -> p.message().contains("another hub's ledger"));
    }

    @Test
    void aWitnessesEarlierCheckpointAnchorsALaterExport() {
        var story = new Story();
        story.alliance();
        var seen = story.note();
        story.startRun();

        var report =
                Verifier.verify(
                        story.export(temp.resolve("x"), false),
                        Anchors.none().withCheckpoint(seen),
                        Progress.none());

        assertThat(report.problems()).isEmpty();
        assertThat(report.anchors()).singleElement().asString().contains("witness's checkpoint");
    }

    @Test
    void aForkIsSeenByAWitnessesCheckpoint() {
        var shownToTheWitness = new Story();
        shownToTheWitness.alliance();
        var shownToTheAuditor = new Story();
        shownToTheAuditor.found();
        shownToTheAuditor.apply("alba");
        shownToTheAuditor.now = shownToTheAuditor.now.plusSeconds(1);
        shownToTheAuditor.admit("alba");
        shownToTheAuditor.mandate();
        for (int i = 0; i < 20; i++) {
            shownToTheAuditor.append(
                    new org.foedus.core.entry.Entry.HubAddresses(
                            shownToTheAuditor.now, java.util.List.of("https://" + i)));
        }

        var report =
                Verifier.verify(
                        shownToTheAuditor.export(temp.resolve("x"), false, false),
                        Anchors.none().withCheckpoint(shownToTheWitness.note()),
                        Progress.none());

        assertThat(report.problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.File("checkpoint")))
                .matches(p -> p.message().contains("FORK: the hub signed two histories"));
    }

    /// Two histories with one beginning, of `common` entries.
    private static Story history(String way, int common, int size) {
        var story = new Story();
        story.alliance();
        while (story.entries.size() < size) {
            var by = story.entries.size() < common ? "both" : way;
            story.append(
                    new org.foedus.core.entry.Entry.HubAddresses(
                            story.now, java.util.List.of(by + ":" + story.entries.size())));
        }
        return story;
    }

    @Test
    void againstAnotherExportTheFirstEntryThatDiffersIsNamed() {
        var here = history("here", 25, 30);
        var there = history("there", 25, 28).export(temp.resolve("there"), false, false);

        var report =
                Verifier.verify(
                        here.export(temp.resolve("x"), false, false),
                        Anchors.none().withOther(there),
                        Progress.none());

        assertThat(report.problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.Entry(25)))
                .matches(p -> p.message().contains("FORK: from this entry on"))
                .matches(p -> p.message().contains("hub-addresses"))
                .matches(p -> p.message().contains("The hub signed both: there 28 entries"));
    }

    @Test
    void anExportOfTheSameHistoryIsABeginningOfIt() {
        var there = history("one", 25, 28).export(temp.resolve("there"), false, false);

        var report =
                Verifier.verify(
                        history("one", 25, 30).export(temp.resolve("x"), false, false),
                        Anchors.none().withOther(there),
                        Progress.none());

        assertThat(report.problems()).isEmpty();
        assertThat(report.anchors().toString()).contains("the first 28 are the same");
    }

    @Test
    void theEvidenceThatAMirrorKeptIsExplained() {
        var here = history("here", 25, 30);
        var there = history("there", 25, 28);
        var evidence =
                org.foedus.core.ledger.ForkEvidence.of(
                                "noticed", here.note(), there.note(), here.tree)
                        .text();
        for (var story : java.util.List.of(here, there)) {
            var report =
                    Verifier.verify(
                            story.export(temp.resolve("x" + story.tree.size()), false, false),
                            Anchors.none().withCheckpoint(evidence),
                            Progress.none());
            assertThat(report.problems())
                    .singleElement()
                    .matches(p -> p.message().contains("FORK, proven by the evidence alone"))
                    .matches(p -> p.message().contains("28 entries with the root"))
                    .matches(p -> p.message().contains(there.tree.root().hex()))
                    .matches(p ->
                            p.message().contains(story == here ? "the first who" : "the other"));
        }
    }

    @Test
    void anExportThatEndsBeforeAWitnessesCheckpointLacksEntries() {
        var story = new Story();
        story.alliance();
        var folder = story.export(temp.resolve("x"), false);
        long had = story.entries.size();
        story.startRun();

        var report =
                Verifier.verify(
                        folder, Anchors.none().withCheckpoint(story.note()), Progress.none());

        assertThat(report.problems())
                .containsExactly(
                        new Problem(
                                new Place.Entry(had),
                                "is missing: the witness saw "
                                        + (had + 1)
                                        + " entries, this export has "
                                        + had));
    }

    @Test
    void aCheckpointThatTheHubDidNotSignAnchorsNothing() {
        var story = new Story();
        story.alliance();
        var forged = story.checkpoint().sign(TestKey.named("other"));

        var report =
                Verifier.verify(
                        story.export(temp.resolve("x"), false),
                        Anchors.none().withCheckpoint(forged),
                        Progress.none());

        assertThat(report.ok()).isFalse();
        assertThat(report.anchors()).isEmpty();
    }

    @Test
    void anErasedBodyThatIsStillThereIsNamed() throws IOException {
        var story = new Story();
        story.alliance();
        var erased = story.bodies.firstKey();
        var before = story.export(temp.resolve("before"), false);
        story.append(new org.foedus.core.entry.Entry.BodyErased(story.now, erased, "asked for"));

        var after = story.export(temp.resolve("after"), false);

        assertThat(verify(after).problems()).isEmpty();
        assertThat(after.resolve(Layout.body(erased))).doesNotExist();
        Files.copy(before.resolve(Layout.body(erased)), after.resolve(Layout.body(erased)));
        assertThat(verify(after).problems())
                .contains(
                        new Problem(
                                new Place.File(Layout.body(erased)),
                                "was erased by entry "
                                        + (story.entries.size() - 1)
                                        + " and is still here"));
    }

    @Test
    void linksAndStrayFilesAreNamedAndNotFollowed() throws IOException {
        var folder = Story.whole().export(temp.resolve("x"), false);
        Files.writeString(folder.resolve("notes.txt"), "hello");
        Files.delete(folder.resolve("README.md"));
        Files.createSymbolicLink(folder.resolve("README.md"), Path.of("/dev/zero"));

        var report = verify(folder);

        assertThat(report.problems())
                .extracting(Problem::place)
                .contains(new Place.File("notes.txt"), new Place.File("README.md"));
    }

    @Test
    void anEmptyFolderIsNoExport() throws IOException {
        var report = verify(Files.createDirectory(temp.resolve("empty")));

        assertThat(report.ok()).isFalse();
        assertThat(report.digest()).isEqualTo(Optional.empty());
        assertThat(report.problems())
                .extracting(Problem::place)
                .contains(new Place.File("entries.jsonl"), new Place.File("checkpoint"));
    }
}
