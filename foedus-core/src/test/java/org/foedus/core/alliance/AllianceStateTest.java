package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.MODEL;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.train;

import java.util.Map;
import java.util.TreeMap;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.RunStatus;
import org.foedus.core.vote.Poll;
import org.junit.jupiter.api.Test;

final class AllianceStateTest {
    /// Brazil and China were in, India was late; version 1 is out.
    private static Story published() {
        return Story.running(Story.plan())
                .open(1, BRAZIL, CHINA, INDIA)
                .update(1, BRAZIL)
                .update(1, CHINA)
                .close(1, new TreeMap<>(Map.of(INDIA.nodeId(), "late")), BRAZIL, CHINA)
                .publish(1);
    }

    @Test
    void anAllianceSettles() {
        var state = Story.settled().state();
        assertThat(state.allianceId()).isEqualTo(digest("leaf 0"));
        assertThat(state.hubKey()).isEqualTo(HUB.publicKey());
        assertThat(state.electorate()).containsExactly(BRAZIL.id(), CHINA.id(), INDIA.id());
        assertThat(state.nodes()).containsEntry(ITALY.nodeId(), ITALY.id()).hasSize(4);
        assertThat(state.party(BRAZIL.node().publicKey()))
                .contains(new Party.Agent(BRAZIL.id(), BRAZIL.nodeId()));
        assertThat(state.invitations().values()).allMatch(i -> i.usedBy().isPresent());
    }

    @Test
    void aVersionIsPublishedAndItsEvaluationAsked() {
        var run = published().run();
        assertThat(run.published()).isEqualTo(1);
        assertThat(run.model()).isEqualTo(digest("model 1"));
        assertThat(run.optimizerState()).contains(digest("momentum 1"));
        var round = (RoundState.Published) run.round().orElseThrow();
        assertThat(round.base()).isEqualTo(MODEL);
        assertThat(round.included()).containsExactly(BRAZIL.nodeId(), CHINA.nodeId());
        assertThat(run.work(train(1, INDIA.nodeId())).orElseThrow().open()).isTrue();
        var evaluation = run.evaluations().firstEntry().getValue().item();
        assertThat(evaluation.node()).isEqualTo(BRAZIL.nodeId());
        assertThat(evaluation.base()).isEqualTo(digest("model 1"));
        assertThat(evaluation.step()).isEqualTo(1);
    }

    @Test
    void theNextRoundStartsFromTheNewestVersionAlsoAfterAFailure() {
        var story = published().open(2, BRAZIL, CHINA).fail(2);
        assertThat(story.run().failedInARow()).isEqualTo(1);
        assertThat(story.run().model()).isEqualTo(digest("model 1"));
        story.open(3, BRAZIL, CHINA);
        var item = story.run().work(train(3, CHINA.nodeId())).orElseThrow().item();
        assertThat(item.step()).as("failed rounds are no steps of the schedule").isEqualTo(1);
        assertThat(item.base()).isEqualTo(digest("model 1"));
    }

    @Test
    void aRefusedUpdateIsTheNodesAnswer() {
        var story = Story.running(Story.plan()).open(1, BRAZIL, CHINA);
        story.tell(at -> new Entry.WorkRefused(at, train(1, CHINA.nodeId()), "NON_FINITE", "NaN"));
        assertThat(story.run().work(train(1, CHINA.nodeId())).orElseThrow().answer())
                .isInstanceOf(Work.Refused.class);
    }

    @Test
    void aRunEndsInOneOfThreeWays() {
        assertThat(
                        published()
                                .tell(at -> new Entry.RunFinished(at, RUN, digest("model 1")))
                                .run()
                                .status())
                .isInstanceOf(RunStatus.Finished.class);
        assertThat(published().tell(at -> new Entry.RunFailed(at, RUN, "no")).run().status())
                .isInstanceOf(RunStatus.Failed.class);
        assertThat(
                        published()
                                .claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, ""))
                                .run()
                                .status())
                .isInstanceOf(RunStatus.Stopped.class);
    }

    @Test
    void knowingADigestIsNotARightToRead() {
        var story = published();
        var brazil = new Party.Agent(BRAZIL.id(), BRAZIL.nodeId());
        var china = new Party.Organisation(CHINA.id());
        var india = new Party.Agent(INDIA.id(), INDIA.nodeId());
        var state = story.state();
        assertThat(state.mayRead(india, digest("model 1"))).isTrue();
        assertThat(state.mayRead(india, MODEL)).isTrue();
        assertThat(state.mayRead(india, digest("delta"))).isFalse();
        assertThat(state.mayRead(india, digest("unknown"))).isFalse();
        assertThat(state.mayRead(brazil, digest("delta"))).as("its own").isTrue();
        assertThat(state.mayRead(china, digest("delta"))).as("an auditor").isTrue();
        assertThat(state.mayRead(china, digest("momentum 1"))).isTrue();
        assertThat(state.mayRead(brazil, digest("momentum 1"))).isFalse();
        assertThat(state.mayRead(new Party.Operator(), digest("delta"))).isTrue();
        story.claim(CHINA.key(), h -> new Claim.Leave(h, ""));
        assertThat(story.state().mayRead(china, digest("model 1"))).isFalse();
    }

    @Test
    void anEntryThatNoRulesLetThroughStopsTheFold() {
        var story = published();
        assertThatThrownBy(() ->
                        story.tell(at ->
                                new Entry.Founded(
                                        at, Story.charter(), HUB.publicKey(), digest("n"))))
                .isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> story.publish(1)).isInstanceOf(InvariantViolation.class);
        assertThatThrownBy(() -> story.fail(1)).isInstanceOf(InvariantViolation.class);
        story.open(2, BRAZIL, CHINA).update(2, BRAZIL);
        assertThatThrownBy(() -> story.close(2, new TreeMap<>(), BRAZIL, CHINA))
                .hasMessageContaining("only accepted updates");
        assertThatThrownBy(() -> story.close(2, new TreeMap<>(), BRAZIL))
                .hasMessageContaining("every node of the cohort once");
    }

    @Test
    void theBallotsDecideAnApplication() {
        var story = Story.settled();
        var peru =
                new Story.Cast(
                        new MemberId("peru"),
                        "PE",
                        new NodeId("peru-1"),
                        org.foedus.core.Keys.key(60),
                        org.foedus.core.Keys.key(61));
        story.claim(HUB, h -> Story.invite(h, "s", MemberClass.FULL))
                .claim(peru.key(), h -> Story.apply(h, "s", peru));
        story.claim(CHINA.key(), h -> new Claim.Vote(h, peru.id(), Choice.NO));
        story.claim(CHINA.key(), h -> new Claim.Vote(h, peru.id(), Choice.YES));
        assertThat(tally(story, peru.id())).isEqualTo(Poll.Standing.OPEN);
        story.claim(INDIA.key(), h -> new Claim.Vote(h, peru.id(), Choice.YES));
        assertThat(tally(story, peru.id())).isEqualTo(Poll.Standing.PASSED);
    }

    private static Poll.Standing tally(Story story, MemberId id) {
        var application = story.state().applications().get(id);
        if (application == null) {
            throw new AssertionError("no application");
        }
        return application.poll().orElseThrow().standing(story.now());
    }
}
