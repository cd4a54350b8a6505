package org.foedus.cli.demo;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunId;
import org.foedus.core.run.RunPlan;
import org.foedus.node.agent.Owner;
import org.foedus.node.home.NodeHome;
import tools.jackson.databind.node.ObjectNode;

/// The part of [History] in which members train: two short runs, one that is stopped, and one that
/// waits for the lead's consent.
final class PastRuns {
    private static final int SHORT = 3;
    private static final Duration GLANCE = Duration.ofSeconds(1);

    private final Company all;
    private final RunPlan first;
    private final Runnable check;

    /// @param first the plan of the demo's run, which every node's policy permits
    /// @param check throws when a process ended by itself
    PastRuns(Company all, RunPlan first, Runnable check) {
        this.all = all;
        this.first = first;
        this.check = check;
    }

    private RunPlan plan(
            MandateId mandate,
            String purpose,
            int rounds,
            RunPlan.Cohort cohort,
            int seed,
            MemberId auditor,
            Optional<PartnershipId> partnership) {
        return new RunPlan(
                mandate,
                purpose,
                new RunPlan.Model(first.model().architecture(), first.seed() + seed),
                first.dataset(),
                rounds,
                first.training(),
                first.aggregation(),
                first.serverOptimizer(),
                cohort,
                new RunPlan.RoundTimes(
                        first.round().deadline(), cohort.min(), first.round().grace()),
                first.evaluation(),
                new TreeSet<>(List.of(auditor)),
                first.limits(),
                first.seed() + seed,
                partnership);
    }

    private RunPlan own(MandateId mandate, String purpose, int rounds, int seed) {
        return plan(mandate, purpose, rounds, first.cohort(), seed, all.id(0), Optional.empty());
    }

    /// Runs that came to their end.
    void finished() {
        var rounds = Math.min(SHORT, first.rounds());
        var pilot = new RunId("clothes-pilot");
        Launching.start(
                all.by(0),
                pilot,
                own(first.mandate(), "A first try with other weights.", rounds, 1));
        finish(pilot);
        all.say("a short pilot run is trained to its end");

        var textiles = new RunId("textiles-1");
        var partnership = all.state().partnerships().get(PastVotes.TEXTILES);
        int partners = partnership == null ? 0 : partnership.members().size();
        int min = Math.min(first.cohort().min(), partners);
        Launching.start(
                all.by(0),
                textiles,
                plan(
                        PastMandates.SORTING,
                        "Sorting worn textiles, for the partners only.",
                        Math.min(2, first.rounds()),
                        Script.cohort(min, partners, first.cohort().patience()),
                        2,
                        all.id(0),
                        Optional.of(PastVotes.TEXTILES)));
        finish(textiles);
        all.say("the partners train a model of their own");
    }

    private void finish(RunId run) {
        Spectator.requireFinished(new Spectator(all.by(0), run, new Silent(), check).watch());
    }

    /// A run that its lead stops.
    void stopped() {
        var run = new RunId("clothes-large");
        Launching.start(
                all.by(0),
                run,
                own(first.mandate(), "As before, from another start.", first.rounds(), 3));
        if (first.rounds() > 2 * SHORT) {
            published(all.by(0), run, 2);
        }
        Launching.stop(all.by(0), run, "It learns no more than the first one did.");
        all.say("a third run is stopped by its lead");
    }

    private void published(Access by, RunId id, int versions) {
        while (true) {
            check.run();
            by.mirror().follow(by.hub(), GLANCE);
            var run = by.mirror().state().runs().get(id);
            if (run == null || !run.active() || run.published() >= versions) {
                return;
            }
        }
    }

    /// A run of another member, which no policy permits by itself: owners decide, the lead last.
    void waiting() {
        var run = new RunId("census-1");
        int yes = Math.min(2, all.size() - 2);
        int min = yes + 1;
        Launching.start(
                all.by(1),
                run,
                plan(
                        PastMandates.CENSUS,
                        "Count which classes members have, without seeing a picture.",
                        Math.min(2, first.rounds()),
                        Script.cohort(min, all.size(), Duration.ofSeconds(1)),
                        4,
                        all.id(1),
                        Optional.empty()));
        for (int member = 1; member <= yes; member++) {
            owner(member, o -> o.approve(run, true));
        }
        if (all.size() > yes + 1) {
            owner(all.size() - 1, o -> o.refuse(run, "Not before our ethics board has met."));
        }
        all.say("a run of another member waits for the lead's consent; one node refused");
    }

    private void owner(int member, Consumer<Owner> decides) {
        var home = NodeHome.open(all.player(member).home());
        try (var by = Access.node(home)) {
            by.state();
            decides.accept(
                    new Owner(
                            home, by.mirror(), by.hub(), WallClock.real(), ZoneId.systemDefault()));
        }
    }

    /// Nobody listens.
    private static final class Silent implements Stage {
        @Override
        public void say(String text) {}

        @Override
        public void event(String type, Consumer<ObjectNode> fields) {}

        @Override
        public boolean live() {
            return false;
        }

        @Override
        public void redraw(List<String> lines) {}
    }
}
