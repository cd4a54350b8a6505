package org.foedus.core.policy;

import java.time.ZonedDateTime;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunPlan;

/// A plan that asks for consent, where it comes from, and when it asks.
///
/// @param lead of the mandate
/// @param partners bound by the run's partnership; none for a run of the whole alliance
/// @param now by the node's clock, in the zone in which its owner's hours count
public record Request(
        RunPlan plan,
        MemberId lead,
        MemberId startedBy,
        SortedSet<MemberId> partners,
        ZonedDateTime now) {
    public Request {
        partners = Collections.unmodifiableSortedSet(new TreeSet<>(partners));
    }

    /// What a run asks; empty where the ledger lacks its mandate.
    public static Optional<Request> of(AllianceState state, Run run, ZonedDateTime now) {
        var plan = run.plan();
        var partners = plan.partnership().map(state::partners).orElseGet(TreeSet::new);
        return Optional.ofNullable(state.mandates().get(plan.mandate()))
                .map(m -> new Request(plan, m.lead(), run.startedBy(), partners, now));
    }

    /// The partnership of the run; empty for a run of the whole alliance.
    public String partnership() {
        return plan.partnership().map(PartnershipId::value).orElse("");
    }

    /// Optimizer steps of the whole run on one node.
    public long runSteps() {
        return (long) plan.rounds() * plan.training().steps();
    }
}
