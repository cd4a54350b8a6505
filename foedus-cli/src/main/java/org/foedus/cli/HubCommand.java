package org.foedus.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.foedus.cli.alliance.Founding;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.hub.Leadership;
import org.foedus.link.address.HubAddress;
import org.foedus.protocol.form.CharterForm;
import org.foedus.store.sql.PostgresAccess;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus hub`.
@Command(
        name = "hub",
        description = "Found an alliance and run its hub.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            HubCommand.Init.class,
            HubCommand.Start.class,
            StandbyCommand.class,
            KeepingCommands.Check.class,
            HubCareCommands.Address.class,
            HubCareCommands.Keep.class
        })
final class HubCommand {
    static final int DEFAULT_PORT = 8443;

    static void checkPort(int port) {
        if (port < 1 || port > 65_535) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST, "--port: expected 1 to 65535, found " + port);
        }
    }

    /// `foedus hub init`.
    @Command(
            name = "init",
            description = "Found an alliance: a new folder with the hub's key and ledger.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus hub init --charter charter.yaml --address hub.example.org:8443",
                "  foedus hub init --charter charter.yaml --home ./hub --port 9000",
                "  foedus hub init --charter charter.yaml --address a.example.org:8443 \\",
                "    --address b.example.org:8443 --blobs /shared/blobs \\",
                "    --database jdbc:postgresql://db.example.org:5432/foedus \\",
                "    --database-user foedus --database-password-file ./password",
                "%nWith --json:",
                "  founded (name, alliance, fingerprint, home, address)"
            })
    static final class Init implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--charter",
                required = true,
                paramLabel = "FILE",
                description = "what the founders agreed on (examples/charter.yaml)")
        private Path charter = Path.of("");

        @Option(
                names = "--address",
                paramLabel = "HOST:PORT",
                description =
                        "where members reach the hub; may be repeated, best first (default:"
                                + " 127.0.0.1 and the port)")
        private List<String> addresses = List.of();

        @Option(
                names = "--bind",
                paramLabel = "IP",
                description =
                        "address to listen on (default: 127.0.0.1 without --address, else all)")
        private String bind = "";

        @Option(
                names = "--port",
                paramLabel = "PORT",
                defaultValue = "" + DEFAULT_PORT,
                description = "port to listen on (default: ${DEFAULT-VALUE})")
        private int port;

        @Option(
                names = "--tls-pin",
                paramLabel = "SHA256",
                description =
                        "SHA-256 of another TLS key that speaks for the hub, such as a reverse"
                                + " proxy's; may be repeated")
        private List<String> tlsPins = List.of();

        @Mixin private StorageOptions storage = new StorageOptions();

        @Mixin private PortalOption portal = new PortalOption();

        @Override
        public void run() {
            checkPort(port);
            var read = CharterForm.read(charter.toString(), Inputs.form(charter));
            var local = addresses.isEmpty();
            var where =
                    local
                            ? List.of("127.0.0.1:" + port)
                            : addresses.stream().map(a -> HubAddress.parse(a).toString()).toList();
            var listen = !bind.isEmpty() ? bind : local ? "127.0.0.1" : "0.0.0.0";
            var settings =
                    portal.in(
                            new HubHome.Settings(where, listen, port, tlsPins, storage.settings()));
            var founded = Founding.found(globals.home(), read, settings);
            var output = globals.output();
            output.say("founded      " + read.name());
            output.say("alliance     " + founded.alliance());
            output.say("fingerprint  " + founded.fingerprint());
            output.say("hub folder   " + founded.home().folder());
            output.progress("Back up " + founded.home().folder().resolve("keys") + " now.");
            output.progress("Next: foedus hub start --home " + founded.home().folder());
            output.event(
                    "founded",
                    fields ->
                            fields.put("name", read.name())
                                    .put("alliance", founded.alliance().hex())
                                    .put("fingerprint", founded.fingerprint().hex())
                                    .put("home", founded.home().folder().toString())
                                    .put("address", where.getFirst()));
        }
    }

    /// `foedus hub start`.
    @Command(
            name = "start",
            description = {
                "Run the hub until it is told to stop (Ctrl-C, SIGTERM).",
                "What it bears at a time is set under limits in hub.json: see",
                "docs/reference/hub-limits.md."
            },
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus hub start --home ./hub",
                "  foedus hub start --home ./hub --port 9443",
                "%nWith --json:",
                "  waiting? (database)",
                "  started (bind, port, address, fingerprint, epoch)",
                "  lead-lost? ()"
            })
    static final class Start implements Runnable {
        private static final Logger LOG = System.getLogger("org.foedus.hub");

        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--exit-with-parent",
                description = "stop when standard input ends, as it does with the starting process")
        private boolean withParent;

        @Option(
                names = "--port",
                paramLabel = "PORT",
                description = "port to listen on; kept in hub.json (default: as it says there)")
        private @Nullable Integer port;

        @Mixin private PortalOption portal = new PortalOption();

        @Override
        public void run() {
            Logs.toJsonLines(globals.err());
            var home = HubHome.open(globals.home());
            if (port != null) {
                checkPort(port);
                home.keep(home.settings().withPort(port));
            }
            portal.keep(home);
            try (var stop = new Stop(withParent);
                    var lead = Leadership.of(home)) {
                boolean stopped = false;
                while (!stopped && lead.await(() -> sayWaiting(home), stop::await)) {
                    try (var hub =
                            Hub.lead(
                                    home,
                                    WallClock.real(),
                                    new SecureRandom(),
                                    VersionText.number())) {
                        announce(home, hub);
                        stopped = lead.keep(stop::await);
                    }
                    if (!stopped) {
                        sayLost();
                    }
                }
            }
        }

        private void sayWaiting(HubHome home) {
            var output = globals.output();
            var database = home.postgres().map(PostgresAccess::name).orElse("");
            LOG.log(Level.INFO, "lead.waiting database={0}", database);
            output.say("waiting      another hub leads on " + database);
            output.event("waiting", fields -> fields.put("database", database));
        }

        private void sayLost() {
            var output = globals.output();
            LOG.log(Level.WARNING, "lead.lost");
            output.say("lead lost    another hub may have taken over; waiting again");
            output.event("lead-lost", _ -> {});
        }

        private void announce(HubHome home, Hub hub) {
            var settings = home.settings();
            var fingerprint = home.identity().publicKey().fingerprint();
            var output = globals.output();
            output.say("listening    " + settings.bind() + ":" + hub.port());
            output.say("address      " + String.join(", ", settings.addresses()));
            output.say("fingerprint  " + fingerprint);
            output.say("portal       " + PortalOption.words(settings));
            output.event(
                    "started",
                    fields ->
                            fields.put("bind", settings.bind())
                                    .put("port", hub.port())
                                    .put("address", settings.addresses().getFirst())
                                    .put("fingerprint", fingerprint.hex())
                                    .put("epoch", hub.epoch()));
        }
    }
}
