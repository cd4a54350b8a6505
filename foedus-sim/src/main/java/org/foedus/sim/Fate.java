package org.foedus.sim;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.PublicKey;

/// Lets machines crash, links die and owners change their minds, until it relents.
final class Fate {
    private final World world;
    private final Set<Fault> faults;
    private final Network network;
    private final HubHost hub;
    private final Referee referee;
    private final List<NodeHost> nodes;
    private final People people;
    private final Machine machine;
    private boolean relented;

    Fate(
            World world,
            Set<Fault> faults,
            Network network,
            HubHost hub,
            Referee referee,
            List<NodeHost> nodes,
            People people) {
        this.world = world;
        this.faults = faults;
        this.network = network;
        this.hub = hub;
        this.referee = referee;
        this.nodes = nodes;
        this.people = people;
        this.machine = new Machine(world, "fate", Duration.ZERO);
    }

    boolean relented() {
        return relented;
    }

    void begin() {
        hub.ledger().trouble();
        if (faults.contains(Fault.HUB_CRASH)) {
            machine.start(this::crashHub);
        }
        if (faults.contains(Fault.NODE_CRASH)) {
            machine.start(this::crashNodes);
        }
        if (faults.contains(Fault.PARTITION)) {
            machine.start(this::partition);
        }
        if (faults.contains(Fault.DATA_AWAY)) {
            machine.start(this::takeDataAway);
        }
        if (faults.contains(Fault.WITHDRAW)) {
            people.machine().start(this::withdraw);
        }
    }

    private void pass(int leastSeconds, int mostSeconds) {
        machine.busy(
                world.between(Duration.ofSeconds(leastSeconds), Duration.ofSeconds(mostSeconds)));
    }

    private void crashHub() {
        while (!relented) {
            pass(1, 50);
            if (!relented) {
                hub.crash();
                referee.restarted(hub.ledger());
                pass(0, 15);
                hub.start();
            }
        }
    }

    private void crashNodes() {
        while (!relented) {
            pass(1, 40);
            var node = nodes.get(world.chance().nextInt(nodes.size()));
            if (!relented && node.alive()) {
                node.crash();
                pass(0, 20);
                node.start(key(), alliance());
            }
        }
    }

    private void takeDataAway() {
        while (!relented) {
            pass(5, 60);
            var node = nodes.get(world.chance().nextInt(nodes.size()));
            if (!relented) {
                node.list(false);
                pass(5, 60);
                node.list(true);
            }
        }
    }

    private void partition() {
        while (!relented) {
            pass(5, 60);
            var node = nodes.get(world.chance().nextInt(nodes.size()));
            network.partition(
                    node.node().value(),
                    world.odds(0.5),
                    world.between(Duration.ofSeconds(5), Duration.ofSeconds(90)));
        }
    }

    private void withdraw() {
        while (!relented) {
            people.machine().busy(world.between(Duration.ofSeconds(5), Duration.ofSeconds(60)));
            var node = nodes.get(world.chance().nextInt(nodes.size()));
            people.consent(node.node(), Claim.Decision.WITHDRAWN);
            people.machine().busy(world.between(Duration.ZERO, Duration.ofSeconds(30)));
            people.consent(node.node(), Claim.Decision.GRANTED);
        }
    }

    private PublicKey key() {
        return hub.key().publicKey();
    }

    private Sha256 alliance() {
        return referee.state().allianceId();
    }

    /// No more harm: everything runs, every clock is right, every owner says yes.
    void relent() {
        world.note("fate relents");
        relented = true;
        network.heal();
        hub.ledger().heal();
        hub.setClockRight();
        if (faults.contains(Fault.SKEW)) {
            hub.crash();
        }
        hub.start();
        for (var node : nodes) {
            node.list(true);
            node.setClockRight();
            node.hurry();
            if (faults.contains(Fault.SKEW) || faults.contains(Fault.SLOW)) {
                node.crash();
            }
            node.start(key(), alliance());
            people.machine().start(() -> people.consent(node.node(), Claim.Decision.GRANTED));
        }
    }
}
