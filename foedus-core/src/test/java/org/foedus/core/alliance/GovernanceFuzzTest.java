package org.foedus.core.alliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.Keys;
import org.foedus.core.Said;
import org.foedus.core.Story;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.Verdict;
import org.foedus.core.entry.Entry;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.signature.Signer;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever is claimed in whatever order while time passes: what the rules let through, the state
/// takes; every state that is reached is one that the tables have; every decision is what a teller
/// of its own counts; and the same entries make the same state.
final class GovernanceFuzzTest {
    private static final int SEEDS = 40;
    private static final int STEPS = 100;
    private static final List<Story.Cast> CAST =
            List.of(Story.BRAZIL, Story.CHINA, Story.INDIA, Story.ITALY);
    private static final Map<Member.Status, Set<Member.Status>> MEMBER_STEPS =
            Map.of(
                    Member.Status.ACTIVE,
                    Set.of(
                            Member.Status.SUSPENDED,
                            Member.Status.WITHDRAWN,
                            Member.Status.EXPELLED),
                    Member.Status.SUSPENDED,
                    Set.of(Member.Status.ACTIVE, Member.Status.WITHDRAWN, Member.Status.EXPELLED),
                    Member.Status.WITHDRAWN,
                    Set.of(Member.Status.ACTIVE),
                    Member.Status.EXPELLED,
                    Set.of(Member.Status.ACTIVE));

