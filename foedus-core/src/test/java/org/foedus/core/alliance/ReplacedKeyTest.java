package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Said.ASKED;
import static org.foedus.core.Said.ballot;
import static org.foedus.core.Said.propose;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;

import java.time.Duration;
import java.util.Optional;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.rule.Rule;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.junit.jupiter.api.Test;

/// No member's identity is taken from it: another organisation key takes the full period, two
/// others at least, and the silence of the old key.
final class ReplacedKeyTest {
    private static final Duration PERIOD = Duration.ofDays(14);
    private static final PublicKey NEXT = Keys.key(90).publicKey();
    private static final Signer GUARDIAN = Keys.key(91);

    private static Matter.Recover matter(Story.Cast member) {
        return new Matter.Recover(member.id(), NEXT);
    }

    /// India's key is to be replaced.
    private static Story asked() {
        return Story.settled().claim(BRAZIL.key(), h -> propose(h, matter(INDIA)));
    }

    private static Story votes(Story story, Choice choice, Story.Cast... by) {
        for (var cast : by) {
            story.claim(cast.key(), h -> ballot(h, choice));
        }
        return story.decide();
    }

    private static Proposal proposal(Story story) {
        return java.util.Objects.requireNonNull(story.state().proposals().get(ASKED));
    }

    private static PublicKey key(Story story, Story.Cast cast) {
        return java.util.Objects.requireNonNull(story.state().members().get(cast.id())).key();
    }

