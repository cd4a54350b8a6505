package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Visitor;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Recovery;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.protocol.api.Api;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `foedus recovery`.
@Command(
        name = "recovery",
        description = "How a hub that lost entries gets them back from its members.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RecoveryCommand.Show.class,
            RecoveryCommand.Offer.class,
            RecoveryCommand.GoOn.class,
            RecoveryCommand.Confirm.class
        })
final class RecoveryCommand {
    private RecoveryCommand() {}

    /// `foedus recovery show`.
    @Command(
            name = "show",
            description =
                    "Show whether the hub waits for its members' mirrors, and what the newest"
                            + " recovery in the ledger lacks.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus recovery show --home ./italy",
                "%nWith --json:",
                "  recovery (recovering, entries, heard, awaited, until?)",
                "  recovered (index, from, missing, confirmed, needed, settled, id)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Visitor.of(globals.home())) {
                var status = by.hub().recovery();
                say(globals.output(), status);
                if (!status.recovering()) {
                    newest(by);
                }
            }
        }

        private void newest(Visitor by) {
            var recovery = by.state().flatMap(AllianceState::recovery);
            if (recovery.isEmpty()) {
                globals.output().say("the ledger tells of no recovery");
                return;
            }
            say(globals.output(), recovery.get());
        }
    }

    private static void say(Output output, Api.Recovery status) {
        output.say(
                status.recovering()
                        ? "the hub is being made whole: it has " + status.entries() + " entries"
                        : "the hub serves, with " + status.entries() + " entries");
        if (status.recovering()) {
            output.say("heard    " + status.heard());
            output.say("awaited  " + status.awaited());
            status.until()
                    .filter(_ -> status.entries() > 0)
                    .ifPresent(
                            t -> output.say("waits    until " + t + ", or foedus recovery go-on"));
        }
        output.event(
                "recovery",
                fields -> {
                    fields.put("recovering", status.recovering()).put("entries", status.entries());
                    var heard = fields.putArray("heard");
                    status.heard().forEach(n -> heard.add(n.value()));
                    var awaited = fields.putArray("awaited");
                    status.awaited().forEach(n -> awaited.add(n.value()));
                    status.until().ifPresent(t -> fields.put("until", t.toString()));
                });
    }

    private static void say(Output output, Recovery recovery) {
        output.say(
                "entry "
                        + recovery.index()
                        + ": recovered from "
                        + recovery.from()
                        + " entries to "
                        + recovery.index());
        output.say("missing    " + recovery.missing());
        output.say(
                "confirmed  "
                        + recovery.confirmed()
                        + ", "
                        + recovery.needed()
                        + " needed"
                        + (recovery.settled() ? ": settled" : ": nothing else counts yet"));
        if (!recovery.settled()) {
            output.progress(
                    "A node that is missing may hold entries that are not in this ledger. Start it,"
                            + " look at its mirror; then: foedus recovery confirm");
        }
        output.event(
                "recovered",
                fields -> {
                    fields.put("index", recovery.index())
                            .put("from", recovery.from())
                            .put("needed", recovery.needed())
                            .put("settled", recovery.settled())
                            .put("id", recovery.id().hex());
                    var missing = fields.putArray("missing");
                    recovery.missing().forEach(n -> missing.add(n.value()));
                    var confirmed = fields.putArray("confirmed");
                    recovery.confirmed().forEach(m -> confirmed.add(m.value()));
                });
    }

    /// `foedus recovery offer`.
    @Command(
            name = "offer",
            description =
                    "Give the hub what the mirror in this folder holds of what it lost. A running"
                            + " node does so by itself.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus recovery offer --home ./italy",
                "%nWith --json:",
                "  recovery (recovering, entries, heard, awaited, until?)"
            })
    static final class Offer implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Visitor.of(globals.home())) {
                by.giveBack();
                say(globals.output(), by.hub().recovery());
            }
        }
    }

    /// `foedus recovery go-on`.
    @Command(
            name = "go-on",
            description =
                    "As the operator: wait no longer for nodes that are missing. Unless every node"
                            + " was heard, the members must then confirm the recovery.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus recovery go-on --home ./hub",
                "%nWith --json:",
                "  recovery (recovering, entries, heard, awaited, until?)"
            })
    static final class GoOn implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Visitor.operator(globals.home())) {
                say(globals.output(), by.hub().goOn());
            }
        }
    }

    /// `foedus recovery confirm`.
    @Command(
            name = "confirm",
            description =
                    "As a full member: agree that the alliance goes on from the newest recovery,"
                            + " without what the missing nodes may hold.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus recovery confirm --home ./italy",
                "%nWith --json:",
                "  confirmed (recovery, confirmed, needed, settled)"
            })
    static final class Confirm implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var asked = open(by.state().recovery());
                by.submit(h -> new Claim.ConfirmRecovery(h, asked.id()), List.of());
                var now = by.state().recovery().orElse(asked);
                globals.output()
                        .say(
                                "confirmed by "
                                        + now.confirmed()
                                        + ", "
                                        + now.needed()
                                        + " needed"
                                        + (now.settled() ? ": the alliance goes on" : ""));
                globals.output()
                        .event(
                                "confirmed",
                                fields ->
                                        fields.put("recovery", now.id().hex())
                                                .put("confirmed", now.confirmed().size())
                                                .put("needed", now.needed())
                                                .put("settled", now.settled()));
            }
        }

        private static Recovery open(Optional<Recovery> recovery) {
            return recovery.filter(r -> !r.settled())
                    .orElseThrow(() ->
                            new FoedusException(
                                    ErrorCode.WRONG_STATE,
                                    "no recovery waits to be confirmed: foedus recovery show"));
        }
    }
}
