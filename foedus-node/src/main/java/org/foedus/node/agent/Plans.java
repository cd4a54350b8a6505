package org.foedus.node.agent;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.policy.Request;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.node.dataset.Sight;
import org.foedus.node.decision.Abilities;
import org.foedus.node.decision.Prospect;
import org.foedus.node.home.NodeHome;

/// The plans that ask for a node's data, as its owner's files judge them now.
public final class Plans {
    private final NodeHome home;
    private final Sight sight;
    private final SortedSet<String> architectures;
    private final ZonedDateTime now;

    /// @param sight of the data, which may be kept from one question to the next
    /// @param architectures that an engine here can train
    /// @param now in the zone in which the owner's hours count
    public Plans(NodeHome home, Sight sight, SortedSet<String> architectures, ZonedDateTime now) {
        this.home = home;
        this.sight = sight;
        this.architectures = architectures;
        this.now = now;
    }

    /// How many plans of active runs this node has not answered.
    public long unanswered(AllianceState state) {
        var node = home.settings().node();
        return state.runs().values().stream()
                .filter(r -> r.active() && !r.consents().containsKey(node))
                .filter(r -> Request.of(state, r, now).isPresent())
                .count();
    }

    /// Those of all active runs, those without a word of this node first. Reads the data.
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
                                datasets.objections(request, node),
                                prospect(run, request)));
            }
        }
        plans.sort(Comparator.comparing(p -> p.consent().isPresent()));
        return plans;
    }

    private Prospect prospect(Run run, Request request) {
        var settings = home.settings();
        var book = home.datasets();
        var abilities =
                new Abilities(
                        settings.node(), settings.limits(), book, architectures, sight.over(book));
        var hours = settings.limits().hours();
        var outside =
                hours == null || hours.contains(now.toLocalTime())
                        ? Optional.<Instant>empty()
                        : Optional.of(hours.next(now));
        return Prospect.of(abilities, run, request, outside);
    }

    /// Throws `NOT_ALLOWED` where the data's own permission forbids a plan, or where this node can
    /// do none of its work.
    ///
    /// @param although the owner wants to consent although it can't
    public void requirePermitted(AllianceState state, RunId id, boolean although) {
        var run = state.runs().get(id);
        var request = Optional.ofNullable(run).flatMap(r -> Request.of(state, r, now));
        if (run == null || request.isEmpty()) {
            return;
        }
        var objections = home.datasets().objections(request.get(), home.settings().node());
        if (!objections.isEmpty()) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED,
                    String.join("; ", objections)
                            + ": change its allow in datasets.yaml first, or refuse");
        }
        if (although) {
            return;
        }
        var prospect = prospect(run, request.get());
        if (!prospect.serves()) {
            throw new FoedusException(
                    ErrorCode.NOT_ALLOWED,
                    "this node can do none of the plan's work: "
                            + String.join("; ", prospect.obstacles())
                            + ". Mend that first, or consent all the same: foedus node approve "
                            + id
                            + " --although-unable");
        }
    }
}
