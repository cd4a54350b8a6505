package org.foedus.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.KeyProof;
import org.foedus.core.alliance.Member;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Right;
import org.foedus.core.claim.Claim;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.claim.MembershipClaim;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.Report;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.RunId;

/// What members do among themselves: partnerships with runs of their own, mandates, keys.
final class Affairs {
    static final RunId SECOND = new RunId("run-2");
    private static final PartnershipId PAIR = new PartnershipId("pair");

    private final World world;
    private final People people;
    private final Referee referee;
    private final Assembly assembly;
    private final List<MemberId> members;

    Affairs(
            World world,
            People people,
            Referee referee,
            Assembly assembly,
            List<MemberId> members) {
        this.world = world;
        this.people = people;
        this.referee = referee;
        this.assembly = assembly;
        this.members = List.copyOf(members);
    }

    private AllianceState state() {
        return referee.state();
    }

    void act() {
        switch (assembly.chance(10)) {
            case 0, 1, 2, 3 -> partner();
            case 4, 5, 6 -> mandate();
            case 7 -> rotate();
            case 8 -> person();
            default -> node();
        }
    }

    // ---- partnerships

    /// The lead and another found one, start a run, part; a stranger looks for its model.
    private void partner() {
        var pair = state().partnerships().get(PAIR);
        if (pair == null) {
            offer();
            return;
        }
        switch (pair.status(people.machine().clock().instant())) {
            case OFFERED -> {
                for (var member : pair.members()) {
                    if (!pair.signed().containsKey(member)) {
                        assembly.say(
                                member,
                                h -> new PartnershipClaim.SignPartnership(h, PAIR, pair.offer()));
                    }
                }
            }
            case IN_FORCE -> train(pair);
            case EXPIRED, ENDED -> curious();
        }
    }

    private void offer() {
        var partners = new TreeSet<>(List.of(members.getFirst(), members.get(1)));
        assembly.say(
                members.getFirst(),
                h ->
                        new PartnershipClaim.OfferPartnership(
                                h,
                                PAIR,
                                partners,
                                h.at().plus(Duration.ofDays(1)),
                                assembly.chance(4) == 0
                                        ? Partnership.Results.MEMBERS
                                        : Partnership.Results.PARTNERS,
                                Optional.of(
                                        new Partnership.Terms(
                                                "A pair", "Train.", List.of(), List.of(), "")),
                                Optional.empty()));
    }

    private void train(Partnership pair) {
        if (!state().runs().containsKey(SECOND)) {
            if (state().mandates().containsKey(People.MANDATE)) {
                people.startSecond(members.getFirst(), PAIR);
            }
        } else if (assembly.chance(8) == 0) {
            assembly.say(
                    members.get(1),
                    h -> new PartnershipClaim.LeavePartnership(h, pair.id(), "enough"));
        } else {
            curious();
        }
    }

    /// Somebody asks for the newest model of the partnership's run.
    private void curious() {
        var run = state().runs().get(SECOND);
        var reader = assembly.anyMember();
        if (run == null || reader.isEmpty()) {
            return;
        }
        var model =
                run.rounds().values().stream()
                        .filter(RoundState.Published.class::isInstance)
                        .map(r -> ((RoundState.Published) r).model())
                        .reduce((_, last) -> last)
                        .orElse(run.initialModel());
        people.read(reader.get(), model, run.modelBytes());
    }

    // ---- mandates

    private void mandate() {
        var mandates =
                state().mandates().values().stream()
                        .filter(m -> !m.id().equals(People.MANDATE))
                        .toList();
        var found = assembly.any(mandates);
        if (found.isEmpty() || mandates.size() < 2 && assembly.chance(2) == 0) {
            publish();
        } else {
            step(found.get());
        }
    }

    private void publish() {
        var lead = assembly.anyMember();
        if (lead.isPresent()) {
            var text = assembly.instruction(lead.get());
            assembly.say(
                    assembly.anyOfTheRun(),
                    h ->
                            new Claim.PublishMandate(
                                    h,
                                    text.id(),
                                    text.title(),
                                    text.text(),
                                    text.lead(),
                                    text.due(),
                                    text.tasks(),
                                    text.terms()));
        }
    }

