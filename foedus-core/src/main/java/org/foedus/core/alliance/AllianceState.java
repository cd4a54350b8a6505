package org.foedus.core.alliance;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.foedus.core.claim.Claim;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.pcollections.TreePMap;

/// The alliance as its ledger tells it: the fold of the entries, in order.
///
/// @param size entries applied
/// @param at time of the newest entry
/// @param id leaf hash of the founding entry; empty only before it
/// @param parties whom each known key speaks for
/// @param lastClaims the newest claim of each key
/// @param blobs what each blob named in the ledger is; without those that were dropped
/// @param dropped updates that were deleted, with the index of the entry that says so
/// @param recovery the newest, if there was one
/// @param charterVersion 1 for the founders', one more with each amendment
/// @param released runs whose models more may read than their partners
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
        TreePMap<Sha256, Blob> blobs,
        TreePMap<Sha256, Long> dropped,
        Optional<Recovery> recovery,
        int charterVersion,
        TreePMap<ProposalId, Proposal> proposals,
        TreePMap<PartnershipId, Partnership> partnerships,
        TreePMap<ProgrammeId, Programme> programmes,
        TreePMap<RunId, Matter.Audience> released,
        TreePMap<CommuniqueId, Communique> communiques) {

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
                Optional.empty(),
                0,
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                TreePMap.empty());
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

    /// Whom a key speaks for at the time of the newest entry.
    public Optional<Party> party(PublicKey key) {
        return party(key, at);
    }

    /// Whom a key speaks for: nobody, once it was replaced or its member left or is suspended, also
    /// after it came back with other keys.
    public Optional<Party> party(PublicKey key, Instant now) {
        return Optional.ofNullable(parties.get(key))
                .filter(p -> p.of().map(id -> active(id) && holds(key, p, now)).orElse(true));
    }

    /// Whom a key reads for: also for a member that is suspended, whose right to sign rests.
    public Optional<Party> reader(PublicKey key, Instant now) {
        return Optional.ofNullable(parties.get(key))
                .filter(p -> p.of().map(id -> belongs(id) && holds(key, p, now)).orElse(true));
    }

    /// What became of the member that a key spoke for, or of the application that it signed; empty
    /// for a key that speaks for somebody, or never did.
    public Optional<String> former(PublicKey key, Instant now) {
        var party = parties.get(key);
        if (party != null) {
            return party.of()
                    .filter(id -> !active(id) && holds(key, party, now))
                    .map(members::get)
                    .map(m -> lower(m.status()));
        }
        return applications.values().stream()
                .filter(a -> a.key().equals(key) && !a.open())
                .findFirst()
                .map(a -> lower(a.outcome()));
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    private boolean belongs(MemberId id) {
        var member = members.get(id);
        return member != null && member.belongs();
    }

    /// Whether a key, once put in its place, is still the one there.
    boolean holds(PublicKey key, Party party, Instant now) {
        return party.of()
                .map(id -> {
                    var member = members.get(id);
                    return member != null && member.holds(key, party, now);
                })
                .orElse(true);
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

    /// The nodes that a run may ask, with their members.
    public SortedMap<NodeId, MemberId> nodes(Run run) {
        var all = nodes();
        run.plan().partnership().ifPresent(id -> all.values().retainAll(partners(id)));
        return all;
    }

    /// Who is bound by a partnership.
    public java.util.SortedSet<MemberId> partners(PartnershipId id) {
        var partnership = partnerships.get(id);
        return partnership == null
                ? java.util.Collections.emptySortedSet()
                : partnership.partners();
    }

    /// Whether a member has a node that was heard of: one of its node keys signed a claim.
    public boolean connected(MemberId id) {
        var member = members.get(id);
        return member != null
                && member.active()
                && member.nodes().values().stream().anyMatch(lastClaims::containsKey);
    }

    /// Whether a member leads the alliance: the charter names it, and it has not left since.
    public boolean leads(MemberId id) {
        var member = members.get(id);
        return id.equals(rules().lead()) && member != null && member.belongs();
    }

    /// Whether a member records how applicants were screened.
    public boolean screens(MemberId id) {
        return Succession.screens(this, id);
    }

    /// Ids of active members that vote.
    public java.util.SortedSet<MemberId> electorate() {
        return members.values().stream()
                .filter(m -> m.active() && m.memberClass().votes())
                .map(Member::id)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
    }

    /// Whether `reader` may read a blob, by how it came to be. Knowing a digest is not a right to
    /// read, and no use of it gives one.
    ///
    /// Models: every active member; of a partnership's run its partners, unless it was agreed or
    /// decided otherwise. Updates and optimizer states: the operator and the auditors that the plan
    /// names; an update also the member that sent it.
    public boolean mayRead(Party reader, Sha256 digest) {
        var blob = blobs.get(digest);
        return blob != null && reader.of().map(m -> mayRead(m, blob)).orElse(true);
    }

    private boolean mayRead(MemberId reader, Blob blob) {
        return active(reader) && blob.origins().stream().anyMatch(o -> mayRead(reader, o));
    }

    private boolean mayRead(MemberId reader, Blob.Origin origin) {
        var run = run(origin);
        return switch (origin) {
            case Blob.Origin.Model _ -> mayReadModels(reader, run);
            case Blob.Origin.OptimizerState _ -> run.plan().auditors().contains(reader);
            case Blob.Origin.Update u ->
                    run.plan().auditors().contains(reader) || reader.equals(u.sender());
        };
    }

    private Run run(Blob.Origin origin) {
        return InvariantViolation.present(runs.get(origin.run()), "no run " + origin.run());
    }

    /// Whether an active member may read the models of a run.
    public boolean mayReadModels(MemberId reader, Run run) {
        var partnership = run.plan().partnership().map(partnerships::get);
        return openToAll(run)
                || partnership.isPresent()
                        && partnership.get().members().contains(reader)
                        && partnership.get().signed().containsKey(reader);
    }

    /// Whether every member may read the models of a run, also who joins later.
    private boolean openToAll(Run run) {
        var partnership = run.plan().partnership().map(partnerships::get);
        return partnership.isEmpty()
                || partnership.get().results() == Partnership.Results.MEMBERS
                || released.containsKey(run.id());
    }

    /// Whether a run may start from `model`: from bytes that are new to the ledger, or from a model
    /// that everyone may read whom such a run may ask.
    ///
    /// @param partnership whose run it is to be; empty for one that asks every member
    public boolean mayStartFrom(Sha256 model, Optional<PartnershipId> partnership) {
        var blob = blobs.get(model);
        if (blob == null) {
            return !dropped.containsKey(model);
        }
        if (blob.kind() != Blob.Kind.MODEL) {
            return false;
        }
        return partnership
                .map(this::partners)
                .map(p -> !p.isEmpty() && p.stream().allMatch(m -> mayRead(m, blob)))
                .orElseGet(() ->
                        blob.origins().stream()
                                .anyMatch(
                                        o -> o instanceof Blob.Origin.Model && openToAll(run(o))));
    }

    /// Whether updates of a round were not dropped yet.
    public boolean keepsUpdates(RoundState round) {
        return round.work().values().stream()
                .flatMap(w -> w.done().stream())
                .map(Work.Done::claim)
                .anyMatch(c ->
                        c.outputs().values().stream()
                                .map(o -> blobs.get(o.sha256()))
                                .anyMatch(b -> b != null && b.sentFor(c.work())));
    }

    /// Whether the ledger names a blob, or named it once.
    public boolean knows(Sha256 digest) {
        return blobs.containsKey(digest) || dropped.containsKey(digest);
    }

    /// Whether the newest claim of `key` is this one: a retry.
    public Optional<Long> repeated(PublicKey key, Claim claim, Sha256 payload) {
        return Optional.ofNullable(lastClaims.get(key))
                .filter(l ->
                        l.sequence() == claim.header().sequence() && l.payload().equals(payload))
                .map(LastClaim::index);
    }
}
