package org.foedus.cli;

import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.WallClock;
import org.foedus.link.hub.HubClient;
import org.foedus.link.mirror.Mirror;
import org.foedus.node.agent.NodeAgent;
import org.foedus.node.agent.Surroundings;
import org.foedus.node.home.NodeHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus node`.
@Command(
        name = "node",
        description = "Run a member's node, beside its data.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.class,
            NodeCommand.Start.class,
            OwnerCommands.Review.class,
            OwnerCommands.Approve.class,
            OwnerCommands.Refuse.class,
            OwnerCommands.Withdraw.class,
            OwnerCommands.Leave.class,
            OwnerCommands.Log.class
        })
final class NodeCommand {
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
                "  consent? (decision, rule, run)",
                "  work-begun? (base, item)",
                "  work-answered? (item, outcome, reason)",
                "  work-declined? work-dropped? work-left? (item, reason)",
                "  policy-unusable? datasets-unusable? (reason)",
                "  node-failed? hub-false? work-crashed? (reason)",
                "  hub-lost? work-failed? consent-refused? decline-refused? cosign-failed?"
                        + " (code, reason)",
                "  hub-back? ()"
            })
    static final class Start implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--exit-with-parent",
                description = "stop when standard input ends, as it does with the starting process")
        private boolean withParent;

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
                    var agent =
                            new NodeAgent(
                                    home,
                                    hub,
                                    mirror,
                                    (event, fields) -> report(output, event, fields),
                                    Surroundings.real(clock))) {
                stop.whenAsked(agent::close);
                var settings = home.settings();
                output.say("node " + settings.node() + " of " + settings.member() + " works");
                agent.run();
            }
        }

        private static void report(
                Output output, String event, java.util.SortedMap<String, String> fields) {
            output.event(event, json -> fields.forEach(json::put));
        }
    }
}
