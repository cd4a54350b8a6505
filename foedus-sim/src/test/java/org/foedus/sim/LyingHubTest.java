package org.foedus.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;
import org.foedus.core.ledger.Checkpoint;
import org.foedus.core.ledger.MerkleTree;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.json.EntryCodec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A hub that signs what the rules forbid: the referee demands an alarm of every connected mirror,
/// and that nobody says anything to that hub any more.
class LyingHubTest {
    private static final Duration SOON = Duration.ofMinutes(20);
    private static final Duration LONG_AFTER = Duration.ofMinutes(10);
    private static final Set<Fault> HARMLESS = EnumSet.of(Fault.DELAY);
    private static final int TRIES = 5;
    private static final Logger ROOT = Logger.getLogger("");

    @TempDir Path folder;

    /// What goes wrong is meant to. A log that other threads write to, too, would also let the
    /// order of the simulated ones depend on those.
    @BeforeAll
    static void quiet() {
        ROOT.setLevel(Level.OFF);
    }

    /// What a hub may try.
    @SuppressWarnings("ImmutableEnumChecker") // functions without state
    enum Lie {
        AN_ACCEPTED_UPDATE_EXCLUDED_AS_LATE(
                Lie::oneIsIn, Lie::late, "its update was accepted and its consent is in force"),
        A_COHORT_WITH_A_NODE_THAT_NEVER_CONSENTED(
                run -> run.consents().isEmpty(), Lie::unasked, "its consent is not in force"),
        ANOTHER_MODEL(_ -> true, Lie::otherModel, "expected the newest model"),
        SIXTY_GIGABYTES(Lie::oneIsIn, Lie::huge, "model_bytes: expected");

        private final Predicate<Run> ready;
        private final Function<AllianceState, List<Entry>> entries;
        private final String words;

        Lie(Predicate<Run> ready, Function<AllianceState, List<Entry>> entries, String words) {
            this.ready = ready;
            this.entries = entries;
            this.words = words;
        }

        private static Run run(AllianceState state) {
            return Optional.ofNullable(state.runs().get(People.RUN)).orElseThrow();
        }

        private static boolean oneIsIn(Run run) {
            return run.round().orElse(null) instanceof RoundState.Collecting r
                    && r.work().values().stream().anyMatch(w -> w.done().isPresent());
        }

        private static Entry closed(AllianceState state, boolean include) {
            var included = new TreeSet<NodeId>();
            var excluded = new TreeMap<NodeId, String>();
            var round = (RoundState.Collecting) run(state).round().orElseThrow();
            for (Work work : round.work().values()) {
                var node = work.item().node();
                if (include && work.done().isPresent()) {
                    included.add(node);
                } else {
                    excluded.put(node, "no update in time");
                }
            }
            return new Entry.RoundClosed(
                    state.at(), People.RUN, round.number(), included, excluded);
        }

        private static List<Entry> late(AllianceState state) {
            return List.of(closed(state, false));
        }

        private static List<Entry> unasked(AllianceState state) {
            var run = run(state);
            return List.of(
                    new Entry.RoundOpened(
                            state.at(),
                            run.id(),
                            1,
                            run.model(),
                            new TreeSet<>(state.nodes().keySet()),
                            state.at().plus(run.plan().round().deadline())));
        }

        private static List<Entry> otherModel(AllianceState state) {
            return List.of(
                    new Entry.RunFinished(state.at(), People.RUN, Sha256.of(new byte[] {7})));
        }

