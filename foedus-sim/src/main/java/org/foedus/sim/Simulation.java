package org.foedus.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.run.RunPlan;
import org.foedus.core.run.RunStatus;
import org.foedus.protocol.form.PlanForm;
import org.jspecify.annotations.Nullable;

/// One simulated life of an alliance: it is founded, members join, a run trains; machines crash,
/// messages get lost, members lie; then fate relents, and the run must end within a bounded time.
public final class Simulation {
    private static final List<String> NAMES =
            List.of("brazil", "china", "india", "italy", "south-africa");
    private static final Duration HARM_LEAST = Duration.ofMinutes(2);
    private static final Duration HARM_MOST = Duration.ofMinutes(12);

    private static final int MAX_TRIES = 5;
    private static final float HUGE = 0x1p100f;

    /// After fate relented: enough for the longest backoffs, deadlines and rounds.
    static final Duration PATIENCE = Duration.ofMinutes(90);

    private final World world;
    private final Set<Fault> faults;
    private final Referee referee;
    private final Network network;
    private final HubHost hub;
    private final List<NodeHost> nodes = new ArrayList<>();
    private final List<MemberId> members = new ArrayList<>();
    private final People people;
    private final Fate fate;
    private final RunPlan plan;
    private final Charter charter;
    private final @Nullable Assembly assembly;
    private final @Nullable Liar liar;

    private Simulation(long seed, Keys keys, Path folder, Consumer<String> listener) {
        world = new World(seed, listener);
        referee = new Referee(world);
        faults = swarm();
        network = new Network(world, faults);
        var key = keys.signer("hub");
        var blobs = new BlobDisk(world, faults.contains(Fault.TORN));
        referee.watch(blobs, key.publicKey());
        hub =
                new HubHost(
                        world,
                        network,
                        referee,
                        key,
                        new LedgerDisk(world, faults, referee),
                        blobs,
                        skew(3));
        int count = 3 + world.chance().nextInt(NAMES.size() - 2);
        for (var name : NAMES.subList(0, count)) {
            members.add(new MemberId(name));
            nodes.add(node(keys, folder.resolve(name), new MemberId(name)));
        }
        people = new People(world, network, hub, referee, keys, folder);
        fate = new Fate(world, faults, network, hub, referee, nodes, people);
        plan = plan(count);
        var last = nodes.getLast().node().value();
        liar =
                faults.contains(Fault.LIAR)
                        ? new Liar(world, people, referee, keys.signer(last), last, folder)
                        : null;
        charter = SimCharter.of(world, members);
        people.secondPlan(this::secondPlan);
        people.onRekeyed(this::rekey);
        assembly = world.odds(0.6) ? new Assembly(world, people, referee, members) : null;
    }

    private void rekey(NodeId node, Consumer<Path> key) {
        for (var host : nodes) {
            if (host.node().equals(node)) {
                host.rekey(key);
            }
        }
    }

    /// Each seed leaves some faults out.
    private Set<Fault> swarm() {
        var chosen = EnumSet.noneOf(Fault.class);
        for (var fault : Fault.values()) {
            if (world.odds(0.6)) {
                chosen.add(fault);
            }
        }
        return chosen;
    }

    private Duration skew(int mostMinutes) {
        var most = Duration.ofMinutes(mostMinutes);
        return faults.contains(Fault.SKEW) ? world.between(most.negated(), most) : Duration.ZERO;
    }

    private NodeHost node(Keys keys, Path folder, MemberId member) {
        boolean slow = faults.contains(Fault.SLOW) && world.odds(0.3);
        return new NodeHost(
                world,
                network,
                hub,
                referee,
                keys,
                folder,
                member,
                skew(12),
                world.between(
                        Duration.ofMillis(50),
                        slow ? Duration.ofSeconds(40) : Duration.ofSeconds(2)),
                pull(),
                faults.contains(Fault.TORN));
    }

    /// The first member's and the second's cancel, if nothing is lost between them.
    private float pull() {
        return !faults.contains(Fault.EXTREME)
                ? 0
                : nodes.isEmpty() ? HUGE : nodes.size() == 1 ? -HUGE : 0;
    }

