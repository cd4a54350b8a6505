package org.foedus.node.agent;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.Request;
import org.foedus.core.run.RunId;
import org.foedus.node.home.NodeHome;

/// The plans that ask for a node's data, as its owner's files judge them now.
public final class Plans {
    private final NodeHome home;
    private final ZonedDateTime now;

    /// @param now in the zone in which the owner's hours count
    public Plans(NodeHome home, ZonedDateTime now) {
        this.home = home;
        this.now = now;
    }

    /// Those of all active runs, those without a word of this node first.
    public List<Owner.Plan> of(AllianceState state) {
        var node = home.settings().node();
        var policy = home.policy();
        var datasets = home.datasets();
        var plans = new ArrayList<Owner.Plan>();
        for (var run : state.runs().values()) {
            var mandate = state.mandates().get(run.plan().mandate());
            var asked = Request.of(state, run, now);
            if (run.active() && mandate != null && asked.isPresent()) {
                var request = asked.get();
                plans.add(
                        new Owner.Plan(
                                run,
                                mandate,
                                Optional.ofNullable(run.consents().get(node)),
                                policy.explain(request),
                                datasets.objections(request, node)));
            }
        }
        plans.sort(Comparator.comparing(p -> p.consent().isPresent()));
        return plans;
    }

    /// Throws `NOT_ALLOWED` where the data's own permission forbids a plan.
    public void requirePermitted(AllianceState state, RunId run) {
        Optional.ofNullable(state.runs().get(run))
                .flatMap(r -> Request.of(state, r, now))
                .map(r -> home.datasets().objections(r, home.settings().node()))
                .filter(objections -> !objections.isEmpty())
                .ifPresent(objections -> {
                    throw new FoedusException(
                            ErrorCode.NOT_ALLOWED,
                            String.join("; ", objections)
                                    + ": change its allow in datasets.yaml first, or refuse");
                });
    }
}
