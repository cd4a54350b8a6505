package org.foedus.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ledgers in which a hub cheats with votes: each way is named.
class CheatedVotesTest {
    private static final ProposalId ASKED = new ProposalId("asked");
    private static final MemberId CIRRUS = new MemberId("cirrus");
    private static final Duration FORTNIGHT = Duration.ofDays(14);

    @TempDir Path temp = Path.of("");

    private final Story story = new Story();

    private Report verify() {
        return verify(Anchors.none());
    }

    private Report verify(Anchors anchors) {
        return Verifier.verify(
                story.export(temp.resolve("x"), true, false), anchors, Progress.none());
    }

    /// Verifies, and expects this problem with the last entry and no other.
    private void lastEntryIs(String message) {
        assertThat(verify().problems())
                .singleElement()
                .matches(p -> p.place().equals(new Place.Entry(story.entries.size() - 1L)))
                .matches(p -> p.message().contains(message), "says " + message);
    }

    private void ask(Matter matter) {
        story.claim(
                Story.org("alba"),
                h -> new VotingClaim.Propose(h, ASKED, "A question", "Shall we?", matter));
    }

    private void ballot(String member, Choice choice) {
        story.claim(Story.org(member), h -> new VotingClaim.Ballot(h, ASKED, choice));
    }

    private void decide(Proposal.Outcome outcome) {
        story.append(
                story.decision(new Entry.Decided(story.now, ASKED, outcome, "as the hub says")));
    }

    private void extend(Fraction quorum) {
        story.append(
                new Entry.VoteExtended(
                        story.now,
                        Optional.empty(),
                        Optional.of(ASKED),
                        story.now.plus(FORTNIGHT),
                        quorum));
    }