        private static List<Entry> huge(AllianceState state) {
            int round = run(state).round().orElseThrow().number();
            return List.of(
                    closed(state, true),
                    new Entry.RoundPublished(
                            state.at(),
                            People.RUN,
                            round,
                            Sha256.of(new byte[] {8}),
                            60L << 30,
                            Optional.empty(),
                            new TreeMap<>()));
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void everyConnectedMirrorRaisesTheAlarm(Lie lie) {
        QuickSignatures.install();
        for (int tries = 1; ; tries++) {
            try {
                told(lie, folder.resolve("try-" + tries));
                return;
            } catch (Disturbed e) {
                assertThat(tries).as("undisturbed tries: %s", e).isLessThan(TRIES);
            }
        }
    }

    private void told(Lie lie, Path place) {
        PrivateFolder.create(place);
        var keys = new Keys();
        var world = new World(1, _ -> {});
        var referee = new Referee(world);
        var network = new Network(world, HARMLESS);
        var key = keys.signer("hub");
        var blobs = new BlobDisk(world, false);
        referee.watch(blobs, key.publicKey());
        var disk = new LedgerDisk(world, HARMLESS, referee);
        var hub = new HubHost(world, network, referee, key, disk, blobs, Duration.ZERO);
        hub.found(CharterForm.read("charter.yaml", bytes(CHARTER)));
        assertThat(world.run(SOON, hub::founded)).isTrue();
        hub.start();
        var members = List.of(new MemberId("brazil"), new MemberId("china"), new MemberId("india"));
        var nodes = new ArrayList<NodeHost>();
        for (var member : members) {
            nodes.add(
                    new NodeHost(
                            world,
                            network,
                            hub,
                            referee,
                            keys,
                            place.resolve(member.value()),
                            member,
                            Duration.ZERO,
                            Duration.ofMillis(100),
                            0,
                            false));
        }
        var people = new People(world, network, hub, referee, keys, place);
        people.machine()
                .start(() -> {
                    people.join(members);
                    people.publish(members.getFirst());
                    people.start(members.getFirst(), PlanForm.read("plan.yaml", bytes(PLAN)));
                });
        var alliance = referee.state().allianceId();
        nodes.forEach(n -> n.start(key.publicKey(), alliance));
        assertThat(world.run(SOON, () -> ready(lie, referee.state()))).isTrue();

        hub.crash();
        long honest = referee.size();
        forge(lie, disk, referee, key);
        hub.start();
        assertThat(world.run(SOON, () -> referee.alarmed(nodes, lie.words)))
                .as("%s: %s", lie, nodes.stream().map(n -> n.mirror().alarms()).toList())
                .isTrue();
        long quiet = referee.size();
        world.run(LONG_AFTER, () -> false);
        assertThat(referee.claimedByNodes(honest, quiet)).as("in flight").isLessThan(4);
        assertThat(referee.claimedByNodes(quiet, referee.size())).isZero();
        assertThat(nodes).allMatch(n -> n.alive() && n.fatal() == null);
    }

    private static boolean ready(Lie lie, AllianceState state) {
        var run = state.runs().get(People.RUN);
        return run != null && lie.ready.test(run);
    }

    private static void forge(
            Lie lie, LedgerDisk disk, Referee referee, org.foedus.core.signature.Signer key) {
        var ledger = disk.durable();
        var tree = new MerkleTree();
        ledger.read(0, Math.toIntExact(ledger.size()))
                .forEach(l -> tree.append(MerkleTree.leafHash(l.array())));
        var lines = new ArrayList<Bytes>();
        for (var entry : lie.entries.apply(referee.state())) {
            var line = EntryCodec.write(entry);
            lines.add(line);
            tree.append(MerkleTree.leafHash(line.array()));
        }
        var origin = Checkpoint.originOf(referee.state().allianceId());
        var note = new Checkpoint(origin, tree.size(), tree.root()).sign(key);
        ledger.append(ledger.size(), lines, List.of(), note);
        referee.forged(lines, note);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static final String CHARTER =
            """
            name: A hub that lies
            lead: brazil
            admission: {threshold: 0.5, quorum: 0.5}
            mandates: lead
            founders: []
            """;

    private static final String PLAN =
            """
            mandate: m-1
            purpose: A simulation
            model: {architecture: toy}
            dataset: data
            rounds: 2
            training: {steps: 3, batch_size: 4, learning_rate: 0.1}
            cohort: {min: 3, max: 3, patience: 20s}
            round: {deadline: 60s, quorum: 3, grace: 10s}
            server_optimizer: {name: fedavg}
            evaluation: {node: brazil-1, dataset: held-out, deadline: 60s}
            auditors: [brazil]
            limits: {failed_rounds: 60, work: 10m}
            seed: 5
            """;
}
