package org.foedus.portal.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Majority;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.core.vote.VotingRule;
import org.foedus.portal.DecisionView;
import org.foedus.portal.Page;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// In which order questions stand: what is urgent first, then what is new.
class DecisionOrderTest {
    private static final Instant NOW = Instant.parse("2026-11-23T14:05:00Z");
    private static final MemberId BY = new MemberId("br");

    @Test
    void openQuestionsStandInTheOrderInWhichTheyClose() {
        var page =
                page(
                        open("p-1", 1, 30),
                        open("p-2", 9, 2),
                        open("p-3", 5, 7),
                        open("p-4", 2, 7),
                        open("p-5", 3, 7));
        assertThat(ids(page.open())).containsExactly("p-2", "p-3", "p-4", "p-5", "p-1");
        assertThat(page.closed()).isEmpty();
    }

    @Test
    void decidedQuestionsStandNewestDecisionFirst() {
        var page =
                page(
                        decided("p-1", 1, Proposal.Outcome.PASSED),
                        decided("p-2", 90, Proposal.Outcome.REJECTED),
                        decided("p-3", 3, Proposal.Outcome.WITHDRAWN),
                        decided("p-4", 3, Proposal.Outcome.LAPSED),
                        open("p-5", 3, 7));
        assertThat(ids(page.closed())).containsExactly("p-1", "p-3", "p-4", "p-2");
        assertThat(ids(page.open())).containsExactly("p-5");
    }

    @Test
    void theOrderHoldsFromPageToPage() {
        var proposals = new ArrayList<Proposal>();
        for (int i = 1; i <= 120; i++) {
            proposals.add(decided("p-" + i, i, Proposal.Outcome.PASSED));
        }
        Collections.shuffle(proposals, new Random(1));
        var all = proposals.toArray(new Proposal[0]);
        var seen = new ArrayList<String>();
        for (int number = 1; number <= 3; number++) {
            seen.addAll(ids(page(number, all).closed()));
        }
        var expected = new ArrayList<String>();
        for (int i = 1; i <= 120; i++) {
            expected.add("p-" + i);
        }
        assertThat(seen).isEqualTo(expected);
    }

    @Test
    void theFirstPageShowsTheMostUrgentAndTheNewest() {
        var home =
                (Page.Home)
                        views(
                                        open("p-1", 1, 30),
                                        open("p-2", 1, 2),
                                        open("p-3", 1, 9),
                                        open("p-4", 1, 4),
                                        decided("p-5", 8, Proposal.Outcome.PASSED),
                                        decided("p-6", 2, Proposal.Outcome.PASSED))
                                .home();
        assertThat(ids(home.open())).containsExactly("p-2", "p-4", "p-3");
        assertThat(ids(home.decided())).containsExactly("p-6", "p-5");
    }

    private static List<String> ids(List<DecisionView> decisions) {
        return decisions.stream().map(DecisionView::id).toList();
    }

    private static Page.Decisions page(Proposal... proposals) {
        return page(1, proposals);
    }

    private static Page.Decisions page(long number, Proposal... proposals) {
        return (Page.Decisions) views(proposals).decisionList(number);
    }

    private static Views views(Proposal... proposals) {
        var all = TreePMap.<ProposalId, Proposal>empty();
        for (var proposal : proposals) {
            all = all.plus(proposal.id(), proposal);
        }
        var state =
                States.of(
                        9,
                        NOW,
                        Optional.of(States.charter(BY)),
                        TreePMap.empty(),
                        TreePMap.empty(),
                        all);
        return new Views(state, Silence.at(NOW), new Reader.Anyone());
    }

    /// @param put how many days ago
    /// @param closes in how many days
    private static Proposal open(String id, int put, int closes) {
        var at = NOW.minus(Duration.ofDays(put));
        var rule =
                new VotingRule(
                        Majority.HALF,
                        Fraction.HALF,
                        Duration.ofDays(put + closes),
                        VotingRule.Electors.VOTERS,
                        1);
        return new Proposal(
                new ProposalId(id),
                BY,
                at,
                "Question " + id,
                1,
                new Matter.Suspend(BY),
                Poll.open(rule, new TreeMap<>(), false, at),
                TreePVector.empty(),
                Proposal.Outcome.OPEN,
                Optional.empty());
    }

    /// @param ended how many days ago
    private static Proposal decided(String id, int ended, Proposal.Outcome as) {
        return open(id, 100, 7).ended(as, NOW.minus(Duration.ofDays(ended)));
    }
}
