package org.foedus.core.alliance;

import static org.foedus.core.Said.cancel;
import static org.foedus.core.Story.BRAZIL;
import static org.foedus.core.Story.CHINA;
import static org.foedus.core.Story.CLOTHES;
import static org.foedus.core.Story.INDIA;
import static org.foedus.core.Story.MODEL_BYTES;
import static org.foedus.core.Story.RUN;
import static org.foedus.core.Story.consent;
import static org.foedus.core.Story.delta;
import static org.foedus.core.Story.digest;
import static org.foedus.core.Story.done;
import static org.foedus.core.Story.plan;
import static org.foedus.core.Story.start;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;

/// Runs, also those of a partnership; what an update must be, [RunRulesTest] tells.
final class RunCases {
    private RunCases() {}

    static void in(Cases cases) {
        starts(cases);
        models(cases);
        stops(cases);
        confined(cases);
        work(cases);
    }

    private static RunPlan planned(
            NodeId evaluator, Set<MemberId> auditors, Optional<PartnershipId> partnership) {
        var p = Story.plan();
        return new RunPlan(
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
                new RunPlan.Evaluation(
                        evaluator, p.evaluation().dataset(), p.evaluation().deadline()),
                new TreeSet<>(auditors),
                p.limits(),
                p.seed(),
                partnership);
    }

    /// Brazil has so many runs under way.
    private static Story busy(int many) {
        var story = Story.settled();
        for (int i = 0; i < many; i++) {
            var id = "busy-" + i;
            story.claim(BRAZIL.key(), h -> startAs(h, id));
        }
        return story;
    }

    private static Claim startAs(Claim.Header h, String id) {
        var plan = plan().startingFrom(Story.MODEL, MODEL_BYTES);
        return new Claim.StartRun(h, new RunId(id), plan, digest(id));
    }

