package org.foedus.sim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.signature.PublicKey;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.link.client.HubConnection;
import org.foedus.link.client.RetryPolicy;
import org.foedus.link.hub.HubClient;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.agent.NodeAgent;
import org.foedus.node.agent.Progress;
import org.foedus.node.agent.Surroundings;
import org.foedus.node.dataset.DatasetBook;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.node.work.EngineChoice;
import org.jspecify.annotations.Nullable;

/// One member's machine: a real node's home, a simulated disk for the mirror, one life after
/// another.
final class NodeHost {
    static final String DATASET = "data";
    static final String HELD_OUT = "held-out";
    private static final String POLICY =
            """
            rules:
              - name: all
                effect: permit
                reveals_updates: accepted
                when: {dataset: [data]}
            """;

    private final World world;
    private final Network network;
    private final MemberId member;
    private final NodeId node;
    private final NodeHome home;
    private final MirrorDisk mirror;
    private final boolean tears;
    private final float pull;
    private Duration step;
    private HubHost hub;
    private Duration skew;
    private @Nullable Machine life;
    private @Nullable FoedusException fatal;

    /// @param step of training
    /// @param pull of training, see [ToyEngine]
    NodeHost(
            World world,
            Network network,
            HubHost hub,
            Referee referee,
            Keys keys,
            Path folder,
            MemberId member,
            Duration skew,
            Duration step,
            float pull,
            boolean tears) {
        this.world = world;
        this.network = network;
        this.hub = hub;
        this.member = member;
        this.node = new NodeId(member + "-1");
        this.skew = skew;
        this.step = step;
        this.pull = pull;
        this.tears = tears;
        this.mirror = new MirrorDisk(world, referee);
        this.home = home(keys, folder);
    }

    private NodeHome home(Keys keys, Path folder) {
        try {
            PrivateFolder.create(folder);
            PrivateFolder.create(folder.resolve("keys"));
            keys.write(member.value(), folder.resolve("keys").resolve("organisation.pem"));
            keys.write(node.value(), folder.resolve("keys").resolve("node.pem"));
            var made = NodeHome.create(folder, NodeSettings.of(member, node));
            Files.writeString(made.policyFile(), POLICY);
            Files.writeString(folder.resolve("data.csv"), data(20 + world.chance().nextInt(20)));
            Files.writeString(folder.resolve("held-out.csv"), data(12));
            made.keep(
                    DatasetBook.empty()
                            .with(DATASET, DatasetSpec.csv("data.csv", "label", Scaling.NONE))
                            .with(
                                    HELD_OUT,
                                    DatasetSpec.csv("held-out.csv", "label", Scaling.NONE)));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the data to train on are in the node's list.
    void list(boolean there) {
        var spec = DatasetSpec.csv("data.csv", "label", Scaling.NONE);
        var book = home.datasets();
        if (book.names().contains(DATASET) == there) {
            return;
        }
        world.note(node + (there ? " has its data again" : " has no data"));
        var entries = new TreeMap<>(book.entries());
        entries.remove(DATASET);
        var without = new DatasetBook(entries, book.permissions());
        home.keep(there ? without.with(DATASET, spec) : without);
    }

    private String data(int rows) {
        var text = new StringBuilder("label,a,b,c,d\n");
        for (int i = 0; i < rows; i++) {
            int label = world.chance().nextInt(2);
            text.append(label);
            for (int f = 0; f < ToyEngine.FEATURES; f++) {
                double value = world.chance().nextDouble() + (f % 2 == label ? 0.4 : 0);
                text.append(',').append(String.format(Locale.ROOT, "%.3f", value));
            }
            text.append('\n');
        }
        return text.toString();
    }

    MemberId member() {
        return member;
    }

    NodeId node() {
        return node;
    }

    MirrorDisk mirror() {
        return mirror;
    }

    /// Why this node ended by itself, if it did.
    @Nullable FoedusException fatal() {
        return fatal;
    }

    boolean alive() {
        return life != null;
    }

    /// Another hub from now on, for the next life: what a hub with two faces shows.
    void moveTo(HubHost other) {
        hub = other;
        mirror.watchedBy(other.referee());
    }

    void setClockRight() {
        skew = Duration.ZERO;
    }

    /// From its next life on.
    void hurry() {
        step = Duration.ofMillis(200);
    }

    void start(PublicKey hubKey, Sha256 alliance) {
        if (life != null || fatal != null) {
            return;
        }
        home.keep(new HubPin(List.of("hub.example.org:8443"), hubKey, alliance));
        world.note(node + " starts");
        var machine = new Machine(world, node.value(), skew);
        life = machine;
        machine.start(() -> run(machine, hubKey));
    }

    private void run(Machine machine, PublicKey hubKey) {
        var client = client(machine, hubKey);
        try {
            var copy = Mirror.open(mirror.open(machine), hubKey, machine.clock());
            var engines =
                    EngineChoice.of(
                            List.of(new ToyEngine(machine, step, pull)),
                            List.of(ToyEngine.ARCHITECTURE));
            new NodeAgent(home, client, copy, engines, Progress.silent(), around(machine)).run();
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.VERIFICATION_FAILED) {
                throw e;
            }
            world.note(node + " ends: " + e.code());
            fatal = e;
            life = null;
            machine.crash();
        }
    }

    private HubClient client(Machine machine, PublicKey hubKey) {
        var connection =
                new HubConnection(
                        () -> SimLink.open(network, machine, hub, hubKey),
                        RetryPolicy.DEFAULT,
                        machine.pause(),
                        machine.clock());
        return new HubClient(connection, machine.clock(), RetryPolicy.DEFAULT, machine.pause());
    }

    private Surroundings around(Machine machine) {
        return new Surroundings(
                machine.clock(),
                machine.pause(),
                machine.waiting(),
                world.chance().split(),
                machine.secureChance(),
                ZoneOffset.UTC,
                machine.threads(),
                machine.threads());
    }

    /// Another node key from now on: put in place while the node is down.
    void rekey(java.util.function.Consumer<Path> key) {
        boolean lived = life != null;
        var pin = home.hub();
        crash();
        key.accept(home.nodeKeyFile());
        if (lived) {
            start(pin.identity(), pin.alliance());
        }
    }

    void crash() {
        var dying = life;
        if (dying != null) {
            life = null;
            dying.crash();
            tear(home.cache());
            tear(home.outbox());
        }
    }

    /// Files that were never synced may hold anything: a beginning, or garbage at the end.
    private void tear(Path folder) {
        try (var listed = Files.list(folder)) {
            for (var file : listed.sorted().toList()) {
                if (file.toString().endsWith(".part") && world.odds(0.5)) {
                    tearFile(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tearFile(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            int kept = world.chance().nextInt((int) channel.size() + 1);
            channel.truncate(kept);
            if (tears) {
                var garbage = new byte[world.chance().nextInt(64)];
                world.chance().nextBytes(garbage);
                channel.write(java.nio.ByteBuffer.wrap(garbage), kept);
            }
        }
    }
}