    static List<Long> seeds() {
        var seeds = new ArrayList<Long>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatTheRulesLetThroughTheStateTakes(long seed) {
        var life = new Life(seed);
        for (int step = 0; step < STEPS; step++) {
            life.step();
        }
        assertThat(life.story.again()).isEqualTo(life.story.state());
        assertThat(life.accepted).as("claims that were accepted").isGreaterThan(STEPS / 10);
    }

    /// One alliance, at random.
    private static final class Life {
        private final SplittableRandom chance;
        private final Story story;
        private final Teller teller = new Teller();
        private final TreeMap<Integer, Story.Cast> guests = new TreeMap<>();
        private int judged;
        private int accepted;
        private int made;

        Life(long seed) {
            chance = new SplittableRandom(seed);
            story = Cases.governed(governance());
            judged = story.told().size();
        }

        private Governance governance() {
            var u = Cases.usual();
            var weights = new TreeMap<MemberId, Integer>();
            if (chance.nextBoolean()) {
                weights.put(Story.CHINA.id(), 1 + chance.nextInt(3));
            }
            return new Governance(
                    u.classes(),
                    any(List.of(Screening.Need.values())),
                    new TreeSet<>(),
                    chance.nextBoolean() ? Duration.ZERO : Duration.ofDays(3),
                    Duration.ofDays(chance.nextInt(5)),
                    u.decisions(),
                    weights,
                    new Governance.Deadlock(chance.nextInt(3), Fraction.HALF, true),
                    u.dueSoon());
        }

        private <T> T any(List<T> of) {
            return of.get(chance.nextInt(of.size()));
        }

        private Story.Cast someone() {
            var all = new ArrayList<>(CAST);
            all.addAll(guests.values());
            return any(all);
        }

        private MemberId id() {
            return someone().id();
        }

        void step() {
            if (chance.nextInt(4) == 0) {
                story.later(Duration.ofHours(1 + chance.nextInt(100)));
            }
            if (chance.nextInt(5) > 0) {
                decide();
            }
            var by = someone();
            var signer = chance.nextInt(12) == 0 ? by.node() : by.key();
            if (chance.nextInt(8) == 0) {
                guest();
            } else {
                say(signer, claim());
            }
            decide();
        }

        /// As a hub: all that is due, and nothing that the rules would not have.
        private void decide() {
            var due = Registrar.next(story.state(), story.now());
            while (due.isPresent()) {
                var entry = due.get();
                assertThat(DecisionRules.judge(story.state(), entry)).as("%s", entry).isEmpty();
                agree();
                tell(entry);
                due = Registrar.next(story.state(), story.now());
            }
            agree();
        }

        private void say(Signer signer, Function<Claim.Header, Claim> claim) {
            var made = claim.apply(story.header(signer));
            if (story.judge(signer, made) instanceof Verdict.Accepted) {
                var before = story.state();
                story.claim(signer, _ -> made);
                look(before);
                accepted++;
            }
        }

        private void tell(Entry entry) {
            var before = story.state();
            story.tell(_ -> entry);
            look(before);
        }

        /// The newest entry, and what it changed.
        private void look(AllianceState before) {
            teller.entry(story.told().get(judged), before);
            judged++;
            var now = story.state();
            before.members()
                    .forEach((id, was) -> {
                        var is = now.members().get(id);
                        assertThat(is).isNotNull();
                        assertThat(
                                        is.status() == was.status()
                                                || MEMBER_STEPS
                                                        .getOrDefault(was.status(), Set.of())
                                                        .contains(is.status()))
                                .as("%s: %s to %s", id, was.status(), is.status())
                                .isTrue();
                    });
            before.mandates()
                    .forEach((id, was) -> {
                        var is = now.mandates().get(id);
                        assertThat(is).isNotNull();
                        assertThat(is.status() == was.status() || step(was.status(), is.status()))
                                .as("%s: %s to %s", id, was.status(), is.status())
                                .isTrue();
                        assertThat(is.reports().size())
                                .isBetween(was.reports().size(), was.reports().size() + 1);
                    });
            before.proposals()
                    .forEach((id, was) ->
                            assertThat(was.open() || was.equals(now.proposals().get(id)))
                                    .as("%s is over and changes", id)
                                    .isTrue());
            before.partnerships()
                    .forEach((id, was) ->
                            assertThat(
                                            was.ended().isEmpty()
                                                    || was.equals(now.partnerships().get(id)))
                                    .as("%s is over and changes", id)
                                    .isTrue());
        }

        private static boolean step(MandateStatus from, MandateStatus to) {
            return MandateStatus.STEPS.stream().anyMatch(s -> s.from() == from && s.to() == to);
        }

        /// With what an independent teller counts, on every open vote.
        private void agree() {
            var governs = story.state().rules().governs();
            story.state()
                    .proposals()
                    .values()
                    .forEach(p -> agree(Teller.subject(p.id()), p.open(), p.poll(), governs));
            story.state()
                    .applications()
                    .values()
                    .forEach(a ->
                            a.poll()
                                    .ifPresent(p ->
                                            agree(
                                                    Teller.subject(a.member()),
                                                    a.open(),
                                                    p,
                                                    governs)));
        }

        private void agree(String subject, boolean open, Poll poll, Governance governs) {
            var counted = teller.result(subject, story.now(), governs);
            if (!open) {
                assertThat(counted).as(subject).isEmpty();
                return;
            }
            var expected =
                    switch (poll.standing(story.now())) {
                        case OPEN -> Teller.Result.OPEN;
                        case PASSED -> Teller.Result.PASS;
                        case REJECTED -> Teller.Result.FAIL;
                        case INQUORATE ->
                                poll.extensions() < governs.deadlock().extensions()
                                        ? Teller.Result.EXTEND
                                        : Teller.Result.FAIL;
                    };
            assertThat(counted).as("%s: %s", subject, poll).contains(expected);
        }

        // ---- what is claimed

        private void guest() {
            int number = ++made;
            if (number > 60) {
                return;
            }
            var guest = new Story.Cast("guest-" + number % 3, "XX", 100 + 2 * number);
            var named =
                    new Story.Cast(
                            guest.id(),
                            "XX",
                            new NodeId("node-" + number),
                            guest.key(),
                            guest.node());
            var secret = "guest " + number;
            say(
                    Story.HUB,
                    h ->
                            new Claim.Invite(
                                    h,
                                    Story.digest(secret),
                                    h.at().plusSeconds(60),
                                    Optional.empty(),
                                    any(List.of(MemberClass.FULL, MemberClass.OBSERVER))));
            long size = story.state().size();
            say(named.key(), h -> Story.apply(h, secret, named));
            if (story.state().size() > size) {
                guests.put(number, named);
            }
        }

        private Function<Claim.Header, Claim> claim() {
            return switch (chance.nextInt(5)) {
                case 0 -> asking();
                case 1, 2 -> voting();
                case 3 -> mandates();
                default -> others();
            };
        }

        private Function<Claim.Header, Claim> asking() {
            var id = new ProposalId("p-" + ++made);
            var matter = matter();
            return h -> Said.propose(h, id, matter);
        }

        private Matter matter() {
            return switch (chance.nextInt(8)) {
                case 0 -> new Matter.Suspend(id());
                case 1 -> new Matter.Reinstate(id());
                case 2 -> new Matter.Expel(id());
                case 3 ->
                        new Matter.Amend(
                                story.state().charterVersion(),
                                Story.charter(story.state().rules().governs()));
                case 4 ->
                        new Matter.Issue(
                                Said.instruction(
                                        mandate(),
                                        id(),
                                        story.now().plus(Duration.ofDays(chance.nextInt(40))),
                                        Optional.of(
                                                Said.terms(
                                                        Optional.empty(),
                                                        chance.nextBoolean()
                                                                ? Optional.empty()
                                                                : Optional.of(mandate())))));
                case 5 -> new Matter.Recover(id(), Keys.key(230 + chance.nextInt(20)).publicKey());
                case 6 -> new Matter.Federate("Others");
                default -> new Matter.Resolve();
            };
        }

        private MandateId mandate() {
            return new MandateId("m-" + chance.nextInt(6));
        }

        private Choice choice() {
            return any(List.of(Choice.YES, Choice.YES, Choice.NO, Choice.ABSTAIN));
        }

        private Optional<ProposalId> proposal() {
            var all = new ArrayList<>(story.state().proposals().values());
            all.removeIf(p -> !p.open() && chance.nextInt(5) > 0);
            return all.isEmpty() ? Optional.empty() : Optional.of(any(all)).map(Proposal::id);
        }

        private Function<Claim.Header, Claim> voting() {
            var proposal = proposal().orElse(new ProposalId("none"));
            var applicant = id();
            var choice = choice();
            return switch (chance.nextInt(10)) {
                case 0 ->
                        h ->
                                new org.foedus.core.claim.VotingClaim.Recuse(
                                        h, Optional.empty(), Optional.of(proposal), "");
                case 1 -> h -> Said.recuse(h, applicant);
                case 2 ->
                        h ->
                                new org.foedus.core.claim.VotingClaim.WithdrawProposal(
                                        h, proposal, "");
                case 3 -> h -> Said.comment(h, proposal);
                case 4 -> h -> Said.screen(h, applicant, any(List.of(Screening.Result.values())));
                case 5, 6 -> h -> Said.vote(h, applicant, choice);
                default -> h -> new org.foedus.core.claim.VotingClaim.Ballot(h, proposal, choice);
            };
        }

        private Function<Claim.Header, Claim> mandates() {
            var id = mandate();
            var lead = id();
            var task = chance.nextBoolean() ? Optional.of(1) : Optional.<Integer>empty();
            int number = 1 + chance.nextInt(3);
            return switch (chance.nextInt(8)) {
                case 0, 1 ->
                        h ->
                                Said.publish(
                                        h,
                                        id,
                                        lead,
                                        List.of(new Mandate.Task("T", Story.START.plus(Said.DUE))),
                                        Optional.empty());
                case 2 -> h -> Said.acknowledge(h, id);
                case 3 -> h -> Said.report(h, id, task, any(List.of(Report.Progress.values())));
                case 4 -> h -> Said.check(h, id, number, any(List.of(Report.Finding.values())));
                case 5 -> h -> Said.ask(h, id, task, Duration.ofDays(chance.nextInt(400)));
                case 6 -> h -> Said.answer(h, id, number, chance.nextBoolean());
                default -> h -> Said.cancel(h, id);
            };
        }

        private Function<Claim.Header, Claim> others() {
            var pair = new PartnershipId("pair-" + chance.nextInt(3));
            var found = Optional.ofNullable(story.state().partnerships().get(pair));
            var first = id();
            var second = id();
            var programme = new ProgrammeId("work-" + chance.nextInt(3));
            var key = Keys.key(230 + chance.nextInt(20)).publicKey();
            return switch (chance.nextInt(10)) {
                case 0, 1 ->
                        first.equals(second)
                                ? h -> Said.part(h, pair)
                                : h -> Said.offer(h, pair, first, second);
                case 2, 3 ->
                        found.<Function<Claim.Header, Claim>>map(p -> h -> Said.sign(h, p))
                                .orElse(h -> Said.part(h, pair));
                case 4 -> h -> Said.part(h, pair);
                case 5 ->
                        h ->
                                Said.programme(
                                        h,
                                        programme,
                                        chance.nextBoolean()
                                                ? Optional.empty()
                                                : Optional.of(pair));
                case 6 -> h -> Said.deliverable(h, programme, Optional.empty());
                case 7 -> h -> Said.person(h, "clerk", key, Right.VOTE);
                case 8 -> h -> Said.revoke(h, key);
                default ->
                        chance.nextInt(6) == 0
                                ? h -> new Claim.Leave(h, "")
                                : h -> Said.node(h, "extra-" + first, key, Duration.ofDays(1));
            };
        }
    }

    /// The times at which the clock alone decides are told before.
    @ParameterizedTest
    @MethodSource("seeds")
    void theClockDecidesWhenItSaid(long seed) {
        var story =
                Story.settled()
                        .later(Duration.ofMinutes(seed))
                        .claim(Story.BRAZIL.key(), h -> Said.propose(h, new Matter.Resolve()));
        Instant wake = Registrar.wake(story.state()).orElseThrow();
        assertThat(Registrar.next(story.state(), wake.minusNanos(1))).isEmpty();
        assertThat(Registrar.next(story.state(), wake)).isPresent();
    }
}
