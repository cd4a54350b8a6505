package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Said.acknowledge;
import static org.foedus.core.Said.ballot;
import static org.foedus.core.Said.cancel;
import static org.foedus.core.Said.propose;
import static org.foedus.core.Said.publish;
import static org.foedus.core.Said.terms;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.RUN;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.rule.Rule;
import org.foedus.core.vote.Matter;
import org.junit.jupiter.api.Test;

/// No right dies with the member that held it.
class SuccessionTest {
    private static final MandateId SORT = new MandateId("sort");

    private static Story left(Story story, Story.Cast cast) {
        return story.claim(cast.key(), h -> new Claim.Leave(h, "we go"));
    }

    private static void accepted(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    }

    private static void refused(Verdict verdict, Rule rule) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        r ->
                                assertThat(r.failure().refusal().orElseThrow().rule())
                                        .isEqualTo(rule));
    }

    /// The alliance gets another lead, by a vote.
    private static Story ledBy(Story story, Story.Cast lead) {
        var old = story.state().rules();
        var next =
                new Charter(
                        old.name(), lead.id(), old.admission(), old.mandateIssuers(), List.of());
        story.claim(BRAZIL.key(), h -> propose(h, new Matter.Amend(1, next)));
        for (var cast : List.of(BRAZIL, CHINA, INDIA)) {
            if (story.state().proposals().values().stream().anyMatch(p -> p.open())) {
                story.claim(cast.key(), h -> ballot(h, Choice.YES));
                story.decide();
            }
        }
        assertThat(story.state().rules().lead()).isEqualTo(lead.id());
        return story;
    }

    @Test
    void aMandateWhoseLeadLeftIsAnsweredForByTheAlliancesLead() {
        var story = Story.settled().claim(BRAZIL.key(), h -> Story.mandate(h, SORT, CHINA.id()));
        refused(story.judge(BRAZIL.key(), h -> acknowledge(h, SORT)), Rule.MANDATE_LEAD_ONLY);

        left(story, CHINA);

        refused(story.judge(INDIA.key(), h -> acknowledge(h, SORT)), Rule.MANDATE_LEAD_ONLY);
        accepted(story.judge(BRAZIL.key(), h -> acknowledge(h, SORT)));
        assertThat(Inbox.of(story.state(), BRAZIL.id(), story.now()))
                .anyMatch(i ->
                        i.kind() == Inbox.Kind.ACKNOWLEDGE_MANDATE && i.subject().equals("sort"));
    }

    @Test
    void whoHelpsTheLeadComesFirst() {
        var helped =
                Story.settled()
                        .claim(
                                BRAZIL.key(),
                                h ->
                                        publish(
                                                h,
                                                SORT,
                                                CHINA.id(),
                                                List.of(),
                                                Optional.of(
                                                        terms(
                                                                Optional.empty(),
                                                                Optional.empty(),
                                                                INDIA.id()))));

        left(helped, CHINA);

        accepted(helped.judge(INDIA.key(), h -> acknowledge(h, SORT)));
        refused(helped.judge(BRAZIL.key(), h -> acknowledge(h, SORT)), Rule.MANDATE_LEAD_ONLY);
    }

    @Test
    void aRunIsStoppedAndAMandateCancelledForWhoLeft() {
        var story = ledBy(Story.running(Story.plan()), CHINA);
        refused(story.judge(CHINA.key(), h -> new Claim.StopRun(h, RUN, "")), Rule.RUN_LEAD);

        left(story, BRAZIL);

        refused(story.judge(INDIA.key(), h -> new Claim.StopRun(h, RUN, "")), Rule.RUN_LEAD);
        refused(story.judge(INDIA.key(), h -> cancel(h, CLOTHES)), Rule.MANDATE_ISSUER_ONLY);
        accepted(story.judge(CHINA.key(), h -> new Claim.StopRun(h, RUN, "")));
        accepted(story.judge(CHINA.key(), h -> cancel(h, CLOTHES)));
    }

    @Test
    void theAlliancesLeadNamesAnotherBeforeItLeaves() {
        var story = Story.settled();
        refused(story.judge(BRAZIL.key(), h -> new Claim.Leave(h, "")), Rule.LEAD_STAYS);
        accepted(ledBy(Story.settled(), INDIA).judge(BRAZIL.key(), h -> new Claim.Leave(h, "")));

        left(left(story, CHINA), INDIA);

        accepted(story.judge(BRAZIL.key(), h -> new Claim.Leave(h, "")));
        assertThat(story.state().leads(BRAZIL.id())).isTrue();
        left(story, BRAZIL);
        assertThat(story.state().leads(BRAZIL.id())).isFalse();
    }

    @Test
    void whatAVoteMadeOnlyAVoteUnmakes() {
        var story = Story.settled();
        var said =
                new Instruction(
                        SORT,
                        "Sort them",
                        "All of them.",
                        CHINA.id(),
                        story.now().plus(Duration.ofDays(90)),
                        List.<Mandate.Task>of(),
                        Optional.empty());
        story.claim(INDIA.key(), h -> propose(h, new Matter.Issue(said)));
        for (var cast : List.of(BRAZIL, CHINA)) {
            story.claim(cast.key(), h -> ballot(h, Choice.YES));
        }
        story.decide();
        var made = story.state().mandates().get(SORT);
        assertThat(made).isNotNull();

        for (var cast : List.of(BRAZIL, INDIA, CHINA)) {
            refused(story.judge(cast.key(), h -> cancel(h, SORT)), Rule.MANDATE_BY_VOTE);
        }
        accepted(story.judge(CHINA.key(), h -> acknowledge(h, SORT)));
        story.claim(CHINA.key(), h -> acknowledge(h, SORT));
        assertThat(Objects.requireNonNull(story.state().mandates().get(SORT)).moves())
                .anyMatch(m ->
                        m.what() == MandateStatus.Event.ACKNOWLEDGE && m.by().equals(CHINA.id()));
    }

    @Test
    void screenersThatLeftAreFollowedByTheLead() {
        var story = Story.settled();
        assertThat(Succession.screens(story.state(), BRAZIL.id())).isTrue();
        assertThat(Succession.screens(story.state(), CHINA.id())).isFalse();
        assertThat(Succession.screens(story.state(), ITALY.id())).isFalse();
    }
}