    @Test
    void anHonestVoteIsFine() {
        story.alliance();
        ask(new Matter.Suspend(CIRRUS));
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.YES);
        decide(Proposal.Outcome.PASSED);
        assertThat(verify().problems()).isEmpty();
    }

    @Test
    void aDecisionAgainstTheVotesIsNamed() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.NO);
        ballot("boreas", Choice.NO);
        decide(Proposal.Outcome.PASSED);
        lastEntryIs(
                "proposal asked (0 yes, 2 no, 0 abstained, of 3): expected it to be rejected,"
                        + " found it passed");
    }

    @Test
    void aDecisionBeforeTheCloseIsNamedIfItWasNotCertain() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.YES);
        decide(Proposal.Outcome.PASSED);
        lastEntryIs("of 3): expected it to be open still, with no decision due, found it passed");
    }

    @Test
    void aVoteThatWasDroppedIsMissedByTheDecision() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.NO);
        // The no of boreas came, made it certain, and is gone.
        decide(Proposal.Outcome.REJECTED);
        lastEntryIs("(0 yes, 1 no, 0 abstained, of 3): expected it to be open still");
    }

    /// The hub decides anew without it: only whoever saw the ledger before can tell.
    @Test
    void aVoteThatWasDroppedBeforeADecisionIsMissedByAWitness() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.NO);
        ballot("boreas", Choice.NO);
        var seen = story.note();

        story.forget(1);
        ballot("cirrus", Choice.YES);
        ballot("boreas", Choice.YES);
        decide(Proposal.Outcome.REJECTED);
        assertThat(verify(Anchors.none().withCheckpoint(seen)).problems())
                .anyMatch(p -> p.place().equals(new Place.File("checkpoint")));
    }

    @Test
    void aVoteIsNotExtendedWithoutNeed() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.ABSTAIN);
        story.now = story.now.plus(FORTNIGHT);
        extend(new Fraction(1, 4));
        lastEntryIs("(1 yes, 0 no, 1 abstained, of 3): expected it to be passed, found it open");
    }

    @Test
    void anExtensionHasTheCharterQuorum() {
        story.alliance();
        ask(new Matter.Resolve());
        story.now = story.now.plus(FORTNIGHT);
        extend(new Fraction(1, 100));
        lastEntryIs("quorum 1/4, found it open until");
    }

    @Test
    void aVoteWithoutAQuorumDoesNotPass() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.YES);
        story.now = story.now.plus(FORTNIGHT);
        decide(Proposal.Outcome.PASSED);
        lastEntryIs("expected it to be open until");
    }

    @Test
    void aVoteIsNotExtendedForEver() {
        story.alliance();
        ask(new Matter.Resolve());
        for (int i : List.of(4, 8, 16)) {
            story.now = story.now.plus(FORTNIGHT);
            extend(new Fraction(1, i));
        }
        lastEntryIs("expected it to be rejected, found it open until");
    }

    @Test
    void aLateVoteDoesNotCount() {
        story.alliance();
        ask(new Matter.Resolve());
        story.now = story.now.plus(FORTNIGHT);
        ballot("alba", Choice.YES);
        lastEntryIs("the vote on asked closed at");
    }

    /// A hub that waits with a certain decision until somebody changes its mind.
    @Test
    void aChangeOfMindAfterTheVoteWasCertainDoesNotCount() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.YES);
        ballot("boreas", Choice.NO);
        lastEntryIs("the vote on asked is certain");
    }

    @Test
    void whoCouldNotVoteAtTheOpeningDoesNotVote() {
        story.found();
        story.apply("alba");
        story.admit("alba");
        story.apply("cirrus");
        story.apply("boreas");
        story.vote("alba", "boreas", Choice.YES);
        story.admit("boreas");
        story.vote("boreas", "cirrus", Choice.YES);
        lastEntryIs("boreas was not among the voters when the vote on cirrus opened");
    }

    @Test
    void aRecusedMemberDoesNotVote() {
        story.alliance();
        ask(new Matter.Resolve());
        story.claim(
                Story.org("boreas"),
                h -> new VotingClaim.Recuse(h, Optional.empty(), Optional.of(ASKED), "a cousin"));
        ballot("boreas", Choice.YES);
        lastEntryIs("boreas has a conflict of interest in asked");
    }

    @Test
    void aSuspendedMemberIsNotHeard() {
        story.alliance();
        ask(new Matter.Suspend(CIRRUS));
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.YES);
        decide(Proposal.Outcome.PASSED);
        story.claim(
                Story.org("cirrus"),
                h ->
                        new VotingClaim.Propose(
                                h, new ProposalId("more"), "More", "More?", new Matter.Resolve()));
        lastEntryIs("cirrus is suspended");
    }

    @Test
    void aMatterThatLapsedDoesNotPass() {
        story.alliance();
        ask(
                new Matter.Issue(
                        new Instruction(
                                new MandateId("late"),
                                "Late",
                                "Too late.",
                                CIRRUS,
                                story.now.plus(Duration.ofDays(1)),
                                List.of(),
                                Optional.empty())));
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.ABSTAIN);
        story.now = story.now.plus(FORTNIGHT);
        decide(Proposal.Outcome.PASSED);
        lastEntryIs("expected it to be lapsed: 1 yes, 0 no, 1 abstained, of 3; due: expected");
    }

    @Test
    void aVoteOnAnApplicantOpensAfterTheComments() {
        var usual = Governance.of(new AdmissionRule(0.5, 0.5));
        story.found(
                Optional.of(
                        new Governance(
                                usual.classes(),
                                Screening.Need.RECORDED,
                                usual.screeners(),
                                Duration.ofDays(7),
                                usual.reapply(),
                                usual.decisions(),
                                usual.weights(),
                                usual.deadlock(),
                                usual.dueSoon())));
        story.apply("alba");
        story.admit("alba");
        story.apply("boreas");
        story.claim(
                Story.org("alba"),
                h ->
                        new MembershipClaim.Screen(
                                h,
                                new MemberId("boreas"),
                                Screening.Result.CLEAR,
                                "by hand",
                                Optional.empty()));
        story.append(new Entry.VoteOpened(story.now, new MemberId("boreas")));
        lastEntryIs(
                "the application of boreas: expected it to be open still, with no decision due,"
                        + " found it put to the vote");
    }

    @Test
    void nobodyOutsideAPartnershipIsAskedToTrain() {
        story.alliance();
        var id = new PartnershipId("pair");
        var partners = new TreeSet<>(List.of(new MemberId("alba"), new MemberId("boreas")));
        story.claim(
                Story.org("alba"),
                h ->
                        new PartnershipClaim.OfferPartnership(
                                h,
                                id,
                                partners,
                                h.at().plus(FORTNIGHT),
                                Partnership.Results.PARTNERS,
                                Optional.of(
                                        new Partnership.Terms(
                                                "Pair", "Train.", List.of(), List.of(), "")),
                                Optional.empty()));
        var offer = story.state.partnerships().get(id);
        assertThat(offer).isNotNull();
        story.claim(
                Story.org("boreas"),
                h -> new PartnershipClaim.SignPartnership(h, id, offer.offer()));
        startConfined(id);
        story.consent("alba", Claim.Decision.GRANTED);
        story.consent("boreas", Claim.Decision.GRANTED);
        story.open(1, Story.included(Story.MEMBERS), story.run().model());
        lastEntryIs("cohort: cirrus-node: no node of a member");
    }

    private void startConfined(PartnershipId id) {
        var p = Story.plan();
        var plan =
                new RunPlan(
                        p.mandate(),
                        p.purpose(),
                        p.model(),
                        p.dataset(),
                        p.rounds(),
                        p.training(),
                        p.aggregation(),
                        p.serverOptimizer(),
                        p.cohort(),
                        p.round(),
                        p.evaluation(),
                        p.auditors(),
                        p.limits(),
                        p.seed(),
                        Optional.of(id));
        story.startRun(plan);
    }

    @Test
    void aDecisionThatWasHeldBackIsSaid() {
        story.alliance();
        ask(new Matter.Resolve());
        ballot("alba", Choice.YES);
        ballot("boreas", Choice.YES);
        story.now = story.now.plus(FORTNIGHT).plus(Duration.ofMinutes(90));
        decide(Proposal.Outcome.PASSED);
        ask2();
        story.now = story.now.plus(FORTNIGHT);
        story.append(new Entry.HubAddresses(story.now, List.of("https://elsewhere.example")));

        var report = verify();
        assertThat(report.problems()).isEmpty();
        assertThat(report.notProven())
                .anyMatch(s -> s.contains("1 votes were decided up to 90 minutes after"))
                .anyMatch(s -> s.contains("has not written a decision"));
    }

    private void ask2() {
        story.claim(
                Story.org("alba"),
                h ->
                        new VotingClaim.Propose(
                                h,
                                new ProposalId("again"),
                                "Again",
                                "Again?",
                                new Matter.Resolve()));
    }
}
