package org.foedus.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Models;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus model`.
@Command(
        name = "model",
        description = "List and fetch models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelCommand.ListAll.class, ModelCommand.Get.class})
final class ModelCommand {
    /// `foedus model list`.
    @Command(
            name = "list",
            description = "List the newest version of each run's model.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus model list",
                "%nWith --json:",
                "  model (run, version, architecture, sha256, accuracy?)"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            try (var by = Access.of(globals.home())) {
                var output = globals.output();
                for (var run : by.state().runs().values()) {
                    if (run.published() == 0) {
                        continue;
                    }
                    var accuracy = run.round().flatMap(r -> RoundText.metric(run, r, "accuracy"));
                    output.say(
                            "%-16s version %-4d %-8s %s  %s"
                                    .formatted(
                                            run.id(),
                                            run.published(),
                                            run.plan().model().architecture(),
                                            accuracy.map(a -> "%.2f %%".formatted(100 * a))
                                                    .orElse("–"),
                                            run.model()));
                    output.event(
                            "model",
                            fields -> {
                                fields.put("run", run.id().value())
                                        .put("version", run.published())
                                        .put("architecture", run.plan().model().architecture())
                                        .put("sha256", run.model().hex());
                                accuracy.ifPresent(a -> fields.put("accuracy", a));
                            });
                }
            }
        }
    }

    /// `foedus model get`.
    @Command(
            name = "get",
            description =
                    "Fetch a run's model, the newest by default, and its card, and check the"
                            + " digest.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus model get run-1 ./model",
                "  foedus model get run-1 ./model --best",
                "%nWith --json:",
                "  model (model, card, version, sha256, bytes)"
            })
    static final class Get implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(index = "0", paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Parameters(index = "1", paramLabel = "DIR", description = "where to")
        private Path folder = Path.of("");

        @Option(
                names = "--version",
                paramLabel = "N",
                description = "that version, from 1; 0 is the initial weights")
        private Optional<Integer> version = Optional.empty();

        @Option(names = "--best", description = "the version with the highest held-out accuracy")
        private boolean best;

        @Override
        public void run() {
            if (best && version.isPresent()) {
                throw new FoedusException(
                        ErrorCode.BAD_REQUEST, "--best and --version: choose one of them");
            }
            try (var by = Access.of(globals.home())) {
                var state = by.state();
                var found = RunCommand.find(state, Optional.of(run));
                var chosen =
                        best
                                ? Models.best(found)
                                : version.map(v -> Models.version(found, v))
                                        .orElseGet(() -> Models.newest(found));
                var fetched = Models.fetch(by, state, found, chosen, folder);
                var output = globals.output();
                output.say("model   " + fetched.model());
                output.say("card    " + fetched.card());
                output.say("version " + chosen.number());
                output.say("sha256  " + fetched.digest());
                output.event(
                        "model",
                        fields ->
                                fields.put("model", fetched.model().toString())
                                        .put("card", fetched.card().toString())
                                        .put("version", chosen.number())
                                        .put("sha256", fetched.digest().hex())
                                        .put("bytes", fetched.bytes()));
            }
        }
    }
}
