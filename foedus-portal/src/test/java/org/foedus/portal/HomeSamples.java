package org.foedus.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.Proposal;
import org.jspecify.annotations.Nullable;

/// First pages to test with: usual, empty and evil.
final class HomeSamples {
    static final List<Spot> PLACES =
            List.of(
                    new Spot("BR", 1),
                    new Spot("CN", 2),
                    new Spot("IN", 1),
                    new Spot("IT", 12),
                    new Spot("SG", 1),
                    new Spot("ZA", 1),
                    new Spot("ZZ", 1));

    private HomeSamples() {}

    static Page.Home usual() {
        var members = Samples.MEMBERS;
        return new Page.Home(
                "",
                members.getFirst(),
                PLACES,
                19,
                List.of(Samples.runView(18, 30)),
                List.of(
                        decision(
                                "p-7",
                                "Um período de comentários de duas semanas",
                                Proposal.Outcome.OPEN,
                                3),
                        decision("p-8", "Admit observers to the runs", Proposal.Outcome.OPEN, 1)),
                List.of(
                        decision("p-6", "Accept the charter of 2026", Proposal.Outcome.PASSED, 4),
                        decision("p-5", "Move the hub to Asia", Proposal.Outcome.REJECTED, 1)),
                List.of(
                        due(DueView.What.TASK, -2, members.get(3)),
                        due(DueView.What.VOTE, 4, null),
                        due(DueView.What.MANDATE, 5, members.getFirst())),
                Samples.mandates().mandates(),
                NewsSamples.said(),
                4,
                3);
    }

    private static DecisionView decision(
            String id, String title, Proposal.Outcome outcome, int yes) {
        return new DecisionView(
                id,
                Kind.AMEND,
                title,
                Samples.MEMBERS.getFirst(),
                Samples.NOW,
                outcome,
                outcome == Proposal.Outcome.OPEN ? null : Samples.NOW,
                GovernanceSamples.poll(Samples.MEMBERS, yes, 1, 0));
    }

    private static DueView due(DueView.What what, int days, MemberView.@Nullable Ref who) {
        return new DueView(
                Samples.NOW.plus(Duration.ofDays(days)),
                what,
                "m-1",
                new Written("it", "Un testo di riferimento comune", new TreeMap<>()),
                who);
    }

    static Page.Home empty() {
        return new Page.Home(
                "", null, List.of(), 0, List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of(), 0, 0);
    }

    static Page.Home evil(
            MemberView.Ref member, Written written, RunView run, MandateView mandate) {
        var evil = Samples.EVIL;
        var far = Instant.MAX;
        var decision =
                new DecisionView(
                        evil, Kind.AMEND, evil, member, far, Proposal.Outcome.LAPSED, far, null);
        return new Page.Home(
                evil,
                member,
                List.of(new Spot(evil, Long.MAX_VALUE), new Spot("it", -1)),
                -1,
                List.of(run),
                List.of(decision),
                List.of(decision),
                List.of(new DueView(far, DueView.What.TASK, evil, written, member)),
                List.of(mandate),
                List.of(
                        new NewsView(
                                NewsView.Kind.COMMUNIQUE,
                                evil,
                                written,
                                written,
                                member,
                                far,
                                null,
                                true)),
                -1,
                -1);
    }
}
