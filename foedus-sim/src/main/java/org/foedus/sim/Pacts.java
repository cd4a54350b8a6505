package org.foedus.sim;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// The partnerships, from the durable entries: who is bound, and who may read what came of it.
final class Pacts {
    private final Map<PartnershipId, Pact> pacts = new TreeMap<>();
    private final Map<RunId, PartnershipId> confined = new TreeMap<>();
    private final Map<ProposalId, RunId> releases = new TreeMap<>();
    private final Set<RunId> released = new TreeSet<>();

    private static final class Pact {
        private final Set<MemberId> named;
        private final boolean shared;
        private final Set<MemberId> signed = new TreeSet<>();
        private final Set<MemberId> ever = new TreeSet<>();
        private boolean inForce;

        private Pact(Set<MemberId> named, boolean shared) {
            this.named = named;
            this.shared = shared;
        }

        private void sign(MemberId member) {
            signed.add(member);
            ever.add(member);
            inForce |= signed.containsAll(named);
        }
    }

    void entry(Entry entry, AllianceState before) {
        switch (entry) {
            case Entry.Claimed e -> {
                var member =
                        Optional.ofNullable(before.parties().get(e.envelope().key()))
                                .flatMap(Party::of);
                member.ifPresent(m -> claimed(e.claim(), m));
            }
            case Entry.Decided e when e.outcome() == Proposal.Outcome.PASSED -> {
                var run = releases.get(e.proposal());
                if (run != null) {
                    released.add(run);
                }
            }
            default -> {
                // nothing of partnerships
            }
        }
    }

    private void claimed(Claim claim, MemberId member) {
        switch (claim) {
            case PartnershipClaim.OfferPartnership c -> {
                var pact = new Pact(c.members(), c.results() == Partnership.Results.MEMBERS);
                pacts.put(c.partnership(), pact);
                pact.sign(member);
            }
            case PartnershipClaim.SignPartnership c -> pact(c.partnership()).sign(member);
            case PartnershipClaim.LeavePartnership c -> pact(c.partnership()).signed.remove(member);
            case Claim.StartRun c ->
                    c.plan().partnership().ifPresent(p -> confined.put(c.run(), p));
            case VotingClaim.Propose c when c.matter() instanceof Matter.Release r ->
                    releases.put(c.proposal(), r.run());
            default -> {
                // nothing of partnerships
            }
        }
    }

    private Pact pact(PartnershipId id) {
        var pact = pacts.get(id);
        if (pact == null) {
            throw new Violation("no partnership " + id);
        }
        return pact;
    }

    /// Whether `member` may be asked to train in `run`.
    boolean bound(RunId run, MemberId member) {
        var id = confined.get(run);
        return id == null || pact(id).inForce && pact(id).signed.contains(member);
    }

    /// Whether `reader` may read the models of `run`: it was a partner once, at least.
    boolean mayRead(RunId run, Optional<MemberId> reader) {
        var id = confined.get(run);
        return id == null
                || pact(id).shared
                || released.contains(run)
                || reader.isPresent() && pact(id).ever.contains(reader.get());
    }
}
