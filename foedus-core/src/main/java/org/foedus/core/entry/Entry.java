package org.foedus.core.entry;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.Envelope;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// One entry of the ledger: a claim as it was received, or what the hub decided by the rules.
public sealed interface Entry {
    /// The hub's clock, never before the entry before.
    Instant at();

    /// The first entry, and only the first.
    ///
    /// @param hub the hub's identity key
    /// @param nonce random, so that two alliances of one charter differ
    record Founded(Instant at, Charter charter, PublicKey hub, Sha256 nonce) implements Entry {}

    /// Where the hub can be reached; the last such entry counts.
    record HubAddresses(Instant at, List<String> addresses) implements Entry {
        public HubAddresses {
            addresses = List.copyOf(addresses);
        }
    }

    /// A claim that was accepted, with the exact signed bytes.
    record Claimed(Instant at, Envelope envelope, Claim claim) implements Entry {}

    /// An application was decided by the charter or by the ballots so far.
    record Admitted(Instant at, MemberId member, String basis) implements Entry {}

    record Rejected(Instant at, MemberId member, String basis) implements Entry {}

    /// The comment period of an application is over: its vote opens.
    record VoteOpened(Instant at, MemberId applicant) implements Entry {}

    /// Too few had voted at the close: the vote goes on, with a smaller quorum, as the charter
    /// says. It is that on an application or that on a proposal.
    record VoteExtended(
            Instant at,
            Optional<MemberId> applicant,
            Optional<ProposalId> proposal,
            Instant closes,
            Fraction quorum)
            implements Entry {}

    /// A proposal was decided by the ballots.
    record Decided(Instant at, ProposalId proposal, Proposal.Outcome outcome, String basis)
            implements Entry {}

    /// What a node sent for a work item was refused; it counts as its answer.
    record WorkRefused(Instant at, WorkItemId work, String code, String reason) implements Entry {}

    record RoundOpened(
            Instant at,
            RunId run,
            int round,
            Sha256 base,
            SortedSet<NodeId> cohort,
            Instant deadline)
            implements Entry {
        public RoundOpened {
            cohort = Collections.unmodifiableSortedSet(new TreeSet<>(cohort));
        }
    }

    record RoundClosed(
            Instant at,
            RunId run,
            int round,
            SortedSet<NodeId> included,
            SortedMap<NodeId, String> excluded)
            implements Entry {
        public RoundClosed {
            included = Collections.unmodifiableSortedSet(new TreeSet<>(included));
            excluded = Collections.unmodifiableSortedMap(new TreeMap<>(excluded));
        }
    }

    /// @param metrics over the included updates, weighted as they were folded
    record RoundPublished(
            Instant at,
            RunId run,
            int round,
            Sha256 model,
            long modelBytes,
            Optional<Sha256> optimizerState,
            SortedMap<String, Double> metrics)
            implements Entry {
        public RoundPublished {
            metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
        }
    }

    record RoundFailed(Instant at, RunId run, int round, String reason) implements Entry {}

    record RunFinished(Instant at, RunId run, Sha256 model) implements Entry {}

    record RunFailed(Instant at, RunId run, String reason) implements Entry {}

    /// The updates of some rounds of a run that is over are deleted, now that this entry is here.
    record UpdatesDropped(Instant at, RunId run, SortedSet<Integer> rounds) implements Entry {
        public UpdatesDropped {
            rounds = Collections.unmodifiableSortedSet(new TreeSet<>(rounds));
        }
    }

    /// The hub had lost its ledger, or the end of it, and has it back from its members' mirrors.
    /// With a node missing, nothing else counts until the charter's quorum has confirmed it.
    ///
    /// @param from entries that the hub had left
    /// @param to entries now: those before this one
    /// @param root of the tree over them
    /// @param heard nodes whose mirrors hold no more than that
    /// @param missing nodes of members that were not heard
    record Recovered(
            Instant at,
            long from,
            long to,
            Sha256 root,
            SortedSet<NodeId> heard,
            SortedSet<NodeId> missing)
            implements Entry {
        public Recovered {
            heard = Collections.unmodifiableSortedSet(new TreeSet<>(heard));
            missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        }
    }

    /// A body was erased for good.
    record BodyErased(Instant at, Sha256 body, String reason) implements Entry {}
}
