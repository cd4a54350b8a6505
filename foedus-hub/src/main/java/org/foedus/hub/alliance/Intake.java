package org.foedus.hub.alliance;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.signature.Envelope;
import org.foedus.protocol.json.EntryCodec;

/// How much each member added to the ledger lately, and whether it may add more: out of the entries
/// and their times, so that a restart forgets nothing. Not thread-safe.
///
/// What is said counts for the member: its claims, and the bytes of them and of their bodies. Votes
/// and consents count for the holder of the key, apart from what is said. What can be done but once
/// for something that was counted is never refused: answers to work, and whatever takes back, ends
/// or protects.
final class Intake {
    private static final Logger LOG = System.getLogger("org.foedus.hub");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PAGE = 500;

    /// Nothing that is said takes the last 8 MiB of the disk, and nothing at all the last 2.
    private static final long ROOM_TO_SPEAK = 8L << 20;

    private static final long ROOM_TO_ACT = 2L << 20;

    private final Ledger ledger;
    private final ClaimLimits limits;
    private final LongSupplier room;
    private final Map<MemberId, Window> said = new HashMap<>();
    private final Map<Party, Window> votes = new HashMap<>();
    private final Window all = new Window();
    private long read;
    private volatile long today;
    private Instant warned = Instant.EPOCH;

    /// @param room bytes that the ledger's disk has free
    Intake(Ledger ledger, ClaimLimits limits, LongSupplier room) {
        this.ledger = ledger;
        this.limits = limits;
        this.room = room;
    }

    /// For what a claim counts.
    private enum Weight {
        FREE,
        VOTE,
        SAID
    }

    private static Weight weight(Claim claim) {
        return switch (claim) {
            case Claim.Apply _,
                    Claim.WorkDone _,
                    Claim.WorkDeclined _,
                    Claim.StopRun _,
                    Claim.ConfirmRecovery _,
                    Claim.Leave _,
                    MembershipClaim.RevokeKey _,
                    VotingClaim.Recuse _,
                    VotingClaim.WithdrawProposal _,
                    VotingClaim.StopProposal _,
                    PartnershipClaim.LeavePartnership _,
                    MandateClaim.CancelMandate _,
                    CommuniqueClaim.WithdrawCommunique _ ->
                    Weight.FREE;
            case Claim.Consent c ->
                    c.decision() == Claim.Decision.WITHDRAWN ? Weight.FREE : Weight.VOTE;
            case Claim.Vote _,
                    MembershipClaim.RotateKey _,
                    VotingClaim.Ballot _,
                    PartnershipClaim.SignPartnership _ ->
                    Weight.VOTE;
            case Claim.Invite _,
                    Claim.Readiness _,
                    Claim.PublishMandate _,
                    Claim.StartRun _,
                    MembershipClaim _,
                    VotingClaim _,
                    PartnershipClaim _,
                    MandateClaim _,
                    CommuniqueClaim _ ->
                    Weight.SAID;
        };
    }

    /// Bytes that members said in the last day.
    long today() {
        return today;
    }

    long mostADay() {
        return limits.dailyBytesInAll();
    }

    /// Throws `TOO_MANY`, with when there is room again, for a legal claim above a limit.
    void require(
            AllianceState state, Envelope envelope, Claim claim, List<Body> bodies, Instant now) {
        catchUp(state, now);
        requireDisk(claim);
        var party = Optional.ofNullable(state.parties().get(envelope.key()));
        var member = party.flatMap(Party::of);
        if (member.isEmpty()) {
            return; // The operator, or an applicant by its one invitation.
        }
        switch (weight(claim)) {
            case FREE -> {
                // bounded by what it answers or ends
            }
            case VOTE -> requireVote(party.get(), now);
            case SAID -> {
                requireRoom(member.get(), bytes(envelope, bodies), state, now);
                requireOpen(state, member.get(), claim);
            }
        }
    }

    private void requireDisk(Claim claim) {
        long free = room.getAsLong();
        long kept = weight(claim) == Weight.SAID ? ROOM_TO_SPEAK : ROOM_TO_ACT;
        if (free < kept) {
            throw new FoedusException(
                    ErrorCode.DISK_FULL,
                    "the hub's disk has "
                            + free
                            + " bytes free, and keeps "
                            + kept
                            + ": its operator must free some space");
        }
    }

    private void requireVote(Party party, Instant now) {
        var window = votes.getOrDefault(party, new Window());
        refuse(
                window.full(limits.hourlyVotes(), HOUR, now),
                party.label()
                        + " voted and consented "
                        + limits.hourlyVotes()
                        + " times in an hour",
                now);
        refuse(
                window.full(limits.dailyVotes(), Window.DAY, now),
                party.label() + " voted and consented " + limits.dailyVotes() + " times in a day",
                now);
    }

