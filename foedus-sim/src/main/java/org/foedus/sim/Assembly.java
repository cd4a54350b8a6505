package org.foedus.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Application;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.digest.Bytes;
import org.foedus.core.error.FoedusException;
import org.foedus.core.ledger.Body;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;

/// How the simulated members govern themselves, now and then, at random: who may and who may not.
/// Each act is tried once; what the hub makes of it is for the referee to see.
///
/// The members of the run are not expelled, and at most one of them is suspended at a time, so that
/// the run can end; guests are treated worse.
final class Assembly {
    private static final int MOST_GUESTS = 4;

    private final World world;
    private final People people;
    private final Referee referee;
    private final List<MemberId> members;
    private final Affairs affairs;
    private int proposals;
    private int guests;

    /// @param members whose nodes train; the first leads
    Assembly(World world, People people, Referee referee, List<MemberId> members) {
        this.world = world;
        this.people = people;
        this.referee = referee;
        this.members = List.copyOf(members);
        this.affairs = new Affairs(world, people, referee, this, members);
    }

    private AllianceState state() {
        return referee.state();
    }

    int chance(int bound) {
        return world.chance().nextInt(bound);
    }

    <T> Optional<T> any(List<T> of) {
        return of.isEmpty() ? Optional.empty() : Optional.of(of.get(chance(of.size())));
    }

    /// Any organisation of the alliance, also one that left.
    Optional<MemberId> anyMember() {
        return any(new ArrayList<>(state().members().keySet()));
    }

    /// One of those whose nodes train.
    MemberId anyOfTheRun() {
        return members.get(chance(members.size()));
    }

    void say(Signer signer, Function<Claim.Header, Claim> claim, List<Body> bodies) {
        people.as(signer).submit(claim, bodies);
    }

    /// By its organisation key.
    void say(MemberId member, Function<Claim.Header, Claim> claim) {
        say(people.organisation(member), claim, List.of());
    }

