package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.entry.Entry;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.signature.Envelope;
import org.foedus.protocol.fold.FoldFiles;
import org.foedus.protocol.json.ClaimCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ledgers that a hub signed although the rules forbid what is in them.
class CheatingHubTest {
    @TempDir Path temp = Path.of("");

    private final Story story = new Story();

    private Report verify() {
        return Verifier.verify(
                story.export(temp.resolve("x"), true, false), Anchors.none(), Progress.none());
    }

    /// Verifies, and expects this problem with the last entry and no other.
    private void lastEntryIs(String message) {
        assertThat(verify().problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.Entry(story.entries.size() - 1L)))
                .matches(p -> p.message().contains(message), "says " + message);
    }

    /// Up to a round in which all have trained.
    private void trained(int round) {
        running();
        for (int r = 1; r < round; r++) {
            story.round(r);
        }
        story.open(round);
        Story.MEMBERS.forEach(m -> story.train(m, round));
    }

    private void running() {
        story.alliance();
        story.startRun();
        Story.MEMBERS.forEach(m -> story.consent(m, Claim.Decision.GRANTED));
    }

    private void close(List<String> included) {
        var excluded = new TreeMap<NodeId, String>();
        for (var member : Story.MEMBERS) {
            if (!included.contains(member)) {
                excluded.put(Story.node(member), "as the hub says");
            }
        }
        story.close(1, Story.included(included), excluded);
    }

    @Test
    void aRoundFoldedWronglyIsNamed() {
        foldedWrongly(updates ->
                updates.replaceAll((node, update) ->
                        node.equals(Story.node("boreas"))
                                ? new FoldFiles.Update(
                                        update.examples(),
                                        MemorySegment.ofArray(Story.tensors(666)))
                                : update));
    }

    @Test
    void aNodeThatWasFoldedTwiceIsFound() {
        foldedWrongly(updates ->
                updates.replaceAll((node, update) ->
                        node.equals(Story.node("boreas"))
                                ? new FoldFiles.Update(2 * update.examples(), update.file())
                                : update));
    }

    @Test
    void anUpdateLeftOutOfTheFoldIsFound() {
        foldedWrongly(updates -> updates.remove(Story.node("boreas")));
    }

    private void foldedWrongly(Consumer<java.util.SortedMap<NodeId, FoldFiles.Update>> how) {
        trained(2);
        story.close(2, Story.included(Story.MEMBERS), new TreeMap<>());
        story.publish(2, how);
        story.evaluate(2);
        story.round(3);
        story.finish();

        var report = verify();

        assertThat(report.problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.Round(Story.RUN, 2)))
                .matches(p -> p.message().contains("its 3 included updates make"));
        assertThat(report.reexecuted()).extracting(Report.Round::number).containsExactly(1, 3);
        assertThat(report.notReexecuted()).isEmpty();
    }

    @Test
    void aWithdrawnConsentMustNotBeIncluded() {
        trained(1);
        story.consent("cirrus", Claim.Decision.WITHDRAWN);
        close(Story.MEMBERS);

        lastEntryIs("included: cirrus-node: its consent is not in force");
    }

    @Test
    void aWithdrawnConsentThatIsExcludedIsFine() {
        trained(1);
        story.consent("cirrus", Claim.Decision.WITHDRAWN);
        close(List.of("alba", "boreas"));

        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aMemberThatLeftMustNotBeIncluded() {
        trained(1);
        story.claim(Story.org("cirrus"), h -> new Claim.Leave(h, "we go"));
        close(Story.MEMBERS);

        lastEntryIs("included: cirrus-node: no node of a member");
    }

    @Test
    void anAcceptedUpdateMustNotBeLeftOut() {
        trained(1);
        close(List.of("alba", "boreas"));

        lastEntryIs("excluded: cirrus-node: its update was accepted");
    }

    @Test
    void aNodeIsNotExcludedForAnotherReasonThanTheLedgers() {
        trained(1);
        story.consent("cirrus", Claim.Decision.WITHDRAWN);
        var excluded = new TreeMap<NodeId, String>();
        excluded.put(Story.node("cirrus"), "no update in time");
        var included = Story.included(List.of("alba", "boreas"));
        story.append(new Entry.RoundClosed(story.now, Story.RUN, 1, included, excluded));

        lastEntryIs("excluded: expected {cirrus-node=consent withdrawn}, found");
    }

    @Test
    void aRoundDoesNotFailForAnotherReasonThanTheLedgers() {
        running();
        story.open(1);
        story.train("alba", 1);
        story.now = story.now.plus(Duration.ofMinutes(10));
        story.append(new Entry.RoundFailed(story.now, Story.RUN, 1, "boreas was not there"));

        lastEntryIs("expected round 1 to fail: members with updates: 1, needed: 2");
    }

    @Test
    void ballotsAreToldAsTheyWere() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.vote("alba", "boreas", Choice.YES);
        story.append(new Entry.Admitted(story.now, new MemberId("boreas"), "9 yes, 0 no, of 9"));

        lastEntryIs("admitted because of '9 yes, 0 no, of 9'");
    }

    @Test
    void nobodyIsRefusedWhoCouldNotHaveAnswered() {
        running();
        story.open(1);
        story.consent("cirrus", Claim.Decision.WITHDRAWN);
        refuse("NON_FINITE");

        lastEntryIs("work: cirrus-node: its consent is not in force");
    }

    @Test
    void nobodyIsRefusedAfterTheDeadline() {
        running();
        story.open(1);
        story.now = story.now.plus(Duration.ofMinutes(10));
        refuse("NON_FINITE");

        lastEntryIs("expected a time until");
    }

    @Test
    void aRefusalNamesAnError() {
        running();
        story.open(1);
        refuse("WE_SAY_SO");

        lastEntryIs("code: expected the name of a sender's error, found WE_SAY_SO");
    }

    private void refuse(String code) {
        story.append(
                new Entry.WorkRefused(
                        story.now,
                        WorkItemId.of(Story.RUN, 1, WorkItem.Kind.TRAIN, Story.node("cirrus")),
                        code,
                        "we say so"));
    }

    @Test
    void aModelIsNotPublishedAsSixtyGigabytes() {
        trained(1);
        close(Story.MEMBERS);
        story.append(
                new Entry.RoundPublished(
                        story.now,
                        Story.RUN,
                        1,
                        Bytes.utf8("another model").sha256(),
                        60L << 30,
                        Optional.of(Bytes.utf8("momentum").sha256()),
                        new TreeMap<>()));

        assertThat(verify().problems())
                .first()
                .matches(p -> p.message().contains("model_bytes: expected"));
    }

    @Test
    void aRoundMustNotCloseBeforeItsTime() {
        running();
        story.open(1);
        story.train("alba", 1);
        story.train("boreas", 1);
        close(List.of("alba", "boreas"));

        lastEntryIs("expected the run to wait until");
    }

    @Test
    void aRoundClosesWhenItsGraceIsOver() {
        running();
        story.open(1);
        story.train("alba", 1);
        story.train("boreas", 1);
        story.now = story.now.plus(story.run().plan().round().grace());
        close(List.of("alba", "boreas"));

        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aRoundMustNotCloseBelowItsMinimum() {
        running();
        story.open(1);
        story.train("alba", 1);
        story.now = story.now.plus(Duration.ofMinutes(10));
        close(List.of("alba"));

        lastEntryIs("included: expected nodes of 2 members or more, found of 1");
    }

    @Test
    void nobodyIsAdmittedAgainstTheBallots() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.vote("alba", "boreas", Choice.YES);
        story.admit("boreas");
        story.apply("cirrus");
        story.vote("alba", "cirrus", Choice.NO);
        story.admit("cirrus");

        lastEntryIs(
                "the application of cirrus (0 yes, 1 no, 0 abstained, of 2):"
                        + " expected it to be rejected, found it admitted");
    }

    @Test
    void nobodyIsAdmittedWithoutBallotsButTheLead() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.admit("boreas");

        lastEntryIs(
                "0 abstained, of 1): expected it to be open still, with no decision due, found it"
                        + " admitted");
    }

    @Test
    void nobodyAppliesBeforeTheLead() {
        story.found();
        story.apply("boreas");

        lastEntryIs("the lead, alba, must join first");
    }

    @Test
    void nobodyIsRejectedAgainstTheBallots() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.vote("alba", "boreas", Choice.YES);
        story.append(new Entry.Rejected(story.now, new MemberId("boreas"), "we say so"));

        lastEntryIs("expected it to be admitted, found it rejected");
    }

    @Test
    void aKeyDoesNotSpeakForTwoMembers() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.apply("cirrus", Story.nodeKey("boreas"));

        lastEntryIs("the key of cirrus-node is known already");
    }

    @Test
    void aNodeIsNotCountedTwice() {
        trained(1);
        var again = Story.tensors(5);
        var delta = story.output(again);
        var header = new Claim.Header(story.state.allianceId(), 99, story.now);
        var claim =
                new Claim.WorkDone(
                        header,
                        WorkItemId.of(Story.RUN, 1, WorkItem.Kind.TRAIN, Story.node("alba")),
                        new TreeMap<>(java.util.Map.of("delta", delta)),
                        10,
                        new TreeMap<>(),
                        Optional.empty());
        story.appendUnapplied(
                new Entry.Claimed(story.now, ClaimCodec.sign(claim, Story.nodeKey("alba")), claim));

        var report = verify();

        assertThat(report.problems())
                .first()
                .matches(p -> p.place().equals(new Place.Entry(story.entries.size() - 1L)))
                .matches(p -> p.message().contains("answered already"));
        assertThat(report.entriesJudged()).isEqualTo(report.entries() - 1);
        assertThat(report.notProven()).anyMatch(s -> s.contains("from entry"));
    }

    @Test
    void aClaimIsNotReplayed() {
        story.alliance();
        var mandate = story.entries.getLast();
        story.appendUnapplied(mandate);

        assertThat(verify().problems())
                .anyMatch(p ->
                        p.place().equals(new Place.Entry(story.entries.size() - 1L))
                                && p.message().contains("the claim of entry "));
    }

    @Test
    void aClaimThatItsSignerDidNotSignIsFound() {
        story.alliance();
        var claim =
                new Claim.Leave(new Claim.Header(story.state.allianceId(), 50, story.now), "we go");
        var signed = ClaimCodec.sign(claim, TestKey.named("mallory"));
        story.append(
                new Entry.Claimed(
                        story.now,
                        new Envelope(
                                signed.payloadType(),
                                signed.payload(),
                                Story.org("boreas").publicKey(),
                                signed.signature()),
                        claim));

        lastEntryIs("BAD_SIGNATURE");
    }

    @Test
    void timeDoesNotGoBack() {
        story.alliance();
        story.now = story.now.minusSeconds(60);
        story.append(new Entry.HubAddresses(story.now, List.of("https://elsewhere.example")));

        lastEntryIs("expected a time not before");
    }

    @Test
    void aRoundStartsFromTheNewestModel() {
        running();
        story.round(1);
        story.open(2, Story.included(Story.MEMBERS), story.run().initialModel());

        lastEntryIs("base: expected the newest model");
    }

    @Test
    void aCohortHasOnlyConsentedNodes() {
        story.alliance();
        story.startRun();
        story.consent("alba", Claim.Decision.GRANTED);
        story.consent("boreas", Claim.Decision.GRANTED);
        story.consent("cirrus", Claim.Decision.REFUSED);
        story.open(1);

        lastEntryIs("cohort: cirrus-node: its consent is not in force");
    }

    @Test
    void aCohortHasItsMinimum() {
        running();
        story.open(1, Story.included(List.of("alba")), story.run().model());

        lastEntryIs("cohort: expected nodes of 2 members or more, found of 1");
    }

    @Test
    void aRoundWaitsForNodesOnTheirWay() {
        running();
        story.open(1, Story.included(List.of("alba", "boreas")), story.run().model());

        lastEntryIs("expected the run to wait until");
    }

    @Test
    void aDeadlineIsThePlans() {
        running();
        story.append(
                new Entry.RoundOpened(
                        story.now,
                        Story.RUN,
                        1,
                        story.run().model(),
                        Story.included(Story.MEMBERS),
                        story.now.plusSeconds(1)));

        lastEntryIs("deadline: expected");
    }

    @Test
    void roundsAreNumberedOneAfterTheOther() {
        running();
        story.open(2);

        lastEntryIs("expected round 1, found 2");
    }

    @Test
    void aRoundThatIsNotClosedIsNotPublished() {
        trained(1);
        story.appendUnapplied(
                new Entry.RoundPublished(
                        story.now,
                        Story.RUN,
                        1,
                        story.run().model(),
                        story.run().modelBytes(),
                        Optional.empty(),
                        new TreeMap<>()));

        assertThat(verify().problems())
                .first()
                .matches(p -> p.message().contains("round 1 is not closed, or over"));
    }

    @Test
    void aRunFinishesWhenAllItsRoundsAreOut() {
        running();
        story.round(1);
        story.finish();

        lastEntryIs("expected round 2 to open");
    }

    @Test
    void aRunFinishesWithItsNewestModel() {
        running();
        for (int round = 1; round <= 3; round++) {
            story.round(round);
        }
        story.append(new Entry.RunFinished(story.now, Story.RUN, story.run().initialModel()));

        lastEntryIs("expected the newest model");
    }

    @Test
    void aRunDoesNotFailForNothing() {
        running();
        story.append(new Entry.RunFailed(story.now, Story.RUN, "we say so"));

        lastEntryIs("expected round 1 to open");
    }

    @Test
    void aCollectingRoundDoesNotFailForNothing() {
        trained(1);
        story.append(new Entry.RoundFailed(story.now, Story.RUN, 1, "we say so"));

        lastEntryIs("expected round 1 to close");
    }

    @Test
    void aRefusedUpdateAndAnAbandonedFoldAreLegalButSaid() {
        running();
        story.open(1);
        story.train("alba", 1);
        story.train("boreas", 1);
        refuse("NON_FINITE");
        close(List.of("alba", "boreas"));
        story.append(new Entry.RoundFailed(story.now, Story.RUN, 1, "the disk is full"));

        var report = verify();

        assertThat(report.problems()).isEmpty();
        assertThat(report.notProven())
                .anyMatch(s -> s.contains("1 refused updates deserved it"))
                .anyMatch(s -> s.contains("1 closed rounds were not published"));
    }

    @Test
    void anUpdateThatIsNotFiniteIsNotIncluded() {
        running();
        story.open(1);
        var broken = Story.tensors(3);
        new TreeSet<>(List.of(1, 2, 3)).forEach(i -> broken[broken.length - i] = (byte) 0xff);
        var delta = story.output(broken);
        story.claim(
                Story.nodeKey("alba"),
                h ->
                        new Claim.WorkDone(
                                h,
                                WorkItemId.of(
                                        Story.RUN, 1, WorkItem.Kind.TRAIN, Story.node("alba")),
                                new TreeMap<>(java.util.Map.of("delta", delta)),
                                10,
                                new TreeMap<>(),
                                Optional.empty()));
        story.train("boreas", 1);
        story.train("cirrus", 1);
        close(Story.MEMBERS);
        story.publish(1);

        assertThat(verify().problems())
                .contains(
                        new Problem(
                                new Place.Round(Story.RUN, 1),
                                "expected finite numbers in the included update of alba-node,"
                                        + " found another at element 999"));
    }

    @Test
    void aClaimedChunkRootIsThatOfTheBytes() {
        running();
        story.open(1);
        var delta = story.output(Story.tensors(101));
        var lying =
                new org.foedus.core.claim.Output(
                        delta.sha256(),
                        Bytes.utf8("other").sha256(),
                        delta.bytes(),
                        delta.mediaType(),
                        delta.codec());
        story.claim(
                Story.nodeKey("alba"),
                h ->
                        new Claim.WorkDone(
                                h,
                                WorkItemId.of(
                                        Story.RUN, 1, WorkItem.Kind.TRAIN, Story.node("alba")),
                                new TreeMap<>(java.util.Map.of("delta", lying)),
                                10,
                                new TreeMap<>(),
                                Optional.empty()));

        assertThat(verify().problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.Blob(delta.sha256())))
                .matches(p -> p.message().contains("chunk root"));
    }
}
