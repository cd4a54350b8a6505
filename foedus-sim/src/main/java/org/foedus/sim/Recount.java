package org.foedus.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Party;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.signature.PublicKey;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.VotingRule;

/// The alliance's decisions, made again from its durable entries by rules that are written down
/// here anew: who belonged when, whose votes count, what they make.
///
/// It asks neither [org.foedus.core.vote.Poll] nor the registrar: whether a vote was certain before
/// its close, it finds out by trying everything that was still out.
final class Recount {
    /// How late a decision may be while the hub runs.
    private static final Duration LATE = Duration.ofMinutes(2);

    private final Map<String, Count> open = new TreeMap<>();
    private final Map<String, Matter> matters = new TreeMap<>();
    private final Map<MemberId, Standing> standing = new TreeMap<>();
    private final Map<MemberId, MemberClass> classes = new TreeMap<>();
    private final Map<Sha256, MemberClass> invited = new HashMap<>();
    private final Map<MemberId, Instant> ready = new TreeMap<>();
    private final Map<PublicKey, Instant> retired = new HashMap<>();
    private final Set<PublicKey> dead = new HashSet<>();
    private @org.jspecify.annotations.Nullable Charter charter;
    private long decided;

    /// Whether a member belongs.
    private enum Standing {
        ACTIVE,
        SUSPENDED,
        GONE
    }