    /// Governs until `over`, then lets nobody stay suspended whom the run needs.
    void live(BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            people.machine().busy(world.between(Duration.ofSeconds(1), Duration.ofSeconds(14)));
            try {
                act();
            } catch (FoedusException e) {
                world.note("assembly: " + e.code());
            }
        }
        members.forEach(this::reinstate);
    }

    private void act() {
        switch (chance(17)) {
            case 0, 1 -> propose();
            case 2, 3, 4, 5, 6 -> vote();
            case 7 -> theft();
            case 15 -> recuse();
            case 8 -> comment();
            case 9 -> invite();
            case 10 -> leave();
            default -> affairs.act();
        }
    }

    // ---- proposals and votes

    private void propose() {
        var by = anyMember();
        var matter = matter();
        if (by.isPresent() && matter.isPresent()) {
            propose(by.get(), matter.get());
        }
    }

    private ProposalId propose(MemberId by, Matter matter) {
        var id = new ProposalId("p-" + ++proposals);
        say(by, h -> new VotingClaim.Propose(h, id, "A question", "Shall we?", matter));
        return id;
    }

    private Optional<Matter> matter() {
        return switch (chance(9)) {
            case 0, 1 -> suspension();
            case 2 -> suspended().map(Matter.Reinstate::new);
            case 3 -> guest().map(Matter.Expel::new);
            case 4 -> Optional.of(amendment());
            case 5 -> anyMember().map(lead -> new Matter.Issue(instruction(lead)));
            case 6 ->
                    any(new ArrayList<>(state().runs().keySet()))
                            .map(run -> new Matter.Release(run, Matter.Audience.MEMBERS));
            case 7 -> guest().map(g -> new Matter.Recover(g, people.fresh(g.value()).publicKey()));
            default -> Optional.of(new Matter.Resolve());
        };
    }

    /// At most one of those that the run needs, and never its lead.
    private Optional<Matter> suspension() {
        var guest = guest();
        if (guest.isPresent() && chance(2) == 0) {
            return guest.map(Matter.Suspend::new);
        }
        boolean enough =
                suspended().isPresent()
                        || state().proposals().values().stream()
                                .anyMatch(p -> p.open() && p.matter() instanceof Matter.Suspend);
        return enough
                ? Optional.empty()
                : any(members.subList(1, members.size())).map(Matter.Suspend::new);
    }

    /// One wants to have a guest's identity: it proposes a key of its own for it, and persuades
    /// some others. The guest holds its key and stops that, if it looks in time. Members of the run
    /// are left alone: who is cut off from the hub for a whole period can't stop anything.
    private void theft() {
        var thief = anyMember();
        var victim = guest();
        if (thief.isEmpty() || victim.isEmpty() || thief.equals(victim)) {
            return;
        }
        var key = people.fresh(victim.get().value()).publicKey();
        var proposal = propose(thief.get(), new Matter.Recover(victim.get(), key));
        var persuaded = state().proposals().get(proposal);
        if (persuaded == null) {
            return;
        }
        for (var voter : persuaded.poll().electorate().keySet()) {
            if (chance(4) > 0) {
                attempt(voter, h -> new VotingClaim.Ballot(h, proposal, Choice.YES));
            }
        }
        if (chance(2) == 0) {
            people.insist(
                    () -> !isOpen(proposal),
                    () ->
                            say(
                                    victim.get(),
                                    h -> new VotingClaim.StopProposal(h, proposal, "it is ours")));
        }
    }

    private boolean isOpen(ProposalId id) {
        var proposal = state().proposals().get(id);
        return proposal != null && proposal.open();
    }

    private Optional<MemberId> suspended() {
        return any(
                state().members().values().stream()
                        .filter(m -> m.status() == Member.Status.SUSPENDED)
                        .map(Member::id)
                        .toList());
    }

    private Optional<MemberId> guest() {
        return any(state().members().keySet().stream().filter(m -> !members.contains(m)).toList());
    }

    private Matter amendment() {
        var now = state().rules();
        var next =
                new Charter(
                        "Amended " + chance(100),
                        now.lead(),
                        now.admission(),
                        chance(2) == 0
                                ? Charter.MandateIssuers.LEAD
                                : Charter.MandateIssuers.FULL_MEMBERS,
                        now.founders(),
                        now.governance());
        return new Matter.Amend(state().charterVersion(), next);
    }

    Instruction instruction(MemberId lead) {
        var due = people.machine().clock().instant().plus(Duration.ofMinutes(2 + chance(60)));
        return new Instruction(
                new MandateId("x-" + chance(1000)),
                "More",
                "Do more.",
                lead,
                due,
                List.of(),
                Optional.empty());
    }

    /// Some of the members vote on something that is open, or was a moment ago.
    private void vote() {
        var open =
                any(
                        state().proposals().values().stream()
                                .filter(p -> p.open() || chance(8) == 0)
                                .map(Proposal::id)
                                .toList());
        var applicant =
                any(
                        state().applications().values().stream()
                                .filter(Application::open)
                                .map(a -> a.member())
                                .filter(a -> !members.contains(a))
                                .toList());
        for (int i = 1 + chance(4); i > 0; i--) {
            var voter = anyMember();
            var choice = chance(10) < 6 ? Choice.YES : chance(3) < 2 ? Choice.NO : Choice.ABSTAIN;
            if (voter.isEmpty()) {
                continue;
            }
            if (applicant.isPresent() && (open.isEmpty() || chance(2) == 0)) {
                attempt(voter.get(), h -> new Claim.Vote(h, applicant.get(), choice));
            } else if (open.isPresent()) {
                attempt(voter.get(), h -> new VotingClaim.Ballot(h, open.get(), choice));
            }
        }
    }

    private void attempt(MemberId by, Function<Claim.Header, Claim> claim) {
        try {
            say(by, claim);
        } catch (FoedusException e) {
            world.note("assembly: " + e.code());
        }
    }

    private Optional<ProposalId> open() {
        return any(
                state().proposals().values().stream()
                        .filter(Proposal::open)
                        .map(Proposal::id)
                        .toList());
    }

    private void recuse() {
        var proposal = open();
        if (proposal.isEmpty()) {
            return;
        }
        var by = state().proposals().get(proposal.get());
        if (by != null && chance(3) == 0) {
            say(by.by(), h -> new VotingClaim.WithdrawProposal(h, proposal.get(), "no more"));
        } else {
            var member = anyOfTheRun();
            say(member, h -> new VotingClaim.Recuse(h, Optional.empty(), proposal, "a cousin"));
        }
    }

    private void comment() {
        var proposal = open();
        var salt = new byte[Body.SALT_BYTES];
        world.chance().nextBytes(salt);
        var body = Body.of(Bytes.of(salt), Bytes.utf8("Well."), new TreeSet<>(List.of("member")));
        if (proposal.isPresent()) {
            say(
                    people.organisation(anyOfTheRun()),
                    h -> new MembershipClaim.Comment(h, Optional.empty(), proposal, body.digest()),
                    List.of(body));
        }
    }

    // ---- who comes and goes

    /// A guest applies, or one that applied is screened.
    private void invite() {
        var waiting =
                state().applications().values().stream()
                        .filter(a -> a.phase() == Application.Phase.REVIEW)
                        .findFirst();
        if (waiting.isPresent()) {
            var applicant = waiting.get().member();
            say(members.getFirst(), h -> People.screening(h, applicant, result()));
        } else if (guests < MOST_GUESTS) {
            var classes = List.of(MemberClass.FULL, MemberClass.FULL, MemberClass.OBSERVER);
            people.comes(new MemberId("guest-" + ++guests), classes.get(chance(classes.size())));
        }
    }

    private Screening.Result result() {
        return chance(4) == 0 ? Screening.Result.FLAGGED : Screening.Result.CLEAR;
    }

    private void leave() {
        if (chance(3) == 0) {
            var guest = guest();
            if (guest.isPresent()) {
                say(guest.get(), h -> new Claim.Leave(h, "we go"));
            }
        }
    }

    /// Until it is active again: the others decide it.
    private void reinstate(MemberId member) {
        var asked = new ProposalId[1];
        people.insist(
                () -> !suspended(member) && noSuspension(member),
                () -> {
                    end(member);
                    var proposal = asked[0] == null ? null : state().proposals().get(asked[0]);
                    if (!suspended(member)) {
                        return;
                    }
                    if (proposal == null || !proposal.open()) {
                        asked[0] = propose(members.getFirst(), new Matter.Reinstate(member));
                        return;
                    }
                    for (var voter : proposal.poll().electorate().keySet()) {
                        attempt(voter, h -> new VotingClaim.Ballot(h, proposal.id(), Choice.YES));
                    }
                });
    }

    private boolean suspended(MemberId member) {
        var found = state().members().get(member);
        return found != null && found.status() == Member.Status.SUSPENDED;
    }

    private boolean noSuspension(MemberId member) {
        return state().proposals().values().stream()
                .noneMatch(p -> p.open() && p.matter().equals(new Matter.Suspend(member)));
    }

    /// Whoever proposed to suspend it takes that back, or the vote ends.
    private void end(MemberId member) {
        for (var p : state().proposals().values()) {
            if (p.open() && p.matter().equals(new Matter.Suspend(member))) {
                attempt(p.by(), h -> new VotingClaim.WithdrawProposal(h, p.id(), "peace"));
            }
        }
    }
}
