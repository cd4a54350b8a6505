package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.START;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.api.Test;

final class InboxTest {
    private static final PartnershipId TWO = new PartnershipId("two");
    private static final ProposalId EXPEL = new ProposalId("expel-china");

    private static List<Inbox.Kind> of(Story story, Story.Cast cast) {
        return Inbox.of(story.state(), cast.id(), story.now()).stream()
                .map(Inbox.Item::kind)
                .toList();
    }

    @Test
    void whoeverMayVoteIsAskedUntilItHas() {
        var story =
                Story.settled()
                        .claim(
                                BRAZIL.key(),
                                h ->
                                        new VotingClaim.Propose(
                                                h,
                                                EXPEL,
                                                "Expel China",
                                                "For the test.",
                                                new Matter.Expel(CHINA.id())));
        assertThat(of(story, INDIA)).containsExactly(Inbox.Kind.VOTE_ON_PROPOSAL);
        assertThat(of(story, CHINA)).doesNotContain(Inbox.Kind.VOTE_ON_PROPOSAL);
        assertThat(of(story, ITALY)).isEmpty();
        story.claim(INDIA.key(), h -> new VotingClaim.Ballot(h, EXPEL, Choice.NO));
        assertThat(of(story, INDIA)).isEmpty();
        assertThat(of(story.later(Duration.ofDays(15)), BRAZIL))
                .doesNotContain(Inbox.Kind.VOTE_ON_PROPOSAL);
    }

    @Test
    void aMandateAsksItsLeadFirstToAcknowledgeThenToHurry() {
        var story = Story.settled();
        assertThat(of(story, BRAZIL)).containsExactly(Inbox.Kind.ACKNOWLEDGE_MANDATE);
        story.claim(BRAZIL.key(), h -> new MandateClaim.AcknowledgeMandate(h, CLOTHES));
        assertThat(of(story, BRAZIL)).isEmpty();
        story.later(Duration.ofDays(80));
        assertThat(of(story, BRAZIL)).containsExactly(Inbox.Kind.MANDATE_DUE);
        story.later(Duration.ofDays(20));
        var items = Inbox.of(story.state(), BRAZIL.id(), story.now());
        assertThat(items).hasSize(1);
        assertThat(items.getFirst().overdue(story.now())).isTrue();
    }

    @Test
    void whatSomebodyDidIsCheckedBySomebodyElse() {
        var story =
                Story.settled()
                        .claim(
                                BRAZIL.key(),
                                h ->
                                        new Claim.PublishMandate(
                                                h,
                                                new MandateId("lungs"),
                                                "Lungs",
                                                "Find them.",
                                                CHINA.id(),
                                                START.plus(Duration.ofDays(90)),
                                                List.of(
                                                        new Mandate.Task(
                                                                "Count",
                                                                START.plus(Duration.ofDays(5)),
                                                                Optional.of(INDIA.id())))));
        var lungs = new MandateId("lungs");
        assertThat(of(story, INDIA)).containsExactly(Inbox.Kind.TASK_DUE);
        story.claim(
                INDIA.key(),
                h ->
                        new MandateClaim.Report(
                                h,
                                lungs,
                                Optional.of(1),
                                Report.Progress.DONE,
                                "Counted.",
                                List.of()));
        assertThat(of(story, INDIA)).isEmpty();
        assertThat(of(story, BRAZIL)).contains(Inbox.Kind.CHECK_REPORT);
        assertThat(of(story, CHINA)).doesNotContain(Inbox.Kind.CHECK_REPORT);
        story.claim(
                CHINA.key(),
                h ->
                        new MandateClaim.AskExtension(
                                h,
                                lungs,
                                Optional.empty(),
                                START.plus(Duration.ofDays(120)),
                                "late data"));
        assertThat(of(story, BRAZIL)).contains(Inbox.Kind.ANSWER_EXTENSION);
        assertThat(of(story, INDIA)).doesNotContain(Inbox.Kind.ANSWER_EXTENSION);
    }

    @Test
    void anOfferWaitsForItsSigners() {
        var story =
                Story.settled()
                        .claim(
                                CHINA.key(),
                                h ->
                                        new PartnershipClaim.OfferPartnership(
                                                h,
                                                TWO,
                                                new TreeSet<>(List.of(CHINA.id(), INDIA.id())),
                                                START.plus(Duration.ofDays(30)),
                                                Partnership.Results.PARTNERS,
                                                Optional.of(
                                                        new Partnership.Terms(
                                                                "Two", "Work.", List.of(),
                                                                List.of(), "")),
                                                Optional.empty()));
        assertThat(of(story, INDIA)).containsExactly(Inbox.Kind.SIGN_PARTNERSHIP);
        assertThat(of(story, CHINA)).isEmpty();
        var offer = story.state().partnerships().get(TWO);
        assertThat(offer).isNotNull();
        story.claim(INDIA.key(), h -> new PartnershipClaim.SignPartnership(h, TWO, offer.offer()));
        assertThat(of(story, INDIA)).isEmpty();
        assertThat(of(story.later(Duration.ofDays(20)), INDIA))
                .contains(Inbox.Kind.PARTNERSHIP_ENDS);
    }

    @Test
    void aRunWaitsForEachNode() {
        var story = Story.settled().claim(BRAZIL.key(), h -> Story.start(h, Story.plan()));
        assertThat(of(story, ITALY)).containsExactly(Inbox.Kind.DECIDE_ON_RUN);
        story.claim(ITALY.node(), h -> Story.consent(h, Claim.Decision.REFUSED));
        assertThat(of(story, ITALY)).isEmpty();
    }

    @Test
    void anOldKeyEnds() {
        var story = Story.settled();
        var next = org.foedus.core.Keys.key(77);
        story.claim(
                CHINA.key(),
                h ->
                        new org.foedus.core.claim.MembershipClaim.RotateKey(
                                h,
                                next.publicKey(),
                                KeyProof.sign(
                                        story.state().allianceId(),
                                        CHINA.id(),
                                        CHINA.key().publicKey(),
                                        next),
                                START.plus(Duration.ofDays(3))));
        assertThat(of(story, CHINA)).containsExactly(Inbox.Kind.KEY_ENDS);
        assertThat(of(story.later(Duration.ofDays(3)), CHINA)).isEmpty();
        assertThat(story.state().party(CHINA.key().publicKey(), story.now())).isEmpty();
        assertThat(story.state().party(next.publicKey(), story.now())).isPresent();
    }

    @Test
    void nobodyElseHasAnInbox() {
        assertThat(Inbox.of(Story.settled().state(), new MemberId("peru"), START)).isEmpty();
    }
}
