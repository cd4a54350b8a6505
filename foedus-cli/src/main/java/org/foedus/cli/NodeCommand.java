package org.foedus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.agent.InboxHook;
import org.foedus.node.agent.NodeAgent;
import org.foedus.node.agent.Surroundings;
import org.foedus.node.home.HubPin;
import org.foedus.node.home.NodeHome;
import org.foedus.node.work.EngineChoice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus node`.
@Command(
        name = "node",
        description = "Run a member's node, beside its data.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.class,
            NodeCommand.Start.class,
            NodeCommand.Move.class,
            ConsentCommand.class,
            OwnerCommands.Review.class,
            OwnerCommands.Approve.class,
            OwnerCommands.Refuse.class,
            OwnerCommands.Withdraw.class,
            OwnerCommands.Log.class
        })
final class NodeCommand {
    /// `foedus node hub`.
    @Command(
            name = "hub",
            description =
                    "Point this node at its hub's new address. The hub must show the identity key"
                            + " that this node pinned when it joined; a running node follows.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node hub hub2.example.org:8443 --home ./italy",
                "%nWith --json:",
                "  hub (addresses, fingerprint)"
            })
    static final class Move implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(
                paramLabel = "HOST:PORT",
                arity = "1..16",
                description = "addresses, best first")
        private List<String> addresses = List.of();

        @Override
        public void run() {
            var home = NodeHome.open(globals.home());
            var pin = home.hub();
            var there = new HubPin(addresses, pin.identity(), pin.alliance());
            var proxy = Access.proxy(there.parsed().getFirst(), home.settings().proxy());
            try (var hub = HubClient.of(there.target(proxy), WallClock.real())) {
                hub.statement();
            }
            home.keep(pin.movedTo(addresses));
            var fingerprint = pin.identity().fingerprint();
            var output = globals.output();
            output.say("hub          " + String.join(", ", there.addresses()));
            output.say("fingerprint  " + fingerprint + ", as before");
            output.event(
                    "hub",
                    fields -> {
                        fields.put("fingerprint", fingerprint.hex());
                        var list = fields.putArray("addresses");
                        there.addresses().forEach(list::add);
                    });
        }
    }

    /// `foedus node start`.
    @Command(
            name = "start",
            description =
                    "Run the node until it is told to stop (Ctrl-C, SIGTERM). It waits until its"
                            + " member is admitted, decides on plans by policy.yaml, and trains.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node start --home ./italy",
                "%nWith --json, as they happen:",
                "  signed-in (node)",
                "  ledger-grew (size)",
                "  engine-chosen? (engine)",
                "  owner-asked? (reason, run)",
                "  consent? (decision, reason, rule, run)",
                "  readiness? (able, reason, run)",
                "  work-begun? (base, item)",
                "  work-answered? (item, outcome, reason)",
                "  work-declined? work-dropped? work-left? (item, reason)",
                "  policy-unusable? consents-unusable? datasets-unusable? (reason)",
                "  node-failed? hub-false? work-crashed? look-failed? (reason)",
                "  hub-lost? work-failed? consent-refused? decline-refused?"
                        + " readiness-refused? cosign-failed? (code, reason)",
                "  hub-back? ()"
            })
    static final class Start implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--exit-with-parent",
                description = "stop when standard input ends, as it does with the starting process")
        private boolean withParent;

        @Option(
                names = "--on-inbox",
                paramLabel = "PROGRAM",
                description =
                        "a program of yours that is started for each thing that newly waits for"
                                + " the member, with it as JSON on standard input: to mail it, say")
        private Optional<Path> onInbox = Optional.empty();

        @Override
        public void run() {
            Logs.toJsonLines(globals.err());
            var home = NodeHome.open(globals.home());
            var output = globals.output();
            var clock = WallClock.real();
            try (var stop = new Stop(withParent);
                    var _ = home.lock();
                    var hub = HubClient.of(Access.target(home), clock);
                    var mirror = Mirror.open(home.ledger(), home.hub().identity(), clock);
                    var hook = new Hook(onInbox.map(p -> hook(p, home, mirror, clock)));
                    var agent =
                            new NodeAgent(
                                    home,
                                    hub,
                                    mirror,
                                    EngineChoice.of(home.settings().engine()),
                                    (event, fields) -> {
                                        report(output, event, fields);
                                        hook.heard(event);
                                    },
                                    Surroundings.real(clock))) {
                stop.whenAsked(agent::close);
                hook.start();
                var settings = home.settings();
                output.say("node " + settings.node() + " of " + settings.member() + " works");
                agent.run();
            }
        }

        private static InboxHook hook(
                Path program, NodeHome home, Mirror mirror, InstantSource clock) {
            if (!Files.isExecutable(program)) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST,
                        "--on-inbox: " + program + " is no program that can be started");
            }
            return new InboxHook(
                    program.toAbsolutePath(),
                    home.folder().resolve("inbox-told"),
                    home.settings().member(),
                    mirror::state,
                    clock);
        }

        /// Wakes what tells people, if there is such a thing.
        private record Hook(Optional<InboxHook> tells) implements AutoCloseable {
            void start() {
                tells.ifPresent(InboxHook::start);
            }

            void heard(String event) {
                if (event.equals("ledger-grew")) {
                    tells.ifPresent(InboxHook::wake);
                }
            }

            @Override
            public void close() {
                tells.ifPresent(InboxHook::close);
            }
        }

        private static void report(
                Output output, String event, java.util.SortedMap<String, String> fields) {
            output.event(event, json -> fields.forEach(json::put));
        }
    }
}