    private RunPlan plan(int count) {
        int min = 2 + world.chance().nextInt(count - 1);
        referee.expectAtLeast(min);
        int quorum = min + world.chance().nextInt(count - min + 1);
        var yaml =
                """
                mandate: m-1
                purpose: A simulation
                model: {architecture: toy}
                dataset: data
                rounds: %d
                training: {steps: 3, batch_size: 4, learning_rate: 0.1}
                cohort: {min: %d, max: %d, patience: 20s%s}
                round: {deadline: %ds, quorum: %d, grace: %ds}
                aggregation: {weighting: %s}
                server_optimizer: {name: %s}
                evaluation: {node: brazil-1, dataset: held-out, deadline: 60s}
                auditors: [brazil]
                limits: {failed_rounds: 60, work: 10m}
                seed: %d
                """
                        .formatted(
                                2 + world.chance().nextInt(2),
                                min,
                                count,
                                min < 3 ? ", reveals_updates: accepted" : "",
                                30 + world.chance().nextInt(90),
                                quorum,
                                5 + world.chance().nextInt(20),
                                faults.contains(Fault.EXTREME) ? "uniform" : "examples",
                                world.odds(0.5) ? "fedavg" : "fedavgm, momentum: 0.5",
                                world.chance().nextInt(1000));
        return PlanForm.read("plan.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    /// One round for two, who are partners.
    private RunPlan secondPlan(PartnershipId partnership) {
        return new RunPlan(
                plan.mandate(),
                "A partnership's simulation",
                new RunPlan.Model(plan.model().architecture(), plan.model().seed() + 1),
                plan.dataset(),
                1,
                plan.training(),
                plan.aggregation(),
                plan.serverOptimizer(),
                new RunPlan.Cohort(
                        2, 2, plan.cohort().patience(), Optional.of(RunPlan.Acceptance.ACCEPTED)),
                new RunPlan.RoundTimes(plan.round().deadline(), 2, plan.round().grace()),
                plan.evaluation(),
                plan.auditors(),
                plan.limits(),
                plan.seed(),
                Optional.of(partnership));
    }

    /// How a seed went.
    ///
    /// @param events steps that were simulated
    /// @param entries in the ledger at the end
    /// @param rounds published
    /// @param decisions on applicants and proposals, made again
    /// @param trace a digest of all that happened, to compare two runs of a seed
    /// @param failure what broke, or null
    /// @param lately what happened before that, in lines
    public record Result(
            long seed,
            long events,
            long entries,
            long rounds,
            long decisions,
            long trace,
            @Nullable Throwable failure,
            String lately) {
        public boolean ok() {
            return failure == null;
        }
    }

    /// Lives through one seed.
    public static Result run(long seed) {
        return run(seed, _ -> {}, _ -> {});
    }

    /// @param listener hears what happens, a line each
    public static Result run(long seed, Consumer<String> listener) {
        return run(seed, _ -> {}, listener);
    }

    /// @param sabotage what a test plants before the world begins
    static Result run(long seed, Consumer<Simulation> sabotage, Consumer<String> listener) {
        QuickSignatures.install();
        for (int tries = 1; ; tries++) {
            var result = once(seed, sabotage, listener);
            if (!(result.failure() instanceof Disturbed) || tries == MAX_TRIES) {
                return result;
            }
        }
    }

    private static Result once(
            long seed, Consumer<Simulation> sabotage, Consumer<String> listener) {
        var folder = scratch();
        try {
            var simulation = new Simulation(seed, new Keys(), folder, listener);
            sabotage.accept(simulation);
            return simulation.run(seed, simulation::live);
        } finally {
            delete(folder);
        }
    }

    LedgerDisk ledger() {
        return hub.ledger();
    }

    BlobDisk blobs() {
        return hub.blobs();
    }

    private Result run(long seed, Runnable life) {
        Throwable failure = null;
        try {
            life.run();
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        return new Result(
                seed,
                world.events(),
                referee.size(),
                referee.roundsPublished(),
                referee.decided(),
                world.trace(),
                failure,
                faults + "\n" + world.lately());
    }

    private void live() {
        hub.found(charter);
        if (!world.run(Duration.ofMinutes(1), hub::founded)) {
            throw new Violation("the alliance was not founded");
        }
        hub.start();
        fate.begin();
        people.machine()
                .start(() -> {
                    people.join(members);
                    people.publish(members.getFirst());
                    people.start(members.getFirst(), plan);
                });
        var governing = assembly;
        if (governing != null) {
            people.machine().start(() -> governing.live(fate::relented));
        }
        for (var node : nodes) {
            node.start(hub.key().publicKey(), referee.state().allianceId());
        }
        var lying = liar;
        if (lying != null) {
            people.machine().start(() -> lying.live(fate::relented));
        }
        world.run(world.between(HARM_LEAST, HARM_MOST), () -> false);
        fate.relent();
        if (!world.run(PATIENCE, this::over)) {
            throw new Violation("no progress after fate relented: " + stuck());
        }
        var run = referee.state().runs().get(People.RUN);
        if (run == null || !(run.status() instanceof RunStatus.Finished)) {
            throw new Violation("the run ended without its model: " + stuck());
        }
        referee.restarted(hub.ledger());
        referee.settled(world.instant());
    }

    private boolean over() {
        var run = referee.state().runs().get(People.RUN);
        return run != null
                && !run.active()
                && nodes.stream().allMatch(n -> n.alive() && n.mirror().size() == referee.size());
    }

    private String stuck() {
        var run = referee.state().runs().get(People.RUN);
        var text =
                new StringBuilder(
                        run == null
                                ? "no run"
                                : run.status().label() + ", " + run.rounds().size() + " rounds");
        for (var node : nodes) {
            text.append("; ").append(node.node()).append(' ').append(node.mirror().size());
            var fatal = node.fatal();
            if (fatal != null) {
                text.append(' ').append(fatal.reason());
            }
        }
        return text + "; ledger " + referee.size();
    }

    private static Path scratch() {
        try {
            var memory = Path.of("/dev/shm");
            return Files.isWritable(memory)
                    ? Files.createTempDirectory(memory, "foedus-sim")
                    : Files.createTempDirectory("foedus-sim");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