    private static void refused(Rule rule, Verdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        r ->
                                assertThat(r.refusal().orElseThrow().rule())
                                        .as(r.reason())
                                        .isEqualTo(rule));
    }

    /// Two members that vote: no third.
    private static Story two() {
        return Story.founded()
                .join(BRAZIL, MemberClass.FULL)
                .join(CHINA, MemberClass.FULL)
                .join(ITALY, MemberClass.OBSERVER);
    }

    @Test
    void aLostKeyIsReplacedAtTheCloseWhenTwoOthersSaidYes() {
        var story = votes(asked(), Choice.YES, BRAZIL, CHINA);
        assertThat(proposal(story).outcome()).as("certain, and not yet").isEqualTo(open());
        story.later(PERIOD.minusSeconds(1)).decide();
        assertThat(key(story, INDIA)).isEqualTo(INDIA.key().publicKey());
        story.later(Duration.ofSeconds(1)).decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.PASSED);
        assertThat(key(story, INDIA)).isEqualTo(NEXT);
    }

    private static Proposal.Outcome open() {
        return Proposal.Outcome.OPEN;
    }

    @Test
    void oneOtherIsNeverEnough() {
        var story = votes(asked(), Choice.YES, BRAZIL);
        votes(story, Choice.ABSTAIN, CHINA);
        story.later(PERIOD).decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.REJECTED);
        assertThat(key(story, INDIA)).isEqualTo(INDIA.key().publicKey());
    }

    @Test
    void anythingThatTheOldKeySignsStopsIt() {
        var story = votes(asked(), Choice.YES, BRAZIL, CHINA).later(Duration.ofDays(13));
        story.claim(INDIA.key(), h -> Said.comment(h, ASKED));
        long entry = story.state().size() - 1;
        story.decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.STOPPED);
        assertThat(proposal(story).poll().objection()).contains(entry);
        story.later(PERIOD).decide();
        assertThat(key(story, INDIA)).isEqualTo(INDIA.key().publicKey());
        assertThat(story.told().getLast())
                .isInstanceOfSatisfying(
                        Entry.Decided.class,
                        e ->
                                assertThat(e.basis())
                                        .endsWith(
                                                "the key that it would replace signed entry "
                                                        + entry));
    }

    @Test
    void whatANodeOrAnotherMemberSignsStopsNothing() {
        var story = asked();
        story.claim(CHINA.key(), h -> Story.invite(h, "of china", MemberClass.FULL)).decide();
        assertThat(proposal(story).open()).isTrue();
        refused(Rule.NOT_THE_KEY_AT_STAKE, story.judge(CHINA.key(), ReplacedKeyTest::stop));
        refused(Rule.NOT_THE_KEY_AT_STAKE, story.judge(INDIA.node(), ReplacedKeyTest::stop));
    }

    private static Claim stop(Claim.Header h) {
        return new VotingClaim.StopProposal(h, ASKED, "we have it still");
    }

    @Test
    void whoIsSuspendedStopsItToo() {
        var story =
                Story.settled()
                        .claim(
                                BRAZIL.key(),
                                h -> propose(h, ASKED, new Matter.Suspend(INDIA.id())));
        votes(story, Choice.YES, BRAZIL, CHINA);
        assertThat(story.state().active(INDIA.id())).isFalse();
        var second = new org.foedus.core.vote.ProposalId("second");
        story.claim(BRAZIL.key(), h -> propose(h, second, matter(INDIA)));
        assertThat(Inbox.of(story.state(), INDIA.id(), story.now()))
                .extracting(Inbox.Item::kind)
                .containsExactly(Inbox.Kind.KEY_AT_STAKE);
        story.claim(INDIA.key(), h -> new VotingClaim.StopProposal(h, second, "no")).decide();
        assertThat(
                        java.util.Objects.requireNonNull(story.state().proposals().get(second))
                                .outcome())
                .isEqualTo(Proposal.Outcome.STOPPED);
    }

    /// A hub that was away over the close must not profit from it.
    @Test
    void whatIsNotDecidedCanBeStopped() {
        var story = votes(asked(), Choice.YES, BRAZIL, CHINA).later(PERIOD.plusDays(1));
        refused(Rule.VOTE_CLOSED, story.judge(CHINA.key(), h -> ballot(h, Choice.NO)));
        story.claim(INDIA.key(), ReplacedKeyTest::stop).decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.STOPPED);
        refused(Rule.PROPOSAL_DECIDED, story.judge(INDIA.key(), ReplacedKeyTest::stop));
    }

    @Test
    void aHubThatGoesOnAllTheSameBreaksTheRules() {
        var story = votes(asked(), Choice.YES, BRAZIL, CHINA);
        story.claim(INDIA.key(), ReplacedKeyTest::stop).later(PERIOD);
        var basis = proposal(story).poll().basis();
        var passed = new Entry.Decided(story.now(), ASKED, Proposal.Outcome.PASSED, basis);
        assertThat(DecisionRules.judge(story.state(), passed))
                .hasValueSatisfying(w -> assertThat(w).contains("expected it to be stopped"));
        var early = votes(asked(), Choice.YES, BRAZIL, CHINA);
        var now = new Entry.Decided(early.now(), ASKED, Proposal.Outcome.PASSED, basis);
        assertThat(DecisionRules.judge(early.state(), now))
                .hasValueSatisfying(w -> assertThat(w).contains("no decision due"));
    }

    @Test
    void inALeagueOfTwoAVoteAloneTakesNoKey() {
        var story = two();
        refused(Rule.TOO_FEW_TO_RECOVER, story.judge(BRAZIL.key(), h -> propose(h, matter(CHINA))));
    }

    @Test
    void inALeagueOfTwoTheOtherAndTheGuardianDo() {
        var story = two().claim(CHINA.key(), h -> guardian(h, GUARDIAN.publicKey()));
        refused(Rule.GUARDIAN_PROOF, story.judge(BRAZIL.key(), h -> propose(h, matter(CHINA))));
        refused(
                Rule.GUARDIAN_PROOF,
                story.judge(BRAZIL.key(), h -> propose(h, vouched(story, BRAZIL.key()))));
        story.claim(BRAZIL.key(), h -> propose(h, vouched(story, GUARDIAN)));
        votes(story, Choice.YES, BRAZIL).later(PERIOD).decide();
        assertThat(key(story, CHINA)).isEqualTo(NEXT);
    }

    private static Matter vouched(Story story, Signer by) {
        var proof =
                GuardianProof.sign(
                        story.state().allianceId(), CHINA.id(), CHINA.key().publicKey(), NEXT, by);
        return new Matter.Recover(CHINA.id(), NEXT, Optional.of(proof));
    }

    private static Claim guardian(Claim.Header h, PublicKey key) {
        return new MembershipClaim.NameGuardian(h, Optional.of(key));
    }

    @Test
    void noKeyOfTheAllianceIsAGuardian() {
        refused(
                Rule.KEY_IN_USE,
                two().judge(CHINA.key(), h -> guardian(h, BRAZIL.key().publicKey())));
        refused(
                Rule.ORGANISATION_KEY,
                two().judge(CHINA.node(), h -> guardian(h, GUARDIAN.publicKey())));
    }

    @Test
    void whoNamedAGuardianIsNotOvervoted() {
        var story = Story.settled().claim(INDIA.key(), h -> guardian(h, GUARDIAN.publicKey()));
        refused(Rule.GUARDIAN_PROOF, story.judge(BRAZIL.key(), h -> propose(h, matter(INDIA))));
        story.claim(INDIA.key(), h -> new MembershipClaim.NameGuardian(h, Optional.empty()));
        assertThat(story.judge(BRAZIL.key(), h -> propose(h, matter(INDIA))))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void anExpulsionIsOpenForItsFullPeriod() {
        var story =
                Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Expel(INDIA.id())));
        votes(story, Choice.YES, BRAZIL, CHINA);
        assertThat(story.state().active(INDIA.id())).isTrue();
        assertThat(story.judge(CHINA.key(), h -> ballot(h, Choice.NO)))
                .isInstanceOf(Verdict.Accepted.class);
        story.later(PERIOD).decide();
        assertThat(story.state().active(INDIA.id())).isFalse();
    }

    /// Three have a vote, and two may cast it: three that must say yes are not two.
    @Test
    void whoIsVotedOnCountsAmongThoseThatMustSayYes() {
        var story = Story.settled(strict());
        story.claim(BRAZIL.key(), h -> propose(h, new Matter.Suspend(CHINA.id())));
        story.decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.REJECTED);
    }

    private static Charter strict() {
        var governs = Governance.of(new AdmissionRule(0.5, 0.5));
        var rules = new java.util.TreeMap<>(governs.decisions());
        rules.replaceAll((_, r) -> r.atLeast(r.majority(), 3));
        return Story.charter(
                new Governance(
                        governs.classes(),
                        governs.screening(),
                        governs.screeners(),
                        governs.comment(),
                        governs.reapply(),
                        rules,
                        governs.weights(),
                        governs.deadlock(),
                        governs.dueSoon()));
    }

    // ---- when the hub is away

    @Test
    void anOutageOverTheCloseIsNoVotingTime() {
        var story = Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
        story.claim(BRAZIL.key(), h -> ballot(h, Choice.YES)).later(Duration.ofDays(10));
        story.claim(INDIA.key(), h -> Said.comment(h, ASKED));
        var back = story.later(Duration.ofDays(6)).now();
        story.decide();
        var poll = proposal(story).poll();
        assertThat(poll.closes())
                .as("it was up six days ago")
                .isEqualTo(back.plus(Duration.ofDays(6)));
        assertThat(poll.extensions()).isZero();
        assertThat(poll.quorum()).isEqualTo(org.foedus.core.vote.Fraction.HALF);
        story.later(Duration.ofDays(5)).claim(CHINA.key(), h -> ballot(h, Choice.YES)).decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.PASSED);
    }

    @Test
    void whatWasCertainBeforeAnOutageIsDecidedAfterIt() {
        var story = Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
        story.claim(BRAZIL.key(), h -> ballot(h, Choice.YES));
        story.claim(CHINA.key(), h -> ballot(h, Choice.YES));
        story.later(Duration.ofDays(30)).decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.PASSED);
    }

    @Test
    void aHubThatDecidesLongAfterTheCloseBreaksTheRules() {
        var story = Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
        story.claim(BRAZIL.key(), h -> ballot(h, Choice.NO)).later(PERIOD.plusDays(1));
        var late = new Entry.Decided(story.now(), ASKED, Proposal.Outcome.REJECTED, "as it says");
        assertThat(DecisionRules.judge(story.state(), late))
                .hasValueSatisfying(w -> assertThat(w).contains("expected it to be open until"));
    }

    // ---- who goes

    @Test
    void whoLeftIsNotAwaited() {
        var story = Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
        votes(story, Choice.YES, BRAZIL);
        assertThat(proposal(story).open()).isTrue();
        story.claim(INDIA.key(), h -> new Claim.Leave(h, ""))
                .claim(CHINA.key(), h -> new Claim.Leave(h, ""))
                .decide();
        assertThat(proposal(story).outcome()).isEqualTo(Proposal.Outcome.PASSED);
        assertThat(proposal(story).poll().basis()).isEqualTo("1 yes, 0 no, 0 abstained, of 1");
    }

    @Test
    void theVoteOfOneThatIsSuspendedCountsAgainWhenItIsBack() {
        var story = Story.settled().claim(BRAZIL.key(), h -> propose(h, new Matter.Resolve()));
        story.claim(INDIA.key(), h -> ballot(h, Choice.NO));
        proposed(story, "suspend", new Matter.Suspend(INDIA.id()));
        assertThat(proposal(story).poll().basis()).isEqualTo("0 yes, 0 no, 0 abstained, of 2");
        proposed(story, "reinstate", new Matter.Reinstate(INDIA.id()));
        assertThat(proposal(story).poll().basis()).isEqualTo("0 yes, 1 no, 0 abstained, of 3");
    }

    @Test
    void whoIsGoneCountsNotForAnApplicantEither() {
        var peru = new Story.Cast("peru", "PE", 60);
        var story = Story.settled();
        story.claim(Story.HUB, h -> Story.invite(h, "peru", MemberClass.FULL))
                .claim(peru.key(), h -> Story.apply(h, "peru", peru))
                .claim(BRAZIL.key(), h -> Said.vote(h, peru.id(), Choice.YES))
                .claim(CHINA.key(), h -> new Claim.Leave(h, ""))
                .claim(INDIA.key(), h -> new Claim.Leave(h, ""))
                .decide();
        assertThat(story.state().active(peru.id())).isTrue();
    }

    private static void proposed(Story story, String name, Matter matter) {
        var id = new org.foedus.core.vote.ProposalId(name);
        story.claim(BRAZIL.key(), h -> propose(h, id, matter));
        for (var by : java.util.List.of(BRAZIL, CHINA)) {
            story.claim(by.key(), h -> new VotingClaim.Ballot(h, id, Choice.YES));
        }
        story.decide();
    }
}
