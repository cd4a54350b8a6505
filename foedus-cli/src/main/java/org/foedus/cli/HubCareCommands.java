package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Visitor;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.hub.Hub;
import org.foedus.hub.HubHome;
import org.foedus.hub.care.CareSettings;
import org.foedus.hub.care.Retention;
import org.foedus.link.address.HubAddress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Where the hub is, and how long it keeps what.
final class HubCareCommands {
    private HubCareCommands() {}

    /// `foedus hub address`.
    @Command(
            name = "address",
            description = "Where members reach the hub.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            subcommands = SetAddress.class)
    static final class Address {}

    /// `foedus hub address set`.
    @Command(
            name = "set",
            description =
                    "Say in the ledger where members reach the hub from now on; run it before or"
                            + " after a move, with the hub running or not. Nodes find the new"
                            + " address there.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus hub address set hub2.example.org:8443 --home ./hub",
                "%nWith --json:",
                "  addresses (addresses, in_ledger)"
            })
    static final class SetAddress implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(
                paramLabel = "HOST:PORT",
                arity = "1..16",
                description = "addresses, best first")
        private List<String> addresses = List.of();

        @Override
        public void run() {
            var home = HubHome.open(globals.home());
            var parsed = addresses.stream().map(a -> HubAddress.parse(a).toString()).toList();
            boolean told = tell(home, parsed);
            home.keep(home.settings().withAddresses(parsed));
            var output = globals.output();
            output.say("address  " + String.join(", ", parsed));
            if (!told) {
                output.warn(
                        "warning: the hub's ledger is being made whole, so it does not say so yet:"
                                + " run this again once the hub serves");
            }
            output.progress(
                    "Restart the hub if its TLS certificate is to name the new address; a node"
                            + " that does not find it: foedus node hub "
                            + parsed.getFirst());
            output.event(
                    "addresses",
                    fields -> {
                        fields.put("in_ledger", told);
                        var list = fields.putArray("addresses");
                        parsed.forEach(list::add);
                    });
        }

        /// False while the ledger is not whole.
        private static boolean tell(HubHome home, List<String> addresses) {
            try {
                if (!Hub.move(home, addresses, WallClock.real())) {
                    try (var by = Visitor.operator(home.folder())) {
                        by.hub().addresses(addresses);
                    }
                }
                return true;
            } catch (FoedusException e) {
                if (e.code() != ErrorCode.RECOVERING) {
                    throw e;
                }
                return false;
            }
        }
    }

    /// `foedus hub retention`.
    @Command(
            name = "retention",
            description =
                    "Show, or with --keep-updates set, how long updates are kept after the end of"
                            + " their run. Dropping them is said in the ledger first; after it a"
                            + " round cannot be executed again.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus hub retention --home ./hub",
                "  foedus hub retention --keep-updates 90d --home ./hub",
                "%nWith --json:",
                "  retention (keep_updates)",
                "  run (run, status, rounds_with_updates, due)"
            })
    static final class Keep implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--keep-updates",
                paramLabel = "TIME",
                description =
                        "forever, or a time such as 90d; the hub heeds it from its next start")
        private Optional<String> keep = Optional.empty();

        @Override
        public void run() {
            var home = HubHome.open(globals.home());
            var settings = home.settings();
            if (keep.isPresent()) {
                settings = settings.withCare(settings.careOrDefault().keepingUpdates(keep.get()));
                home.keep(settings);
            }
            var care = settings.careOrDefault();
            var kept = care.keepUpdates().orElse(CareSettings.FOREVER);
            var output = globals.output();
            output.say("updates are kept " + shown(kept));
            output.event("retention", fields -> fields.put("keep_updates", kept));
            var state = Hub.read(home, WallClock.real());
            for (var run : state.runs().values()) {
                var rounds = Retention.rounds(state, run);
                var due = care.updatesKept().filter(_ -> !run.active());
                var when = due.map(t -> Retention.ended(run).plus(t).toString()).orElse("never");
                output.say(line(run, rounds.size(), when));
                output.event(
                        "run",
                        fields ->
                                fields.put("run", run.id().value())
                                        .put("status", run.status().label())
                                        .put("rounds_with_updates", rounds.size())
                                        .put("due", when));
            }
        }

        private static String shown(String kept) {
            return kept.equals(CareSettings.FOREVER)
                    ? "for ever"
                    : "for " + kept + " after the end of their run";
        }

        private static String line(Run run, int rounds, String due) {
            return "%-16s %-9s updates of %d rounds, dropped: %s"
                    .formatted(run.id(), run.status().label(), rounds, due);
        }
    }
}
