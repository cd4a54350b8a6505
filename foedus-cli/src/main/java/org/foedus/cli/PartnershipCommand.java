package org.foedus.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Partnering;
import org.foedus.cli.alliance.WallClock;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.partnership.Partnership;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.protocol.form.PartnershipForm;
import org.foedus.protocol.form.Times;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus partnership`.
@Command(
        name = "partnership",
        description = "Agreements among some of the members; only those concerned sign.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PartnershipCommand.Offer.class,
            PartnershipCommand.Sign.class,
            PartnershipCommand.Leave.class,
            PartnershipCommand.ListAll.class,
            PartnershipCommand.Show.class
        })
final class PartnershipCommand {
    private static final String FIELDS =
            "(partnership, status, members, signed, offered_by, at, until, results, closed,"
                    + " in_force?, ended?, title?";

    private PartnershipCommand() {}

    private static Instant now() {
        return WallClock.real().instant();
    }

    /// `foedus partnership offer`.
    @Command(
            name = "offer",
            description =
                    "Offer a partnership to other members, and sign it. It is in force when each"
                            + " of them has signed.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus partnership offer --file xrays.yaml --home ./brazil",
                "  foedus partnership offer xrays --members brazil,india --until \"in 365d\""
                        + " --title \"X-rays\" --goals \"One model of lungs\" --closed",
                "%nWith --json:",
                "  offered (partnership, status, members, until, closed, offer)"
            })
    static final class Offer implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();
        @Mixin private PartnershipTerms terms = new PartnershipTerms();

        @Parameters(
                arity = "0..1",
                paramLabel = "ID",
                description = "the partnership's id, where no file says it")
        private Optional<String> id = Optional.empty();

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "the offer (docs/reference/partnership.md), in place of options")
        private Optional<Path> file = Optional.empty();

        @Option(
                names = "--closed",
                description = "the terms are for the members named alone, not for the ledger")
        private boolean closed;

        @Override
        public void run() {
            var offer =
                    file.map(f -> PartnershipForm.read(f.toString(), Inputs.form(f), now()))
                            .orElseGet(() -> terms.offer(id));
            try (var by = signing.open(globals)) {
                Partnering.offer(by, offer, closed);
                var made = find(by, offer.id().value());
                globals.output()
                        .say(
                                "offered "
                                        + made.id()
                                        + " to "
                                        + Phrase.list(made.members())
                                        + "; the others sign it: foedus partnership sign "
                                        + made.id());
                globals.output()
                        .event(
                                "offered",
                                fields -> {
                                    fields.put("partnership", made.id().value())
                                            .put("status", Phrase.label(made.status(now())));
                                    var members = fields.putArray("members");
                                    made.members().forEach(m -> members.add(m.value()));
                                    fields.put("until", made.until().toString())
                                            .put("closed", made.closedTerms().isPresent())
                                            .put("offer", made.offer().hex());
                                });
            }
        }
    }

    /// A point in time, as people write it.
    static Instant when(String option, String text) {
        return Times.instant(text, now())
                .orElseThrow(() ->
                        new FoedusException(
                                ErrorCode.BAD_REQUEST,
                                option
                                        + ": expected "
                                        + Times.EXPECTED_INSTANT
                                        + ", found '"
                                        + text
                                        + "'"));
    }

    /// `foedus partnership sign`.
    @Command(
            name = "sign",
            description =
                    "Sign an offer: its exact bytes, by their digest. Read it first with foedus"
                            + " partnership show.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus partnership sign xrays --home ./india",
                "%nWith --json:",
                "  signed (partnership, offer, status)"
            })
    static final class Sign implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "PARTNERSHIP", description = "the partnership's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = signing.open(globals)) {
                var offered = find(by, id);
                Partnering.sign(by, offered);
                var status = find(by, id).status(now());
                globals.output().say("signed " + id + ": " + Phrase.words(status));
                globals.output()
                        .event(
                                "signed",
                                fields ->
                                        fields.put("partnership", id)
                                                .put("offer", offered.offer().hex())
                                                .put("status", Phrase.label(status)));
            }
        }
    }

    /// `foedus partnership leave`.
    @Command(
            name = "leave",
            description = "Refuse an offer, or leave a partnership; with fewer than two it ends.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus partnership leave xrays --reason \"the study is over\" --home ./india",
                "%nWith --json:",
                "  left (partnership, reason, status)"
            })
    static final class Leave implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "PARTNERSHIP", description = "the partnership's id")
        private String id = "";

        @Option(names = "--reason", required = true, description = "why, for everyone to read")
        private String reason = "";

        @Override
        public void run() {
            var wanted = new PartnershipId(id);
            try (var by = signing.open(globals)) {
                by.submit(h -> new PartnershipClaim.LeavePartnership(h, wanted, reason), List.of());
                var status = find(by, id).status(now());
                globals.output().say("left " + id + ": " + Phrase.words(status));
                globals.output()
                        .event(
                                "left",
                                fields ->
                                        fields.put("partnership", id)
                                                .put("reason", reason)
                                                .put("status", Phrase.label(status)));
            }
        }
    }

    private static Partnership find(Access by, String id) {
        var wanted = new PartnershipId(id);
        var partnership = by.state().partnerships().get(wanted);
        if (partnership == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is no partnership " + wanted + ": foedus partnership list");
        }
        return partnership;
    }

    private static void fill(ObjectNode fields, Partnership partnership) {
        fields.put("partnership", partnership.id().value())
                .put("status", Phrase.label(partnership.status(now())));
        var members = fields.putArray("members");
        partnership.members().forEach(m -> members.add(m.value()));
        var signed = fields.putArray("signed");
        partnership.signed().keySet().forEach(m -> signed.add(m.value()));
        fields.put("offered_by", partnership.offeredBy().value())
                .put("at", partnership.at().toString())
                .put("until", partnership.until().toString())
                .put("results", Phrase.label(partnership.results()))
                .put("closed", partnership.closedTerms().isPresent());
        partnership.inForce().ifPresent(t -> fields.put("in_force", t.toString()));
        partnership.ended().ifPresent(t -> fields.put("ended", t.toString()));
        partnership.title().ifPresent(t -> fields.put("title", t));
    }

    /// `foedus partnership list`.
    @Command(
            name = "list",
            description = "List the partnerships.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus partnership list",
                "%nWith --json:",
                "  partnership? " + FIELDS + ")"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                var table = new Table("PARTNERSHIP", "STATUS", "UNTIL", "MEMBERS", "TITLE");
                for (var partnership : by.state().partnerships().values()) {
                    table.row(
                            partnership.id(),
                            Phrase.words(partnership.status(now())),
                            Phrase.day(partnership.until()),
                            Phrase.list(partnership.members()),
                            partnership.title().orElse("(closed)"));
                    output.event("partnership", fields -> fill(fields, partnership));
                }
                table.say(output, "no partnerships");
            }
        }
    }

    /// `foedus partnership show`.
    @Command(
            name = "show",
            description =
                    "Show a partnership: its terms, who signed, and the runs under it. Closed terms"
                            + " are fetched from the hub, which gives them to its members only.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus partnership show xrays --home ./india",
                "%nWith --json:",
                "  partnership "
                        + FIELDS
                        + ", goals?, datasets?, models?, compute?, offer, "
                        + "signatures [member, at], runs, programmes)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "PARTNERSHIP", description = "the partnership's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var partnership = find(by, id);
                var terms = Partnering.terms(by, partnership);
                var output = globals.output();
                say(output, partnership, terms);
                var state = by.mirror().state();
                var runs =
                        state.runs().values().stream()
                                .filter(r ->
                                        r.plan()
                                                .partnership()
                                                .equals(Optional.of(partnership.id())))
                                .map(r -> r.id().value())
                                .toList();
                var programmes =
                        state.programmes().values().stream()
                                .filter(p -> p.partnership().equals(Optional.of(partnership.id())))
                                .map(p -> p.id().value())
                                .toList();
                output.say("runs         " + Phrase.list(runs));
                output.say("programmes   " + Phrase.list(programmes));
                output.event(
                        "partnership",
                        fields -> {
                            fill(fields, partnership);
                            terms.ifPresent(t -> agreed(fields, t));
                            fields.put("offer", partnership.offer().hex());
                            var signatures = fields.putArray("signatures");
                            partnership
                                    .signed()
                                    .forEach((member, at) ->
                                            signatures
                                                    .addObject()
                                                    .put("member", member.value())
                                                    .put("at", at.toString()));
                            var under = fields.putArray("runs");
                            runs.forEach(under::add);
                            var with = fields.putArray("programmes");
                            programmes.forEach(with::add);
                        });
            }
        }

        private static void agreed(ObjectNode fields, Partnership.Terms terms) {
            fields.put("title", terms.title()).put("goals", terms.goals());
            var datasets = fields.putArray("datasets");
            terms.datasets().forEach(datasets::add);
            var models = fields.putArray("models");
            terms.models().forEach(models::add);
            fields.put("compute", terms.compute());
        }

        private static void say(
                Output output, Partnership partnership, Optional<Partnership.Terms> terms) {
            output.say(
                    "partnership  "
                            + partnership.id()
                            + ", "
                            + Phrase.words(partnership.status(now())));
            output.say(
                    "offered      "
                            + Phrase.minute(partnership.at())
                            + " by "
                            + partnership.offeredBy());
            output.say("until        " + Phrase.minute(partnership.until()));
            output.say("models for   " + Phrase.words(partnership.results()));
            for (var member : partnership.members()) {
                var at = Optional.ofNullable(partnership.signed().get(member));
                output.say(
                        "  %-20s %s"
                                .formatted(
                                        member,
                                        at.map(t -> "signed " + Phrase.minute(t))
                                                .orElse("not signed, or left")));
            }
            if (terms.isEmpty()) {
                output.say("terms        closed: for its members alone, or erased");
                return;
            }
            var known = terms.get();
            output.say(
                    "title        "
                            + known.title()
                            + (partnership.closedTerms().isPresent() ? " (closed terms)" : ""));
            known.goals().lines().forEach(line -> output.say("  " + line));
            output.say("data sets    " + Phrase.list(known.datasets()));
            output.say("models       " + Phrase.list(known.models()));
            if (!known.compute().isEmpty()) {
                output.say("compute      " + known.compute());
            }
        }
    }
}