    private static void starts(Cases cases) {
        cases.accepts(
                "a run starts", () -> Story.settled().judge(BRAZIL.key(), h -> start(h, plan())));
        cases.refuses(
                Rule.NO_MANDATE,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h -> {
                                            var p = plan();
                                            return start(
                                                    h,
                                                    new RunPlan(
                                                            new org.foedus.core.mandate.MandateId(
                                                                    "none"),
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
                                                            p.seed()));
                                        }));
        cases.refuses(
                Rule.RUN_LEAD, () -> Story.settled().judge(CHINA.key(), h -> start(h, plan())));
        cases.refuses(
                Rule.MANDATE_OVER,
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> cancel(h, CLOTHES))
                                .judge(BRAZIL.key(), h -> start(h, plan())));
        cases.refuses(
                Rule.RUN_EXISTS,
                () -> Story.running(plan()).judge(BRAZIL.key(), h -> start(h, plan())));
        cases.refuses(
                Rule.RUNS_ACTIVE,
                () -> busy(Run.MAX_ACTIVE).judge(BRAZIL.key(), h -> startAs(h, "one-more")));
        cases.accepts(
                "a run in the place of one that was stopped",
                () ->
                        busy(Run.MAX_ACTIVE)
                                .claim(
                                        BRAZIL.key(),
                                        h -> new Claim.StopRun(h, new RunId("busy-0"), "enough"))
                                .judge(BRAZIL.key(), h -> startAs(h, "one-more")));
        cases.refuses(
                Rule.PLAN_NODE,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                start(
                                                        h,
                                                        planned(
                                                                new NodeId("none"),
                                                                Set.of(),
                                                                Optional.empty()))));
        cases.refuses(
                Rule.PLAN_MEMBER,
                () ->
                        Story.settled()
                                .judge(
                                        BRAZIL.key(),
                                        h ->
                                                start(
                                                        h,
                                                        planned(
                                                                BRAZIL.nodeId(),
                                                                Set.of(new MemberId("none")),
                                                                Optional.empty()))));
    }

    private static void models(Cases cases) {
        cases.accepts(
                "a run from a version that another published",
                () -> Story.running(plan()).judge(BRAZIL.key(), h -> another(h, Story.MODEL)));
        cases.refuses(
                Rule.START_MODEL,
                () ->
                        opened().claim(CHINA.node(), h -> update(h, CHINA.nodeId(), MODEL_BYTES))
                                .judge(BRAZIL.key(), h -> another(h, digest("delta"))));
    }

    private static Claim another(Claim.Header h, org.foedus.core.digest.Sha256 model) {
        return new Claim.StartRun(
                h,
                new org.foedus.core.run.RunId("another"),
                plan().startingFrom(model, MODEL_BYTES),
                digest(plan().toString()));
    }

    private static void stops(Cases cases) {
        cases.accepts(
                "a run is stopped",
                () ->
                        Story.running(plan())
                                .judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough")));
        cases.refuses(
                Rule.NO_RUN,
                () ->
                        Story.settled()
                                .judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough")));
        cases.refuses(
                Rule.RUN_OVER,
                () ->
                        Story.running(plan())
                                .claim(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough"))
                                .judge(BRAZIL.key(), h -> new Claim.StopRun(h, RUN, "enough")));
        cases.refuses(
                Rule.RUN_LEAD,
                () ->
                        Story.running(plan())
                                .judge(CHINA.key(), h -> new Claim.StopRun(h, RUN, "enough")));
    }

    /// A run of Brazil's and China's.
    private static RunPlan pairPlan(NodeId evaluator, MemberId... auditors) {
        return planned(evaluator, Set.of(auditors), Optional.of(org.foedus.core.Said.PAIR));
    }

    private static void confined(Cases cases) {
        cases.accepts(
                "a partnership's run starts",
                () ->
                        PartnershipCases.agreed()
                                .judge(
                                        BRAZIL.key(),
                                        h -> start(h, pairPlan(CHINA.nodeId(), CHINA.id()))));
        cases.refuses(
                Rule.NO_PARTNERSHIP,
                () -> Story.settled().judge(BRAZIL.key(), h -> start(h, pairPlan(CHINA.nodeId()))));
        cases.refuses(
                Rule.PARTNERSHIP_NOT_IN_FORCE,
                () ->
                        PartnershipCases.offered()
                                .judge(BRAZIL.key(), h -> start(h, pairPlan(CHINA.nodeId()))));
        cases.refuses(
                Rule.OUTSIDE_PARTNERSHIP,
                () ->
                        PartnershipCases.agreed()
                                .judge(BRAZIL.key(), h -> start(h, pairPlan(INDIA.nodeId()))));
        cases.refuses(
                Rule.OUTSIDE_PARTNERSHIP,
                () ->
                        PartnershipCases.agreed()
                                .judge(
                                        BRAZIL.key(),
                                        h -> start(h, pairPlan(CHINA.nodeId(), INDIA.id()))));
        cases.refuses(
                Rule.OUTSIDE_PARTNERSHIP,
                () -> {
                    var plan = pairPlan(CHINA.nodeId());
                    return PartnershipCases.agreed()
                            .claim(BRAZIL.key(), h -> start(h, plan))
                            .judge(INDIA.node(), h -> consent(h, plan, Claim.Decision.GRANTED));
                });
    }

    private static void work(Cases cases) {
        cases.refuses(
                Rule.OTHER_PLAN,
                () ->
                        Story.running(plan())
                                .judge(
                                        CHINA.node(),
                                        h ->
                                                new Claim.Consent(
                                                        h,
                                                        RUN,
                                                        digest("another"),
                                                        Claim.Decision.WITHDRAWN,
                                                        "owner",
                                                        "")));
        cases.refuses(
                Rule.REVEALS_UPDATES,
                () ->
                        Story.settled()
                                .claim(BRAZIL.key(), h -> start(h, plan()))
                                .judge(
                                        CHINA.node(),
                                        h ->
                                                new Claim.Consent(
                                                        h,
                                                        RUN,
                                                        digest(plan().toString()),
                                                        Claim.Decision.GRANTED,
                                                        "owner",
                                                        "")));
        cases.refuses(
                Rule.NOTHING_TO_CHANGE,
                () ->
                        Story.running(plan())
                                .judge(CHINA.node(), h -> consent(h, Claim.Decision.GRANTED)));
        cases.accepts(
                "a consent is withdrawn",
                () ->
                        Story.running(plan())
                                .judge(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN)));
        cases.accepts(
                "an update",
                () -> opened().judge(CHINA.node(), h -> update(h, CHINA.nodeId(), MODEL_BYTES)));
        cases.refuses(
                Rule.WORK_OF_OTHER,
                () -> opened().judge(CHINA.node(), h -> update(h, INDIA.nodeId(), MODEL_BYTES)));
        cases.refuses(
                Rule.NO_WORK,
                () ->
                        Story.running(plan())
                                .judge(CHINA.node(), h -> update(h, CHINA.nodeId(), MODEL_BYTES)));
        cases.refuses(
                Rule.CONSENT_NOT_IN_FORCE,
                () ->
                        opened().claim(CHINA.node(), h -> consent(h, Claim.Decision.WITHDRAWN))
                                .judge(CHINA.node(), h -> update(h, CHINA.nodeId(), MODEL_BYTES)));
        cases.refuses(
                Rule.OUTPUTS,
                () -> opened().judge(CHINA.node(), h -> update(h, CHINA.nodeId(), 1)));
    }

    private static Story opened() {
        return Story.running(plan()).open(1, BRAZIL, CHINA, INDIA);
    }

    private static Claim update(Claim.Header h, NodeId node, long bytes) {
        return done(h, 1, node, delta(bytes));
    }
}