    private void step(Mandate m) {
        var anyone = assembly.anyOfTheRun();
        switch (assembly.chance(7)) {
            case 0 -> assembly.say(m.lead(), h -> new MandateClaim.AcknowledgeMandate(h, m.id()));
            case 1, 2 -> assembly.say(m.lead(), h -> report(h, m));
            case 3 -> {
                var finding = List.of(Report.Finding.values()).get(assembly.chance(4));
                assembly.say(
                        anyone,
                        h ->
                                new MandateClaim.CheckReport(
                                        h,
                                        m.id(),
                                        Math.max(1, m.reports().size()),
                                        finding,
                                        "looked at"));
            }
            case 4 ->
                    assembly.say(
                            m.lead(),
                            h ->
                                    new MandateClaim.AskExtension(
                                            h,
                                            m.id(),
                                            Optional.empty(),
                                            m.dueNow().plusSeconds(600),
                                            "more time"));
            case 5 ->
                    assembly.say(
                            anyone,
                            h ->
                                    new MandateClaim.AnswerExtension(
                                            h,
                                            m.id(),
                                            Math.max(1, m.extensions().size()),
                                            assembly.chance(2) == 0,
                                            "so be it"));
            default ->
                    assembly.say(
                            m.issuer(), h -> new MandateClaim.CancelMandate(h, m.id(), "no more"));
        }
    }

    private Claim report(Claim.Header h, Mandate m) {
        var progress = assembly.chance(2) == 0 ? Report.Progress.DONE : Report.Progress.GOING_ON;
        return new MandateClaim.Report(
                h, m.id(), Optional.empty(), progress, "It goes on.", List.of());
    }

    // ---- keys

    /// An organisation replaces its key; for a moment both hold.
    private void rotate() {
        var member = assembly.anyMember().map(state().members()::get);
        if (member.isPresent()) {
            var old = people.organisation(member.get().id());
            var next = people.fresh(member.get().id().value());
            var proof =
                    KeyProof.sign(state().allianceId(), member.get().id(), old.publicKey(), next);
            assembly.say(
                    old,
                    h ->
                            new MembershipClaim.RotateKey(
                                    h, next.publicKey(), proof, h.at().plusSeconds(30)),
                    List.of());
        }
    }

    /// An organisation names a person that may vote, or the person votes, or it is named no more.
    private void person() {
        var member = state().members().get(assembly.anyOfTheRun());
        if (member == null) {
            return;
        }
        var name = "clerk";
        var clerk = member.people().get(name);
        if (clerk == null) {
            var key = people.fresh(member.id() + "-" + name);
            assembly.say(
                    member.id(),
                    h ->
                            new MembershipClaim.DelegatePerson(
                                    h,
                                    name,
                                    key.publicKey(),
                                    new TreeSet<>(List.of(Right.VOTE, Right.COMMENT)),
                                    h.at()));
        } else if (assembly.chance(3) == 0) {
            assembly.say(
                    member.id(), h -> new MembershipClaim.RevokeKey(h, clerk.key(), "retired"));
        } else {
            votes(member, people.holder(member.id() + "-" + name, clerk.key()));
        }
    }

    private void votes(Member member, org.foedus.core.signature.Signer clerk) {
        var open =
                assembly.any(
                        new ArrayList<>(
                                state().proposals().values().stream()
                                        .filter(p -> p.open())
                                        .toList()));
        if (open.isPresent()) {
            world.note("a clerk of " + member.id() + " votes");
            assembly.say(
                    clerk,
                    h ->
                            new VotingClaim.Ballot(
                                    h, open.get().id(), org.foedus.core.alliance.Choice.YES),
                    List.of());
        }
    }

    /// A node gets another key, and goes on under it.
    private void node() {
        people.rekey(assembly.anyOfTheRun());
    }
}
