package org.foedus.cli;

import java.util.List;
import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.name.Names;
import org.foedus.engine.data.DatasetSpec;
import org.foedus.engine.data.Scaling;
import org.foedus.node.dataset.DatasetCheck;
import org.foedus.node.home.NodeHome;
import org.foedus.protocol.model.Architectures;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `foedus node dataset`.
@Command(
        name = "dataset",
        description = "Name the data that this node trains on; it never leaves the machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DatasetCommand.Add.class,
            DatasetCommand.Check.class,
            DatasetCommand.ListAll.class
        })
final class DatasetCommand {
    /// `foedus node dataset add`.
    @Command(
            name = "add",
            description = "Give data a name by which plans ask for it.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus node dataset add fashion-mnist --images train-images.gz --labels"
                        + " train-labels.gz",
                "  foedus node dataset add patients --csv patients.csv --label outcome",
                "  foedus node dataset add scans --safetensors scans.safetensors",
                "%nWith --json:",
                "  dataset (name, format, files)"
            })
    static final class Add implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "NAME", description = "the dataset's name in plans")
        private String name = "";

        @Option(names = "--images", paramLabel = "FILE", description = "images in IDX, raw or gzip")
        private Optional<String> images = Optional.empty();

        @Option(names = "--labels", paramLabel = "FILE", description = "labels in IDX")
        private Optional<String> labels = Optional.empty();

        @Option(names = "--csv", paramLabel = "FILE", description = "numbers with a header row")
        private Optional<String> csv = Optional.empty();

        @Option(names = "--label", paramLabel = "COLUMN", description = "the label's column in CSV")
        private Optional<String> label = Optional.empty();

        @Option(
                names = "--safetensors",
                paramLabel = "FILE",
                description = "tensors features and labels")
        private Optional<String> safetensors = Optional.empty();

        @Override
        public void run() {
            Names.check("dataset", name);
            var home = NodeHome.open(globals.home());
            var spec = spec();
            home.keep(home.datasets().with(name, spec));
            var output = globals.output();
            output.say("added " + name + ": " + spec.files());
            output.progress("Look at it: foedus node dataset check " + name);
            output.event(
                    "dataset",
                    fields -> {
                        fields.put("name", name).put("format", format(spec));
                        spec.files().forEach(fields.putArray("files")::add);
                    });
        }

        private DatasetSpec spec() {
            if (images.isPresent() && labels.isPresent()) {
                return DatasetSpec.idx(absolute(images.get()), absolute(labels.get()));
            }
            if (csv.isPresent() && label.isPresent()) {
                return DatasetSpec.csv(absolute(csv.get()), label.get(), Scaling.NONE);
            }
            if (safetensors.isPresent()) {
                return DatasetSpec.safetensors(absolute(safetensors.get()), Scaling.NONE);
            }
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    "expected --images and --labels, or --csv and --label, or --safetensors");
        }

        private static String absolute(String file) {
            return java.nio.file.Path.of(file).toAbsolutePath().normalize().toString();
        }
    }

    /// `foedus node dataset check`.
    @Command(
            name = "check",
            description = "Load data as training would, and say what is in it or what is wrong.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node dataset check fashion-mnist --for lenet5",
                "%nWith --json:",
                "  dataset (name, usable, examples?, classes?, problem?)"
            })
    static final class Check implements java.util.concurrent.Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "NAME", arity = "0..1", description = "default: all")
        private Optional<String> name = Optional.empty();

        @Option(
                names = "--for",
                paramLabel = "ARCHITECTURE",
                completionCandidates = Words.Models.class,
                defaultValue = "lenet5",
                description = "whose input it must fit (default: ${DEFAULT-VALUE})")
        private String architecture = "lenet5";

        @Override
        public Integer call() {
            var home = NodeHome.open(globals.home());
            var shape =
                    Architectures.named(architecture)
                            .orElseThrow(() ->
                                    new FoedusException(
                                            ErrorCode.NOT_FOUND,
                                            "no architecture " + architecture));
            var book = home.datasets();
            var names = name.map(List::of).orElseGet(() -> List.copyOf(book.names()));
            boolean usable = true;
            for (var each : names) {
                usable &=
                        say(
                                globals.output(),
                                each,
                                DatasetCheck.of(book.named(each), home.folder(), shape));
            }
            return usable ? 0 : ErrorCode.BAD_DATASET.type().exitCode();
        }

        private static boolean say(Output output, String name, DatasetCheck.Report report) {
            return switch (report) {
                case DatasetCheck.Usable u -> usable(output, name, u);
                case DatasetCheck.Unusable u -> unusable(output, name, u);
            };
        }

        private static boolean usable(Output output, String name, DatasetCheck.Usable found) {
            output.say(
                    "%-16s %d examples of %d features  %s"
                            .formatted(
                                    name,
                                    found.examples(),
                                    found.features(),
                                    found.classes().bars()));
            output.event(
                    "dataset",
                    fields -> {
                        fields.put("name", name).put("usable", true);
                        fields.put("examples", found.examples());
                        var classes = fields.putArray("classes");
                        found.classes().counts().forEach(classes::add);
                    });
            return true;
        }

        private static boolean unusable(Output output, String name, DatasetCheck.Unusable found) {
            output.warn(name + ": " + found.problem());
            output.event(
                    "dataset",
                    fields ->
                            fields.put("name", name)
                                    .put("usable", false)
                                    .put("problem", found.problem()));
            return false;
        }
    }

    private static String format(DatasetSpec spec) {
        return spec.format().name().toLowerCase(java.util.Locale.ROOT);
    }

    /// `foedus node dataset list`.
    @Command(
            name = "list",
            description = "List the data that this node knows.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus node dataset list",
                "%nWith --json:",
                "  dataset (name, format, files)"
            })
    static final class ListAll implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Override
        public void run() {
            var book = NodeHome.open(globals.home()).datasets();
            for (var name : book.names()) {
                var spec = book.named(name);
                globals.output()
                        .say(
                                "%-16s %-12s %s"
                                        .formatted(
                                                name,
                                                format(spec),
                                                String.join(", ", spec.files())));
                globals.output()
                        .event(
                                "dataset",
                                fields -> {
                                    fields.put("name", name).put("format", format(spec));
                                    spec.files().forEach(fields.putArray("files")::add);
                                });
            }
        }
    }
}