    /// What must not be.
    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what);
        }
    }

    private Charter charter() {
        if (charter == null) {
            throw new Violation("an alliance without a charter");
        }
        return charter;
    }

    /// Decisions that were made again.
    long decided() {
        return decided;
    }

    boolean active(MemberId member) {
        return standing.get(member) == Standing.ACTIVE;
    }

    /// Has become durable, after `before`.
    void entry(Entry entry, AllianceState before) {
        switch (entry) {
            case Entry.Founded e -> charter = e.charter();
            case Entry.Claimed e -> claimed(e, before);
            case Entry.Admitted e -> {
                if (!first(e.member())) {
                    decide(subject(e.member()), e.at(), true);
                }
                standing.put(e.member(), Standing.ACTIVE);
            }
            case Entry.Rejected e -> decide(subject(e.member()), e.at(), false);
            case Entry.VoteOpened e -> {
                var from = ready.get(e.applicant());
                require(
                        from != null && !e.at().isBefore(from),
                        "the vote on " + e.applicant() + " opens before its time");
                begin(subject(e.applicant()), Kind.ADMIT, Optional.empty(), e.at(), before);
            }
            case Entry.VoteExtended e -> extended(e);
            case Entry.Decided e -> decided(e, before);
            default -> {
                // no matter of votes
            }
        }
    }

    /// The lead, which the charter admits.
    private boolean first(MemberId member) {
        return member.equals(charter().lead()) && !standing.containsKey(member);
    }

    private static String subject(MemberId applicant) {
        return "application " + applicant;
    }

    private static String subject(org.foedus.core.vote.ProposalId proposal) {
        return "proposal " + proposal;
    }

    private void claimed(Entry.Claimed e, AllianceState before) {
        var key = e.envelope().key();
        var member = Optional.ofNullable(before.parties().get(key)).flatMap(Party::of);
        member.ifPresent(m -> mayStillSign(m, key, e));
        switch (e.claim()) {
            case Claim.Invite c -> invited.put(c.secret(), c.memberClass());
            case Claim.Apply c -> applied(c, e.at(), before);
            case Claim.Vote c -> vote(subject(c.applicant()), member, c.choice(), e.at());
            case VotingClaim.Ballot c -> vote(subject(c.proposal()), member, c.choice(), e.at());
            case VotingClaim.Recuse c -> {
                var subject =
                        c.applicant()
                                .map(Recount::subject)
                                .orElseGet(() -> subject(c.proposal().orElseThrow()));
                counting(subject, member, e.at()).recused.add(member.orElseThrow());
            }
            case VotingClaim.Propose c -> {
                matters.put(subject(c.proposal()), c.matter());
                begin(
                        subject(c.proposal()),
                        c.matter().kind(),
                        Optional.of(c.matter()),
                        e.at(),
                        before);
            }
            case VotingClaim.WithdrawProposal c -> {
                var count = open.remove(subject(c.proposal()));
                require(
                        count != null && e.at().isBefore(count.closes),
                        c.proposal() + " is withdrawn after its close");
            }
            case MembershipClaim.Screen c -> screened(c, e.at());
            case MembershipClaim c -> keys(c, e, before);
            case Claim.Leave _ -> left(key, member, before);
            default -> {
                // nothing of members and votes
            }
        }
    }

    private void mayStillSign(MemberId member, PublicKey key, Entry.Claimed e) {
        require(!dead.contains(key), "a revoked key of " + member + " signs");
        var until = retired.get(key);
        require(
                until == null || e.at().isBefore(until),
                "a replaced key of " + member + " signs after its time");
        var is = standing.get(member);
        require(
                is == Standing.ACTIVE
                        || is == Standing.SUSPENDED && e.claim() instanceof Claim.Leave,
                member + ", which is " + is + ", signs " + e.claim());
    }

    private void applied(Claim.Apply c, Instant at, AllianceState before) {
        var named = invited.get(c.invitation());
        require(named != null, c.member() + " applies uninvited");
        classes.put(c.member(), named == null ? MemberClass.OBSERVER : named);
        var governs = charter().governs();
        if (governs.screening() == Screening.Need.OPTIONAL) {
            ready.put(c.member(), at.plus(governs.comment()));
            if (governs.comment().isZero()) {
                begin(subject(c.member()), Kind.ADMIT, Optional.empty(), at, before);
            }
        }
    }

    private void screened(MembershipClaim.Screen c, Instant at) {
        var governs = charter().governs();
        if (governs.screening() == Screening.Need.CLEAR && c.result() != Screening.Result.CLEAR) {
            ready.remove(c.applicant());
        } else {
            ready.putIfAbsent(c.applicant(), at.plus(governs.comment()));
        }
    }

    private void keys(MembershipClaim claim, Entry.Claimed e, AllianceState before) {
        var key = e.envelope().key();
        var member =
                Optional.ofNullable(before.parties().get(key))
                        .flatMap(Party::of)
                        .map(before.members()::get);
        switch (claim) {
            case MembershipClaim.DelegateNode c ->
                    member.map(m -> m.nodes().get(c.node()))
                            .ifPresent(old -> retired.put(old, c.overlap()));
            case MembershipClaim.DelegatePerson c ->
                    member.map(m -> m.people().get(c.name()))
                            .ifPresent(old -> retired.put(old.key(), c.overlap()));
            case MembershipClaim.RotateKey c -> retired.put(key, c.overlap());
            case MembershipClaim.RevokeKey c -> dead.add(c.key());
            case MembershipClaim.Screen _, MembershipClaim.Comment _ -> {
                // no keys
            }
        }
    }

    private void left(PublicKey key, Optional<MemberId> member, AllianceState before) {
        member.ifPresent(m -> standing.put(m, Standing.GONE));
        if (member.isEmpty()) {
            before.applications().values().stream()
                    .filter(a -> a.key().equals(key))
                    .forEach(a -> open.remove(subject(a.member())));
        }
    }

    // ---- votes

    private void begin(
            String subject, Kind kind, Optional<Matter> matter, Instant at, AllianceState before) {
        var governs = charter().governs();
        var rule = governs.rule(kind);
        var voters = new TreeSet<MemberId>();
        var all = new TreeSet<MemberId>();
        standing.forEach((member, is) -> {
            if (is == Standing.ACTIVE) {
                all.add(member);
                if (classes.get(member) == MemberClass.FULL) {
                    voters.add(member);
                }
            }
        });
        if (rule.electors() == VotingRule.Electors.PARTICIPANTS
                && matter.orElse(null) instanceof Matter.Release release) {
            voters.clear();
            voters.addAll(participants(release, before));
        }
        var about = matter.flatMap(Matter::subject);
        about.ifPresent(voters::remove);
        if (voters.isEmpty() && governs.deadlock().anyone()) {
            voters.addAll(all);
            about.ifPresent(voters::remove);
        }
        var electorate = new TreeMap<MemberId, Integer>();
        voters.forEach(v -> electorate.put(v, governs.weights().getOrDefault(v, 1)));
        open.put(subject, new Count(rule, electorate, at.plus(rule.period())));
    }

    private Set<MemberId> participants(Matter.Release release, AllianceState before) {
        var run = before.runs().get(release.run());
        var members = new TreeSet<MemberId>();
        if (run != null) {
            for (var member : before.members().values()) {
                boolean takesPart =
                        member.nodes().keySet().stream()
                                .map(run.consents()::get)
                                .anyMatch(c -> c != null && c.granted());
                if (takesPart && active(member.id())) {
                    members.add(member.id());
                }
            }
        }
        return members;
    }

    private Count counting(String subject, Optional<MemberId> member, Instant at) {
        var count = open.get(subject);
        if (count == null) {
            throw new Violation("a vote on " + subject + ", which is not open");
        }
        require(at.isBefore(count.closes), "a vote on " + subject + " after its close");
        require(
                member.isPresent() && count.electorate.containsKey(member.get()),
                member + " votes on " + subject + " and is not in its electorate");
        require(
                !count.recused.contains(member.orElseThrow()),
                member + " is recused and votes on " + subject);
        return count;
    }

    private void vote(String subject, Optional<MemberId> member, Choice choice, Instant at) {
        counting(subject, member, at).votes.put(member.orElseThrow(), choice);
    }

    private Count count(String subject) {
        var count = open.get(subject);
        if (count == null) {
            throw new Violation(subject + " is decided and was not open");
        }
        return count;
    }

    private void decide(String subject, Instant at, boolean passed) {
        var count = count(subject);
        if (at.isBefore(count.closes)) {
            require(
                    passed ? count.always(true) : count.always(false),
                    subject + " is decided before its close, and it was not certain: " + count);
        } else {
            boolean last = count.extensions >= charter().governs().deadlock().extensions();
            require(
                    count.quorate() ? count.passes() == passed : last && !passed,
                    subject + " is decided against the votes: " + count);
        }
        open.remove(subject);
        decided++;
    }

    private void extended(Entry.VoteExtended e) {
        var subject =
                e.applicant()
                        .map(Recount::subject)
                        .orElseGet(() -> subject(e.proposal().orElseThrow()));
        var count = count(subject);
        var deadlock = charter().governs().deadlock();
        require(
                !e.at().isBefore(count.closes)
                        && !count.quorate()
                        && count.extensions < deadlock.extensions()
                        && e.closes().equals(e.at().plus(count.rule.period())),
                subject + " is extended without need: " + count);
        count.extensions++;
        count.closes = e.closes();
        count.halve(deadlock.factor());
        require(
                count.over * e.quorum().under() == e.quorum().over() * count.under,
                subject + " has a quorum of " + e.quorum());
    }

    private void decided(Entry.Decided e, AllianceState before) {
        var subject = subject(e.proposal());
        boolean passed =
                e.outcome() == Proposal.Outcome.PASSED || e.outcome() == Proposal.Outcome.LAPSED;
        decide(subject, e.at(), passed);
        if (e.outcome() != Proposal.Outcome.PASSED) {
            return;
        }
        switch (matters.get(subject)) {
            case Matter.Suspend m -> standing.put(m.member(), Standing.SUSPENDED);
            case Matter.Reinstate m -> standing.put(m.member(), Standing.ACTIVE);
            case Matter.Expel m -> standing.put(m.member(), Standing.GONE);
            case Matter.Amend m -> charter = m.charter();
            case Matter.Recover m -> {
                var member = before.members().get(m.member());
                if (member != null) {
                    dead.add(member.key());
                    dead.addAll(member.nodes().values());
                    dead.addAll(member.retiring().keySet());
                    member.people().values().forEach(p -> dead.add(p.key()));
                }
            }
            case Matter.Issue _, Matter.Release _, Matter.Federate _, Matter.Resolve _ -> {
                // nobody's standing changes
            }
            case null -> throw new Violation(subject + " was never put");
        }
    }

    /// Nothing waits that should be decided, for a hub that runs.
    void nothingIsOverdue(Instant now) {
        open.forEach((subject, count) ->
                require(
                        now.isBefore(count.closes.plus(LATE)),
                        subject + " should be decided since " + count.closes));
    }
}
