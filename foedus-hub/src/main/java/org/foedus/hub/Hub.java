package org.foedus.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Charter;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.alliance.ClaimLimits;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.care.Caretaker;
import org.foedus.hub.http.HubServer;
import org.foedus.hub.http.Standing;
import org.foedus.hub.http.Switchboard;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.session.Sessions;
import org.foedus.hub.tls.TlsIdentity;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.protocol.model.Architectures;
import org.foedus.store.folder.FolderBlobs;
import org.foedus.store.sql.SqlLedger;

/// A running hub: folder, ledger, blobs, runtime, server.
public final class Hub implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.foedus.hub");

    private final Optional<Leadership> lead;
    private final SqlLedger ledger;
    private final HubRuntime runtime;
    private final HubServer server;
    private final Caretaker caretaker;

    private Hub(
            Optional<Leadership> lead,
            SqlLedger ledger,
            HubRuntime runtime,
            HubServer server,
            Caretaker caretaker) {
        this.lead = lead;
        this.ledger = ledger;
        this.runtime = runtime;
        this.server = server;
        this.caretaker = caretaker;
    }

    /// Founds an alliance: a new folder with an identity key and a ledger of two entries. Returns
    /// the alliance's id.
    public static Sha256 found(
            HubHome home, Charter charter, InstantSource time, SecureRandom chance) {
        var nonce = new byte[Sha256.BYTES];
        chance.nextBytes(nonce);
        try (var ledger = home.openLedger()) {
            var logic = new HubLogic(ledger, home.identity(), time);
            logic.found(charter, home.settings().addresses(), Sha256.fromBytes(nonce));
            return logic.state().allianceId();
        }
    }

    /// The alliance as the ledger in `home` tells it, also beside the running hub.
    public static AllianceState read(HubHome home, InstantSource time) {
        try (var ledger = home.openLedger()) {
            return new HubLogic(ledger, home.identity(), time).state();
        }
    }

    /// Says in the ledger where the hub is from now on. False if a hub leads: then it is to be
    /// asked.
    public static boolean move(HubHome home, List<String> addresses, InstantSource time) {
        try (var lead = Leadership.of(home)) {
            if (!lead.take()) {
                return false;
            }
            try (var ledger = home.openLedger()) {
                ledger.takeLead(holder(home.settings()));
                var identity = home.identity();
                var mark = new HubMark(home.folder());
                mark.share(ledger);
                mark.compare(ledger, identity.publicKey());
                var wait = home.settings().careOrDefault().recoverFor();
                new HubLogic(
                                ledger,
                                identity,
                                time,
                                mark,
                                wait,
                                ClaimLimits.DEFAULT,
                                () -> Long.MAX_VALUE)
                        .moved(addresses);
                mark.keep(ledger);
                return true;
            }
        } catch (FoedusException e) {
            if (e.code() == ErrorCode.BUSY) {
                return false;
            }
            throw e;
        }
    }

    /// Opens `home` and serves until closed. `BUSY` if another hub leads.
    public static Hub start(HubHome home, InstantSource time, SecureRandom chance, String version) {
        var lead = Leadership.of(home);
        try {
            if (!lead.take()) {
                throw new FoedusException(
                        ErrorCode.BUSY, "another hub leads this alliance: wait for it, or stop it");
            }
            return start(home, Optional.of(lead), time, chance, version);
        } catch (RuntimeException e) {
            lead.close();
            throw e;
        }
    }

    /// As above, by who holds the lead and keeps it.
    public static Hub lead(HubHome home, InstantSource time, SecureRandom chance, String version) {
        return start(home, Optional.empty(), time, chance, version);
    }

    /// A ledger that does not match its checkpoint, or another hub's, is refused before the port is
    /// opened.
    private static Hub start(
            HubHome home,
            Optional<Leadership> lead,
            InstantSource time,
            SecureRandom chance,
            String version) {
        var settings = home.settings();
        SqlLedger ledger = null;
        HubRuntime runtime = null;
        try {
            var identity = home.identity();
            var reserve = new DiskReserve(home.folder());
            reserve.open();
            var blobs = FolderBlobs.open(home.blobs());
            sweep(blobs);
            ledger = home.openLedger();
            ledger.takeLead(holder(settings));
            var mark = new HubMark(home.folder());
            mark.share(ledger);
            mark.requireSomething(ledger, home.folder());
            mark.compare(ledger, identity.publicKey());
            var care = settings.careOrDefault();
            var logic =
                    new HubLogic(
                            ledger,
                            identity,
                            time,
                            mark,
                            care.recoverFor(),
                            settings.claimsOrDefault(),
                            home.postgres().isPresent() ? () -> Long.MAX_VALUE : reserve::usable);
            runtime =
                    new HubRuntime(
                            logic,
                            new RoundFold(blobs),
                            care.mendFor(),
                            HubRuntime.Surroundings.real(time));
            runtime.uploads().limit(care.pending());
            var open = ledger;
            var health = runtime;
            var caretaker =
                    new Caretaker(
                            runtime,
                            blobs,
                            care,
                            () -> {
                                reserve.keep();
                                health.tally().disk(reserve.trouble());
                                mark.keep(open);
                            });
            health.tally().disk(reserve.trouble());
            caretaker.look();
            var tls =
                    TlsIdentity.loadOrIssue(
                            PrivateFolder.create(home.tls()),
                            hosts(settings.addresses()),
                            time.instant(),
                            chance);
            var pins = new TreeSet<Sha256>();
            tls.pins().forEach(p -> pins.add(new Sha256(p)));
            settings.tlsPins().forEach(p -> pins.add(new Sha256(p)));
            var board =
                    Switchboard.of(
                            runtime,
                            new Sessions(identity.publicKey(), chance),
                            identity,
                            blobs,
                            pins,
                            version,
                            settings.readingOrDefault(),
                            settings.limitsOrDefault(),
                            Architectures::named);
            board.watch(
                    new Standing(
                            open::epoch,
                            tls.notAfter(),
                            new TreeMap<>(
                                    Map.of(
                                            "home", () -> free(home.folder()),
                                            "blobs", () -> free(home.blobs())))));
            var server =
                    HubServer.start(
                            new HubServer.Settings(
                                    settings.bind(),
                                    settings.port(),
                                    tls.sslContext(),
                                    settings.limitsOrDefault()),
                            board);
            runtime.start();
            caretaker.start();
            return new Hub(lead, ledger, runtime, server, caretaker);
        } catch (RuntimeException e) {
            if (runtime != null) {
                runtime.close();
            }
            if (ledger != null) {
                ledger.close();
            }
            throw e;
        }
    }

    /// On a full disk the hub starts all the same, so that people can read.
    private static void sweep(FolderBlobs blobs) {
        try {
            blobs.sweep();
        } catch (FoedusException e) {
            if (e.code() != ErrorCode.DISK_FULL) {
                throw e;
            }
            LOG.log(System.Logger.Level.WARNING, "disk.full " + e.reason());
        }
    }

    /// Bytes, or NaN where the disk does not tell.
    private static Number free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static String holder(HubHome.Settings settings) {
        return "%s:%d, process %d"
                .formatted(settings.bind(), settings.port(), ProcessHandle.current().pid());
    }

    private static List<String> hosts(List<String> addresses) {
        var hosts = new ArrayList<String>();
        for (var address : addresses) {
            hosts.add(org.foedus.link.address.HubAddress.parse(address).host());
        }
        return hosts;
    }

    public int port() {
        return server.port();
    }

    public HubRuntime runtime() {
        return runtime;
    }

    /// Which lead of the ledger this is, counted from 1.
    public long epoch() {
        return ledger.epoch();
    }

    @Override
    public void close() {
        runtime.close();
        server.close();
        caretaker.close();
        ledger.close();
        lead.ifPresent(Leadership::close);
    }
}
