package org.foedus.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.PartnershipClaim;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.partnership.PartnershipId;
import org.foedus.core.partnership.Programme;
import org.foedus.core.partnership.ProgrammeId;
import org.foedus.core.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus programme`.
@Command(
        name = "programme",
        description = "Bodies of work under one goal: their mandates, runs and results.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ProgrammeCommand.Found.class,
            ProgrammeCommand.Add.class,
            ProgrammeCommand.ListAll.class,
            ProgrammeCommand.Show.class
        })
final class ProgrammeCommand {
    private static final String FIELDS =
            "(programme, title, status, lead, partnership?, at, mandates, deliverables";

    private ProgrammeCommand() {}

    private static Programme find(AllianceState state, String id) {
        var wanted = new ProgrammeId(id);
        var programme = state.programmes().get(wanted);
        if (programme == null) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is no programme " + wanted + ": foedus programme list");
        }
        return programme;
    }

    private static List<Mandate> mandates(AllianceState state, Programme programme) {
        return state.mandates().values().stream()
                .filter(m -> m.programme().equals(Optional.of(programme.id())))
                .toList();
    }

    private static void fill(ObjectNode fields, AllianceState state, Programme programme) {
        fields.put("programme", programme.id().value())
                .put("title", programme.title())
                .put("status", Phrase.label(programme.status(state.mandates().values())))
                .put("lead", programme.lead().value());
        programme.partnership().ifPresent(p -> fields.put("partnership", p.value()));
        fields.put("at", programme.at().toString())
                .put("mandates", mandates(state, programme).size())
                .put("deliverables", programme.deliverables().size());
    }

    /// `foedus programme found`.
    @Command(
            name = "found",
            description =
                    "Found a programme: as a voting member, or among the partners of a"
                            + " partnership. Mandates name it in their file.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus programme found lungs --title \"Lungs\" --goal \"See it earlier\""
                        + " --partnership xrays",
                "%nWith --json:",
                "  programme " + FIELDS + ")"
            })
    static final class Found implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "ID", description = "the programme's id")
        private String id = "";

        @Option(names = "--title", required = true, description = "one line")
        private String title = "";

        @Option(names = "--goal", required = true, paramLabel = "TEXT|-", description = "the goal")
        private String goal = "";

        @Option(names = "--partnership", description = "whose programme it is, if not everybody's")
        private Optional<String> partnership = Optional.empty();

        @Override
        public void run() {
            var name = new ProgrammeId(id);
            var among = partnership.map(PartnershipId::new);
            var aim = Inputs.text(goal);
            try (var by = signing.open(globals)) {
                by.submit(
                        h -> new PartnershipClaim.FoundProgramme(h, name, title, aim, among),
                        List.of());
                var state = by.state();
                var programme = find(state, id);
                globals.output().say("founded " + programme.id() + ": " + programme.title());
                globals.output().event("programme", fields -> fill(fields, state, programme));
            }
        }
    }

    /// `foedus programme add`.
    @Command(
            name = "add",
            description =
                    "Put on record what came of a programme: as its lead, or as the lead of one of"
                            + " its mandates.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus programme add lungs --sort publication --title \"Lungs, seen by many\""
                        + " --reference doi:10.1000/182",
                "  foedus programme add lungs --title \"The model\" --file model.safetensors",
                "%nWith --json:",
                "  added (programme, sort, title, reference, sha256?, mandate?)"
            })
    static final class Add implements Runnable {
        @Mixin private Globals globals = new Globals();
        @Mixin private Signing signing = new Signing();

        @Parameters(paramLabel = "PROGRAMME", description = "the programme's id")
        private String id = "";

        @Option(
                names = "--sort",
                paramLabel = "deliverable|publication",
                completionCandidates = Words.Sorts.class,
                defaultValue = "deliverable",
                description = "what it is (default: ${DEFAULT-VALUE})")
        private String sort = "deliverable";

        @Option(names = "--title", required = true, description = "one line")
        private String title = "";

        @Option(
                names = "--reference",
                defaultValue = "",
                description = "where it is: a DOI, an address")
        private String reference = "";

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description = "whose SHA-256 is put on record; the file stays here")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--mandate", description = "under which it was made")
        private Optional<String> mandate = Optional.empty();

        @Override
        public void run() {
            var name = new ProgrammeId(id);
            var what = Phrase.choose("--sort", sort, Programme.Sort.values());
            var under = mandate.map(MandateId::new);
            var digest = file.map(Inputs::digest);
            try (var by = signing.open(globals)) {
                by.submit(
                        h ->
                                new PartnershipClaim.AddDeliverable(
                                        h, name, what, title, reference, digest, under),
                        List.of());
                globals.output().say("added to " + id + ": " + title);
                globals.output()
                        .event(
                                "added",
                                fields -> {
                                    fields.put("programme", id)
                                            .put("sort", sort)
                                            .put("title", title)
                                            .put("reference", reference);
                                    digest.map(Sha256::hex).ifPresent(d -> fields.put("sha256", d));
                                    under.ifPresent(m -> fields.put("mandate", m.value()));
                                });
            }
        }
    }

    /// `foedus programme list`.
    @Command(
            name = "list",
            description = "List the programmes, each with the state that its mandates make.",
            footerHeading = "%nExample:%n",
            footer = {"  foedus programme list", "%nWith --json:", "  programme? " + FIELDS + ")"})
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var output = globals.output();
                var table = new Table("PROGRAMME", "STATE", "LEAD", "MANDATES", "TITLE");
                for (var programme : state.programmes().values()) {
                    table.row(
                            programme.id(),
                            Phrase.words(programme.status(state.mandates().values())),
                            programme.lead(),
                            mandates(state, programme).size(),
                            programme.title());
                    output.event("programme", fields -> fill(fields, state, programme));
                }
                table.say(output, "no programmes");
            }
        }
    }

    /// `foedus programme show`.
    @Command(
            name = "show",
            description = "Show a programme: its goal, its mandates, their runs, what came of it.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus programme show lungs",
                "%nWith --json:",
                "  programme " + FIELDS + ", goal, runs)",
                "  mandate? (mandate, status, lead, due, title)",
                "  deliverable? (sort, title, reference, sha256?, mandate?, by, at)"
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "PROGRAMME", description = "the programme's id")
        private String id = "";

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var programme = find(state, id);
                var output = globals.output();
                var status = programme.status(state.mandates().values());
                var runs = runs(state, programme);
                output.say("programme    " + programme.id() + ": " + programme.title());
                output.say(
                        "state        "
                                + Phrase.words(status)
                                + ", led by "
                                + programme.lead()
                                + programme.partnership().map(p -> ", of " + p).orElse(""));
                var goal = by.texts().goal(programme);
                goal.lines().forEach(line -> output.say("  " + line));
                output.event(
                        "programme",
                        fields -> {
                            fill(fields, state, programme);
                            fields.put("goal", goal);
                            var under = fields.putArray("runs");
                            runs.forEach(r -> under.add(r.id().value()));
                        });
                mandates(state, programme).forEach(m -> say(output, m));
                runs.forEach(r -> output.say("run          " + r.id() + ", " + r.status().label()));
                programme.deliverables().forEach(d -> say(output, d));
            }
        }

        private static List<Run> runs(AllianceState state, Programme programme) {
            var ids = mandates(state, programme).stream().map(Mandate::id).toList();
            return state.runs().values().stream()
                    .filter(r -> ids.contains(r.plan().mandate()))
                    .toList();
        }

        private static void say(Output output, Mandate mandate) {
            output.say(
                    "mandate      "
                            + mandate.id()
                            + ", "
                            + Phrase.words(mandate.status())
                            + ", led by "
                            + mandate.lead()
                            + ", due "
                            + Phrase.day(mandate.dueNow())
                            + ": "
                            + mandate.title());
            output.event(
                    "mandate",
                    fields ->
                            fields.put("mandate", mandate.id().value())
                                    .put("status", Phrase.label(mandate.status()))
                                    .put("lead", mandate.lead().value())
                                    .put("due", mandate.dueNow().toString())
                                    .put("title", mandate.title()));
        }

        private static void say(Output output, Programme.Deliverable made) {
            output.say(
                    "%-12s %s%s, %s by %s"
                            .formatted(
                                    Phrase.words(made.sort()),
                                    made.title(),
                                    made.reference().isEmpty() ? "" : " (" + made.reference() + ")",
                                    Phrase.day(made.at()),
                                    made.by()));
            output.event(
                    "deliverable",
                    fields -> {
                        fields.put("sort", Phrase.label(made.sort()))
                                .put("title", made.title())
                                .put("reference", made.reference());
                        made.sha256().ifPresent(d -> fields.put("sha256", d.hex()));
                        made.mandate().ifPresent(m -> fields.put("mandate", m.value()));
                        fields.put("by", made.by().value()).put("at", made.at().toString());
                    });
        }
    }
}
