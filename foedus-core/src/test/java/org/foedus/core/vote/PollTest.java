package org.foedus.core.vote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PollTest {
    private static final Instant AT = Instant.parse("2027-01-01T00:00:00Z");
    private static final Duration PERIOD = Duration.ofDays(7);

    @ParameterizedTest(name = "{0} of {1}, {2} voters: {3} yes, {4} no, {5} abstain: {6}")
    @CsvSource({
        // threshold, quorum, voters, yes, no, abstain, outcome
        "0.5, 0.5, 1, 1, 0, 0, PASSED",
        "0.5, 0.5, 1, 0, 1, 0, REJECTED",
        "0.5, 0.5, 1, 0, 0, 1, REJECTED",
        "0.5, 0.5, 4, 2, 0, 0, OPEN", // the two that are out may make it a tie
        "0.5, 0.5, 4, 3, 0, 0, PASSED",
        "0.5, 0.5, 4, 2, 2, 0, REJECTED", // a tie
        "0.5, 0.5, 4, 0, 2, 0, REJECTED", // at best a tie
        "0.5, 0.5, 4, 1, 1, 0, OPEN",
        "0.5, 0.5, 4, 1, 0, 3, PASSED", // abstentions count for the quorum only
        "0.5, 1.0, 4, 3, 0, 0, OPEN", // no quorum yet
        "0.5, 1.0, 4, 3, 1, 0, PASSED",
        "0.66, 0.5, 3, 2, 1, 0, PASSED",
        "0.67, 0.5, 3, 2, 1, 0, REJECTED",
        "0.0, 0.25, 4, 1, 0, 0, PASSED",
        "0.0, 0.25, 4, 0, 4, 0, REJECTED",
    })
    void aVoteIsDecidedAsEarlyAsItCanBe(
            double threshold,
            double quorum,
            int voters,
            int yes,
            int no,
            int abstain,
            Poll.Standing outcome) {
        assertThat(poll(threshold, quorum, voters, yes, no, abstain).standing(AT))
                .isEqualTo(outcome);
    }

    /// Whatever the ballots that are still out say, a decision made early stays.
    @Test
    void moreBallotsNeverChangeADecision() {
        for (double threshold : new double[] {0, 0.4, 0.5, 0.66, 0.9}) {
            for (double quorum : new double[] {0.1, 0.5, 1}) {
                everyBallot(threshold, quorum, 6);
            }
        }
    }

    private static void everyBallot(double threshold, double quorum, int voters) {
        for (int yes = 0; yes <= voters; yes++) {
            for (int no = 0; yes + no <= voters; no++) {
                for (int abstain = 0; yes + no + abstain <= voters; abstain++) {
                    var now = decide(threshold, quorum, voters, yes, no, abstain);
                    if (yes + no + abstain == voters) {
                        assertThat(now).isNotEqualTo(Poll.Standing.OPEN);
                    } else if (now != Poll.Standing.OPEN) {
                        assertThat(decide(threshold, quorum, voters, yes + 1, no, abstain))
                                .isEqualTo(now);
                        assertThat(decide(threshold, quorum, voters, yes, no + 1, abstain))
                                .isEqualTo(now);
                        assertThat(decide(threshold, quorum, voters, yes, no, abstain + 1))
                                .isEqualTo(now);
                    }
                }
            }
        }
    }

    private static Poll.Standing decide(
            double threshold, double quorum, int voters, int yes, int no, int abstain) {
        return poll(threshold, quorum, voters, yes, no, abstain).standing(AT);
    }

    private static Poll poll(
            double threshold, double quorum, int voters, int yes, int no, int abstain) {
        var majority = new Majority(Fraction.of(threshold), false);
        var poll = open(rule(majority, Fraction.of(quorum), 1), voters);
        for (int i = 0; i < yes + no + abstain; i++) {
            poll =
                    poll.vote(
                            voter(i),
                            i < yes ? Choice.YES : i < yes + no ? Choice.NO : Choice.ABSTAIN);
        }
        return poll;
    }

    private static VotingRule rule(Majority majority, Fraction quorum, int minYes) {
        return new VotingRule(majority, quorum, PERIOD, VotingRule.Electors.VOTERS, minYes);
    }

    private static Poll open(VotingRule rule, int voters) {
        var electorate = new TreeMap<MemberId, Integer>();
        for (int i = 0; i < voters; i++) {
            electorate.put(voter(i), 1);
        }
        return Poll.open(rule, electorate, false, AT);
    }

    private static MemberId voter(int number) {
        return new MemberId("voter-" + number);
    }

    /// The quorum of an extended vote may have no fraction of its own.
    @Test
    void aFractionOfAFractionIsRoundedDown() {
        var odd = new Fraction(899_999_999, 900_000_000);
        assertThat(odd.times(Fraction.HALF)).isEqualTo(new Fraction(499_999_999, 1_000_000_000));
        assertThat(new Fraction(1, 2).times(new Fraction(2, 3))).isEqualTo(new Fraction(1, 3));
        assertThat(odd.times(odd).reachedBy(999_999_997, 1_000_000_000)).isTrue();
    }

    @Test
    void twoThirdsAreExact() {
        var rule = rule(Majority.parse(">= 2/3"), new Fraction(1, 1), 1);
        var poll = open(rule, 3).vote(voter(0), Choice.YES).vote(voter(1), Choice.YES);
        assertThat(poll.standing(AT)).isEqualTo(Poll.Standing.OPEN);
        assertThat(poll.vote(voter(2), Choice.NO).standing(AT)).isEqualTo(Poll.Standing.PASSED);
    }

    @Test
    void aTieRejectsAlsoWhereAHalfIsEnough() {
        var rule = rule(Majority.parse(">= 1/2"), new Fraction(1, 2), 1);
        var poll = open(rule, 2).vote(voter(0), Choice.YES).vote(voter(1), Choice.NO);
        assertThat(poll.standing(AT)).isEqualTo(Poll.Standing.REJECTED);
    }

    @Test
    void theLastVoteCounts() {
        var poll = open(rule(Majority.HALF, Fraction.HALF, 1), 3);
        poll = poll.vote(voter(0), Choice.YES).vote(voter(0), Choice.NO);
        assertThat(poll.tally()).isEqualTo(new Poll.Tally(0, 1, 0, 2));
    }

    @Test
    void whoIsRecusedNeitherVotesNorCounts() {
        var poll = open(rule(Majority.HALF, new Fraction(1, 1), 1), 3);
        poll = poll.vote(voter(0), Choice.YES).vote(voter(1), Choice.NO).recuse(voter(1));
        assertThat(poll.eligible(voter(1))).isFalse();
        assertThat(poll.tally()).isEqualTo(new Poll.Tally(1, 0, 0, 1));
        assertThat(poll.vote(voter(2), Choice.YES).standing(AT)).isEqualTo(Poll.Standing.PASSED);
    }

    @Test
    void weightsCount() {
        var electorate = new TreeMap<MemberId, Integer>();
        electorate.put(voter(0), 3);
        electorate.put(voter(1), 1);
        electorate.put(voter(2), 1);
        var poll =
                Poll.open(rule(Majority.HALF, Fraction.HALF, 1), electorate, false, AT)
                        .vote(voter(0), Choice.YES);
        assertThat(poll.standing(AT)).isEqualTo(Poll.Standing.PASSED);
    }

    @Test
    void someRulesWantACountOfOrganisationsThatSayYes() {
        var poll = open(rule(Majority.HALF, new Fraction(1, 5), 3), 5);
        poll = poll.vote(voter(0), Choice.YES).vote(voter(1), Choice.YES);
        assertThat(poll.standing(AT.plus(PERIOD))).isEqualTo(Poll.Standing.REJECTED);
        assertThat(poll.vote(voter(2), Choice.YES).standing(AT.plus(PERIOD)))
                .isEqualTo(Poll.Standing.PASSED);
    }

    @Test
    void whereFewerMayVoteThanMustSayYesAllOfThemMust() {
        var poll = open(rule(Majority.HALF, Fraction.HALF, 3), 2).vote(voter(0), Choice.YES);
        assertThat(poll.standing(AT)).isEqualTo(Poll.Standing.OPEN);
        assertThat(poll.standing(AT.plus(PERIOD))).isEqualTo(Poll.Standing.REJECTED);
        assertThat(poll.vote(voter(1), Choice.YES).standing(AT)).isEqualTo(Poll.Standing.PASSED);
    }

    @Test
    void atTheCloseOnlyTheVotesCast() {
        var poll = open(rule(Majority.HALF, Fraction.HALF, 1), 5);
        poll = poll.vote(voter(0), Choice.YES).vote(voter(1), Choice.YES);
        assertThat(poll.standing(AT.plus(PERIOD))).isEqualTo(Poll.Standing.INQUORATE);
        poll = poll.vote(voter(2), Choice.NO);
        assertThat(poll.standing(AT.plus(PERIOD).minusMillis(1))).isEqualTo(Poll.Standing.OPEN);
        assertThat(poll.standing(AT.plus(PERIOD))).isEqualTo(Poll.Standing.PASSED);
    }

    /// Whatever the order, and however often minds were changed: the tally is that of the last
    /// votes.
    @Test
    void anyHistoryOfVotesTalliesToItsLastVotes() {
        for (int seed = 0; seed < 500; seed++) {
            var chance = new Random(seed);
            int voters = 1 + chance.nextInt(9);
            var poll = open(rule(Majority.HALF, Fraction.HALF, 1), voters);
            var last = new TreeMap<MemberId, Choice>();
            for (int i = chance.nextInt(40); i > 0; i--) {
                var who = voter(chance.nextInt(voters));
                var choice = List.of(Choice.values()).get(chance.nextInt(3));
                poll = poll.vote(who, choice);
                last.put(who, choice);
            }
            long yes = last.values().stream().filter(c -> c == Choice.YES).count();
            long no = last.values().stream().filter(c -> c == Choice.NO).count();
            assertThat(poll.tally().yes()).isEqualTo(yes);
            assertThat(poll.tally().no()).isEqualTo(no);
            assertThat(poll.tally().out()).isEqualTo(voters - last.size());
            boolean quorate = 2L * last.size() >= voters;
            assertThat(poll.standing(AT.plus(PERIOD)))
                    .isEqualTo(
                            !quorate
                                    ? Poll.Standing.INQUORATE
                                    : yes > no ? Poll.Standing.PASSED : Poll.Standing.REJECTED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "2", "3/2", "1/0", "-1/2", "1/2/3", "1 /2", "99999999999/99999999999"})
    void fractionsOutOfFormAreRefused(String text) {
        assertThatThrownBy(() -> Fraction.parse(text)).isInstanceOf(FoedusException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1/2", "< 1/2", "> 3/2", "=> 1/2", ""})
    void majoritiesOutOfFormAreRefused(String text) {
        assertThatThrownBy(() -> Majority.parse(text)).isInstanceOf(FoedusException.class);
    }
}
