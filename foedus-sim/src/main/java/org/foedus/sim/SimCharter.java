package org.foedus.sim;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.Governance;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.Screening;
import org.foedus.core.vote.Fraction;
import org.foedus.core.vote.Kind;
import org.foedus.core.vote.VotingRule;

/// A charter whose votes are over in minutes, another one for each seed.
final class SimCharter {
    private static final AdmissionRule ADMISSION = new AdmissionRule(0.5, 0.5);

    /// The members of the run must get in, whatever befalls them.
    private static final Duration ADMITTING = Duration.ofHours(2);

    private SimCharter() {}

    static Charter of(World world, List<MemberId> members) {
        var usual = Governance.of(ADMISSION);
        var decisions = new TreeMap<Kind, VotingRule>();
        for (var kind : Kind.values()) {
            var rule = usual.rule(kind);
            var period =
                    kind == Kind.ADMIT
                            ? ADMITTING
                            : Duration.ofSeconds(60 + world.chance().nextInt(90));
            decisions.put(
                    kind,
                    new VotingRule(rule.majority(), rule.quorum(), period, rule.electors(), 1));
        }
        var weights = new TreeMap<MemberId, Integer>();
        if (world.odds(0.3)) {
            weights.put(members.get(1), 2);
        }
        var governance =
                new Governance(
                        usual.classes(),
                        List.of(Screening.Need.values()).get(world.chance().nextInt(3)),
                        new TreeSet<>(),
                        Duration.ofSeconds(world.odds(0.5) ? 0 : 20),
                        Duration.ZERO,
                        decisions,
                        weights,
                        new Governance.Deadlock(world.chance().nextInt(3), Fraction.HALF, true),
                        usual.dueSoon());
        return new Charter(
                "A simulated alliance",
                members.getFirst(),
                ADMISSION,
                Charter.MandateIssuers.LEAD,
                List.of(),
                Optional.of(governance));
    }
}
