package org.foedus.core.alliance;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.jspecify.annotations.Nullable;
import org.pcollections.PVector;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/// The alliance as its ledger tells it: the fold of the entries, in order.
///
/// @param size entries applied
/// @param at time of the newest entry
/// @param id leaf hash of the founding entry; empty only before it
/// @param parties whom each known key speaks for
/// @param lastClaims the newest claim of each key
/// @param blobs what each blob named in the ledger is
/// @param dropped updates that were deleted, with the index of the entry that says so
/// @param recovery the newest, if there was one
public record AllianceState(
        long size,
        Instant at,
        Optional<Sha256> id,
        Optional<Charter> charter,
        List<String> addresses,
        TreePMap<PublicKey, Party> parties,
        TreePMap<PublicKey, LastClaim> lastClaims,
        TreePMap<MemberId, Member> members,
        TreePMap<Sha256, Invitation> invitations,
        TreePMap<MemberId, Application> applications,
        TreePMap<MandateId, Mandate> mandates,
        TreePMap<RunId, Run> runs,
        TreePMap<Sha256, PVector<BlobUse>> blobs,
        TreePMap<Sha256, Long> dropped,
        Optional<Recovery> recovery) {

    /// The newest claim of a key.
    ///
    /// @param payload digest of its payload, to know a retry
    /// @param index of its entry
    public record LastClaim(long sequence, Sha256 payload, long index) {}

    /// Before the first entry.
    public static AllianceState empty() {
        return new AllianceState(
                0,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                Optional.empty());
    }

    /// The state after `entry`, whose leaf hash is `leafHash`. Legality is [Rules]' business; an
    /// entry that no rules could have let through throws [InvariantViolation].
    public AllianceState apply(Entry entry, Sha256 leafHash) {
        InvariantViolation.unless(
                (entry instanceof Entry.Founded) == (size == 0), "one founding entry, the first");
        return new Transition(this).apply(entry, leafHash);
    }

    public Sha256 allianceId() {
        return id.orElseThrow(() -> new InvariantViolation("the alliance is not founded"));
    }

    public Charter rules() {
        return charter.orElseThrow(() -> new InvariantViolation("the alliance is not founded"));
    }

    /// The hub's identity key.
    public PublicKey hubKey() {
        return parties.entrySet().stream()
                .filter(e -> e.getValue() instanceof Party.Operator)
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new InvariantViolation("the alliance is not founded"));
    }

    /// Whether a recovery waits to be confirmed, so that nothing else counts.
    public boolean recovering() {
        return recovery.isPresent() && !recovery.get().settled();
    }

    /// Whom a key speaks for now: nobody, once its member has left, also after it came back with
    /// other keys.
    public Optional<Party> party(PublicKey key) {
        return Optional.ofNullable(parties.get(key))
                .filter(p ->
                        switch (p) {
                            case Party.Operator _ -> true;
                            case Party.Organisation o ->
                                    active(o.member()) && key.equals(keyOf(o.member()));
                            case Party.Agent a ->
                                    active(a.member()) && key.equals(keyOf(a.member(), a.node()));
                        });
    }

    private @Nullable PublicKey keyOf(MemberId id) {
        var member = members.get(id);
        return member == null ? null : member.key();
    }

    private @Nullable PublicKey keyOf(MemberId id, NodeId node) {
        var member = members.get(id);
        return member == null ? null : member.nodes().get(node);
    }

    public boolean active(MemberId id) {
        var member = members.get(id);
        return member != null && member.active();
    }

    /// Every node of an active member, with its member.
    public SortedMap<NodeId, MemberId> nodes() {
        var nodes = new TreeMap<NodeId, MemberId>();
        for (var member : members.values()) {
            if (member.active()) {
                member.nodes().keySet().forEach(n -> nodes.put(n, member.id()));
            }
        }
        return nodes;
    }

    /// Ids of active members that vote.
    public java.util.SortedSet<MemberId> electorate() {
        return members.values().stream()
                .filter(m -> m.active() && m.memberClass().votes())
                .map(Member::id)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    /// Whether `reader` may read a blob. Knowing a digest is not a right to read.
    ///
    /// Models: every active member. Updates and optimizer states: the operator and the auditors
    /// that the plan names; an update also its own member.
    public boolean mayRead(Party reader, Sha256 digest) {
        var uses = blobs.getOrDefault(digest, TreePVector.empty());
        return uses.stream().anyMatch(use -> mayRead(reader, use));
    }

    private boolean mayRead(Party reader, BlobUse use) {
        var run = InvariantViolation.present(runs.get(use.run()), "no run " + use.run());
        return switch (reader) {
            case Party.Operator _ -> true;
            case Party.Organisation o -> mayRead(o.member(), run, use);
            case Party.Agent a -> mayRead(a.member(), run, use);
        };
    }

    private boolean mayRead(MemberId reader, Run run, BlobUse use) {
        if (!active(reader)) {
            return false;
        }
        return switch (use) {
            case BlobUse.Model _ -> true;
            case BlobUse.OptimizerState _ -> run.plan().auditors().contains(reader);
            case BlobUse.Update u ->
                    run.plan().auditors().contains(reader)
                            || reader.equals(nodes().get(u.work().node()));
        };
    }

    /// Whether the newest claim of `key` is this one: a retry.
    public Optional<Long> repeated(PublicKey key, Claim claim, Sha256 payload) {
        return Optional.ofNullable(lastClaims.get(key))
                .filter(l ->
                        l.sequence() == claim.header().sequence() && l.payload().equals(payload))
                .map(LastClaim::index);
    }
}
