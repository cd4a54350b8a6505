package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.HUB;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.ITALY;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.digest;

import java.time.Instant;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.junit.jupiter.api.Test;

final class RecoveryTest {
    private static SortedSet<NodeId> nodes(Story.Cast... casts) {
        var nodes = new TreeSet<NodeId>();
        List.of(casts).forEach(c -> nodes.add(c.nodeId()));
        return nodes;
    }

    private static Entry.Recovered recovered(Story story, Instant at, Story.Cast... missing) {
        var heard = nodes(BRAZIL, CHINA, INDIA, ITALY);
        heard.removeAll(nodes(missing));
        long size = story.state().size();
        return new Entry.Recovered(at, 3, size, digest("root"), heard, nodes(missing));
    }

    private static Story recovered(Story story, Story.Cast... missing) {
        return story.tell(at -> recovered(story, at, missing));
    }

    private static Sha256 id(Story story) {
        return story.state().recovery().orElseThrow().id();
    }

    private static void confirm(Story story, Story.Cast member) {
        story.claim(member.key(), h -> new Claim.ConfirmRecovery(h, id(story)));
    }

    private static void refused(ErrorCode code, Verdict verdict) {
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class, r -> assertThat(r.code()).isEqualTo(code));
    }

    @Test
    void aRecoveryForWhichEveryNodeWasHeardIsOverAtOnce() {
        var story = recovered(Story.running(Story.plan()));
        assertThat(story.state().recovering()).isFalse();
        assertThat(story.state().recovery().orElseThrow().from()).isEqualTo(3);
        story.open(1, BRAZIL, CHINA);
    }

    @Test
    void withANodeMissingNothingElseCountsUntilAQuorumConfirmed() {
        var story = recovered(Story.running(Story.plan()), INDIA);
        assertThat(story.state().recovering()).isTrue();
        refused(
                ErrorCode.RECOVERING,
                story.judge(BRAZIL.node(), h -> Story.consent(h, Claim.Decision.WITHDRAWN)));
        assertThat(
                        DecisionRules.judge(
                                story.state(),
                                new Entry.RunFailed(story.now(), RUN, "nothing moves")))
                .hasValueSatisfying(w -> assertThat(w).contains("to be confirmed first"));
        confirm(story, BRAZIL);
        assertThat(story.state().recovering()).isTrue();
        confirm(story, CHINA);
        assertThat(story.state().recovering()).isFalse();
        story.claim(BRAZIL.node(), h -> Story.consent(h, Claim.Decision.WITHDRAWN));
    }

    @Test
    void onlyFullMembersConfirmAndEachOnceAndOnlyTheNewest() {
        var story = recovered(Story.settled(), INDIA);
        var first = id(story);
        refused(
                ErrorCode.NOT_ALLOWED,
                story.judge(ITALY.key(), h -> new Claim.ConfirmRecovery(h, first)));
        refused(
                ErrorCode.NOT_ALLOWED,
                story.judge(BRAZIL.node(), h -> new Claim.ConfirmRecovery(h, first)));
        refused(ErrorCode.NOT_ALLOWED, story.judge(HUB, h -> new Claim.ConfirmRecovery(h, first)));
        confirm(story, BRAZIL);
        refused(
                ErrorCode.WRONG_STATE,
                story.judge(BRAZIL.key(), h -> new Claim.ConfirmRecovery(h, first)));
        recovered(story, INDIA, CHINA);
        refused(
                ErrorCode.NOT_FOUND,
                story.judge(CHINA.key(), h -> new Claim.ConfirmRecovery(h, first)));
        assertThat(story.state().recovery().orElseThrow().confirmed()).isEmpty();
    }

    @Test
    void aRecoveryNamesEveryNodeOnceAndTheEntriesBeforeIt() {
        var story = Story.settled();
        var right = recovered(story, story.now(), INDIA);
        assertThat(DecisionRules.judge(story.state(), right)).isEmpty();
        var silent =
                new Entry.Recovered(
                        right.at(), right.from(), right.to(), right.root(), right.heard(), nodes());
        assertThat(DecisionRules.judge(story.state(), silent))
                .hasValueSatisfying(w -> assertThat(w).contains("every node"));
        var early =
                new Entry.Recovered(
                        right.at(), 3, right.to() - 1, right.root(), right.heard(), nodes(INDIA));
        assertThat(DecisionRules.judge(story.state(), early))
                .hasValueSatisfying(w -> assertThat(w).contains("up to entry"));
    }

    private static Story over() {
        return Story.running(Story.plan())
                .open(1, BRAZIL, CHINA)
                .update(1, BRAZIL)
                .close(1, new TreeMap<>(java.util.Map.of(CHINA.nodeId(), "late")), BRAZIL)
                .publish(1)
                .claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough"));
    }

    private static Entry dropped(Story story, Integer... rounds) {
        return new Entry.UpdatesDropped(story.now(), RUN, new TreeSet<>(List.of(rounds)));
    }

    @Test
    void updatesAreDroppedOnceAndOnlyOfRunsThatAreOver() {
        var active = Story.running(Story.plan()).open(1, BRAZIL, CHINA).update(1, BRAZIL);
        assertThat(DecisionRules.judge(active.state(), dropped(active, 1)))
                .hasValueSatisfying(w -> assertThat(w).contains("a run that is over"));
        var story = over();
        assertThat(DecisionRules.judge(story.state(), dropped(story))).isPresent();
        assertThat(DecisionRules.judge(story.state(), dropped(story, 1, 2))).isPresent();
        assertThat(DecisionRules.judge(story.state(), dropped(story, 1))).isEmpty();
        long index = story.state().size();
        story.tell(_ -> dropped(story, 1));
        assertThat(story.state().dropped()).containsEntry(digest("delta"), index);
        assertThat(DecisionRules.judge(story.state(), dropped(story, 1)))
                .hasValueSatisfying(w -> assertThat(w).contains("not any more"));
    }
}
