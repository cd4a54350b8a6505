package org.foedus.sim;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.Charter;
import org.foedus.core.digest.Sha256;
import org.foedus.core.signature.Signer;
import org.foedus.hub.HubHome.Settings.Reading;
import org.foedus.hub.HubRuntime;
import org.foedus.hub.LimitSettings;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.http.Switchboard;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.session.Sessions;
import org.jspecify.annotations.Nullable;

/// The machine on which the hub runs, with its disks; the hub itself has one life after another.
final class HubHost {
    private static final SortedSet<Sha256> PINS =
            new TreeSet<>(
                    Set.of(
                            Sha256.of(
                                    "the tls key"
                                            .getBytes(java.nio.charset.StandardCharsets.UTF_8))));

    private final World world;
    private final Network network;
    private final Referee referee;
    private final Signer key;
    private final LedgerDisk ledger;
    private final BlobDisk blobs;
    private Duration skew;
    private boolean founded;
    private int lives;
    private @Nullable Life life;

    HubHost(
            World world,
            Network network,
            Referee referee,
            Signer key,
            LedgerDisk ledger,
            BlobDisk blobs,
            Duration skew) {
        this.world = world;
        this.network = network;
        this.referee = referee;
        this.key = key;
        this.ledger = ledger;
        this.blobs = blobs;
        this.skew = skew;
    }

    Signer key() {
        return key;
    }

    /// Who watches what this hub says.
    Referee referee() {
        return referee;
    }

    LedgerDisk ledger() {
        return ledger;
    }

    BlobDisk blobs() {
        return blobs;
    }

    /// The hub that runs now, if one does.
    @Nullable Life life() {
        return life;
    }

    /// Whether the alliance is, and nothing more of that is under way.
    boolean founded() {
        return founded;
    }

    void found(Charter charter) {
        var machine = new Machine(world, "hub", skew);
        machine.start(() -> {
            var logic = new HubLogic(ledger.open(machine), key, machine.clock());
            var nonce =
                    Sha256.of(
                            ("nonce " + world.chance().nextLong())
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            logic.found(charter, List.of("hub.example.org:8443"), nonce);
            founded = true;
        });
    }

    void start() {
        if (life == null) {
            world.note("hub starts");
            life = new Life(new Machine(world, "hub", skew));
        }
    }

    void crash() {
        var dying = life;
        if (dying != null) {
            life = null;
            dying.machine.crash();
            blobs.crash();
            dying.open.forEach(network::orphan);
        }
    }

    void setClockRight() {
        skew = Duration.ZERO;
    }

    /// From a start to a crash.
    final class Life {
        private final Machine machine;
        private final Set<Network.Pending> open = new LinkedHashSet<>();
        private @Nullable Switchboard board;

        private Life(Machine machine) {
            this.machine = machine;
            lives++;
            machine.start(this::run);
        }

        private void run() {
            var disk = blobs.open(machine);
            var logic = new HubLogic(ledger.open(machine), key, machine.clock());
            var around =
                    new HubRuntime.Surroundings(
                            machine.clock(), machine.waiting(), machine.threads());
            var runtime = new HubRuntime(logic, new RoundFold(disk), around);
            board =
                    Switchboard.of(
                            runtime,
                            new Sessions(key.publicKey(), machine.secureChance()),
                            key,
                            disk,
                            PINS,
                            "simulated-" + lives,
                            Reading.MEMBERS,
                            LimitSettings.DEFAULT,
                            name ->
                                    Optional.of(ToyEngine.ARCHITECTURE)
                                            .filter(a -> a.name().equals(name)));
            runtime.start();
        }

        Machine machine() {
            return machine;
        }

        void open(Network.Pending pending) {
            open.add(pending);
        }

        void close(Network.Pending pending) {
            open.remove(pending);
        }

        /// Answers on the calling thread.
        Reply serve(Call call) {
            var serving = board;
            if (serving == null) {
                // The socket is bound last: whoever is as early as this is told to come again.
                return new Reply(
                        503,
                        new TreeMap<>(),
                        org.foedus.core.digest.Bytes.utf8(
                                "{\"code\":\"BUSY\",\"message\":\"starting\"}"));
            }
            var found = serving.find(call.method(), call.route());
            if (found.isEmpty()) {
                return new Reply(
                        404,
                        new TreeMap<>(),
                        org.foedus.core.digest.Bytes.utf8(
                                "{\"code\":\"NOT_FOUND\",\"message\":\"no such route\"}"));
            }
            var exchange = new SimExchange(call, found.get().parameters());
            serving.serve(found.get().route(), exchange);
            return exchange.reply();
        }
    }
}