    private void requireRoom(MemberId member, long more, AllianceState state, Instant now) {
        var own = said.getOrDefault(member, new Window());
        refuse(
                own.full(limits.hourly(), HOUR, now),
                member + " added " + limits.hourly() + " claims in an hour",
                now);
        refuse(
                own.full(limits.daily(), Window.DAY, now),
                member + " added " + limits.daily() + " claims in a day",
                now);
        refuse(
                own.full(limits.dailyBytes(), more, now),
                member + " would add more than " + limits.dailyBytes() + " bytes in a day",
                now);
        long share = limits.dailyBytesInAll() / Math.max(1, state.members().size());
        if (own.bytes(now) + more > share) {
            refuse(
                    all.full(limits.dailyBytesInAll(), more, now),
                    "all members together would add more than "
                            + limits.dailyBytesInAll()
                            + " bytes in a day, and "
                            + member
                            + " more than its share of "
                            + share,
                    now);
        }
    }

    private static void refuse(Optional<Instant> until, String what, Instant now) {
        until.ifPresent(t -> {
            throw FoedusException.until(
                    ErrorCode.TOO_MANY,
                    what
                            + ", the most that this hub takes: again from "
                            + t
                            + " on. Votes, consents and withdrawals are taken as before",
                    Duration.between(now, t));
        });
    }

    private void requireOpen(AllianceState state, MemberId member, Claim claim) {
        switch (claim) {
            case VotingClaim.Propose _ ->
                    requireFewer(
                            state.proposals().values().stream()
                                    .filter(p -> p.open() && p.by().equals(member)),
                            limits.proposals(),
                            member + " has %d proposals open");
            case PartnershipClaim.OfferPartnership _ ->
                    requireFewer(
                            state.partnerships().values().stream()
                                    .filter(p ->
                                            p.status(state.at()) == Partnership.Status.OFFERED
                                                    && p.offeredBy().equals(member)),
                            limits.proposals(),
                            member + " has %d offers of partnerships open");
            case Claim.PublishMandate _ ->
                    requireFewer(
                            state.mandates().values().stream()
                                    .filter(m -> m.status().open() && m.issuer().equals(member)),
                            limits.mandates(),
                            member + " issued %d mandates that are open");
            default -> {
                // nothing that stays open
            }
        }
    }

    private static void requireFewer(Stream<?> open, int most, String what) {
        if (open.limit(most).count() == most) {
            throw new FoedusException(
                    ErrorCode.TOO_MANY,
                    what.formatted(most)
                            + ", the most that this hub takes: end one first, or wait until one"
                            + " is decided");
        }
    }

    /// Reads what was appended since.
    private void catchUp(AllianceState state, Instant now) {
        if (state.size() < read) {
            // A recovery: the members went on from an earlier entry.
            said.clear();
            votes.clear();
            read = 0;
        }
        if (read == 0) {
            read = firstAfter(state.size(), now.minus(Window.DAY));
        }
        while (read < state.size()) {
            var lines = ledger.read(read, PAGE);
            if (lines.isEmpty()) {
                break;
            }
            for (var line : lines) {
                if (EntryCodec.read(line) instanceof Entry.Claimed claimed) {
                    count(state, claimed);
                }
                read++;
            }
        }
        today = all.bytes(now);
        warn(now);
    }

    /// The first entry of `size` after a time; entries never go back in time.
    private long firstAfter(long size, Instant time) {
        long from = 0;
        long to = size;
        while (from < to) {
            long middle = (from + to) >>> 1;
            var line = ledger.read(middle, 1);
            if (!line.isEmpty() && EntryCodec.read(line.getFirst()).at().isAfter(time)) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    private void count(AllianceState state, Entry.Claimed entry) {
        var party = Optional.ofNullable(state.parties().get(entry.envelope().key()));
        var member = party.flatMap(Party::of);
        if (member.isEmpty()) {
            return;
        }
        switch (weight(entry.claim())) {
            case FREE -> {
                // not counted
            }
            case VOTE -> votes.computeIfAbsent(party.get(), _ -> new Window()).add(entry.at(), 0);
            case SAID -> {
                var bodies =
                        entry.claim().bodies().stream()
                                .flatMap(digest -> ledger.body(digest).stream())
                                .toList();
                long bytes = bytes(entry.envelope(), bodies);
                said.computeIfAbsent(member.get(), _ -> new Window()).add(entry.at(), bytes);
                all.add(entry.at(), bytes);
            }
        }
    }

    private static long bytes(Envelope envelope, List<Body> bodies) {
        return envelope.payload().length()
                + bodies.stream().mapToLong(b -> b.content().length()).sum();
    }

    /// Someone should know before it is full.
    private void warn(Instant now) {
        if (today > limits.dailyBytesInAll() / 2 && !now.isBefore(warned.plus(HOUR))) {
            warned = now;
            LOG.log(
                    Level.WARNING,
                    "ledger.grows-fast bytes-a-day="
                            + today
                            + " most="
                            + limits.dailyBytesInAll()
                            + " by="
                            + most());
        }
    }

    private String most() {
        return said.entrySet().stream()
                .max(Map.Entry.comparingByValue(Comparator.comparingLong(w -> w.bytes(warned))))
                .map(e -> e.getKey().value())
                .orElse("");
    }
}
