package org.foedus.node.agent;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.name.Names;
import org.foedus.core.policy.Explanation;
import org.foedus.core.run.ConsentState;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.dataset.Sight;
import org.foedus.node.decision.Prospect;
import org.foedus.node.home.NodeHome;
import org.foedus.node.outgoing.OutgoingLog;
import org.foedus.node.work.EngineChoice;
import org.foedus.protocol.api.Api;
import org.foedus.protocol.model.Architectures;

/// What the owner of a node decides. Works beside a running node, from another process: both sign
/// with the node's key, and the ledger tells the node what its owner said.
public final class Owner {
    static final String OWNER = "owner";
    private static final int MAX_REASON = 200;

    private final NodeHome home;
    private final Mirror mirror;
    private final HubClient hub;
    private final Sender sender;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Sight sight;
    private final SortedSet<String> architectures;

    /// @param mirror followed to its end by the caller
    /// @param zone in which the owner's hours count
    public Owner(NodeHome home, Mirror mirror, HubClient hub, InstantSource clock, ZoneId zone) {
        this.home = home;
        this.clock = clock;
        this.zone = zone;
        this.mirror = mirror;
        this.hub = hub;
        this.sight = new Sight(home.folder(), Architectures::named, clock);
        this.architectures = EngineChoice.of(home.settings().engine()).architectures();
        this.sender =
                new Sender(
                        hub,
                        new OutgoingLog(home.outgoingFile()),
                        home.hub().addresses().getFirst(),
                        clock,
                        mirror::requireTrust);
    }

    /// A plan of an active run, and what was and would be said of it.
    ///
    /// @param consent this node's last word, if it gave one
    /// @param policy what the node's policy would decide, and why
    /// @param data why data here may not be used for it
    /// @param prospect what this node could do for it
    public record Plan(
            Run run,
            Mandate mandate,
            Optional<ConsentState> consent,
            Explanation policy,
            List<String> data,
            Prospect prospect) {}

    /// The plans of all active runs, those without a word of this node first.
    public List<Plan> review() {
        return plans().of(mirror.state());
    }

    private Plans plans() {
        return new Plans(home, sight, architectures, clock.instant().atZone(zone));
    }

    /// Consents to the plan of a run, as it stands in the verified ledger; `NOT_ALLOWED` where the
    /// data's own permission forbids it, or this node can do none of its work.
    ///
    /// @param revealsUpdates whether the owner accepts that another member can compute this node's
    ///   update, where the plan's cohort is that small
    public Api.ClaimAnswer approve(RunId run, boolean revealsUpdates) {
        return approve(run, revealsUpdates, false);
    }

    /// As above.
    ///
    /// @param although this node can do none of the plan's work now: it is asked once it says that
    ///   it can
    public Api.ClaimAnswer approve(RunId run, boolean revealsUpdates, boolean although) {
        plans().requirePermitted(mirror.state(), run, although);
        var asked =
                Optional.ofNullable(mirror.state().runs().get(run))
                        .flatMap(r -> r.plan().cohort().revealsUpdates());
        return consent(run, Claim.Decision.GRANTED, "", asked.filter(_ -> revealsUpdates));
    }

    public Api.ClaimAnswer refuse(RunId run, String reason) {
        return consent(run, Claim.Decision.REFUSED, Names.text("reason", reason, MAX_REASON));
    }

    /// Takes a consent back: from the next close on nothing of this node is included.
    public Api.ClaimAnswer withdraw(RunId run, String reason) {
        return consent(run, Claim.Decision.WITHDRAWN, Names.text("reason", reason, MAX_REASON));
    }

    private Api.ClaimAnswer consent(RunId id, Claim.Decision decision, String reason) {
        return consent(id, decision, reason, Optional.empty());
    }

    private Api.ClaimAnswer consent(
            RunId id,
            Claim.Decision decision,
            String reason,
            Optional<RunPlan.Acceptance> reveals) {
        var run = mirror.state().runs().get(id);
        if (run == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND, "no run " + id + ": foedus run list shows them");
        }
        hub.signIn(home.nodeKey());
        return sender.claim(
                h -> new Claim.Consent(h, id, run.planDigest(), decision, OWNER, reason, reveals),
                List.of(),
                Optional.of(id),
                Optional.of(Under.given(OWNER, run.planDigest())));
    }

    /// Leaves the alliance, signed by the organisation.
    public Api.ClaimAnswer leave(String reason) {
        var why = Names.text("reason", reason, MAX_REASON);
        hub.signIn(home.organisationKey());
        return sender.claim(
                h -> new Claim.Leave(h, why), List.of(), Optional.empty(), Optional.empty());
    }
}
