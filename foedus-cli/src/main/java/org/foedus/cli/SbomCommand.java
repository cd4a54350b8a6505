package org.foedus.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.foedus.cli.supply.Advisories;
import org.foedus.cli.supply.Advisory;
import org.foedus.cli.supply.BillOfMaterials;
import org.foedus.cli.supply.Library;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/// `foedus sbom`.
@Command(
        name = "sbom",
        description = "What Foedus bundles, library by library, and whether flaws are known.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {SbomCommand.Show.class, SbomCommand.Check.class})
final class SbomCommand {
    private static final String NAME = "foedus.cdx.json";

    private SbomCommand() {}

    /// Where the bill of materials lies: as told, or beside the jar that runs.
    private static SortedSet<Library> libraries(Optional<Path> told) {
        var file = told.orElseGet(SbomCommand::besideTheJar);
        if (!Files.exists(file)) {
            throw new FoedusException(
                    ErrorCode.NOT_FOUND,
                    "there is no "
                            + file
                            + ": ./foedus build makes it, or name another with --sbom");
        }
        return BillOfMaterials.libraries(file);
    }

    private static Path besideTheJar() {
        try {
            var source = SbomCommand.class.getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI()).resolveSibling(NAME);
        } catch (URISyntaxException e) {
            throw new FoedusException(ErrorCode.IO_FAILED, "find foedus.jar", e);
        }
    }

    /// `foedus sbom show`.
    @Command(
            name = "show",
            description = "List the libraries that others wrote, with their versions.",
            footerHeading = "%nExample:%n",
            footer = {
                "  foedus sbom show",
                "%nWith --json:",
                "  library (name, version)",
            })
    static final class Show implements Runnable {
        @Mixin private Globals globals = new Globals();

        @Option(
                names = "--sbom",
                paramLabel = "FILE",
                description = "a bill of materials of CycloneDX (default: beside foedus.jar)")
        private Optional<Path> sbom = Optional.empty();

        @Override
        public void run() {
            for (var library : libraries(sbom)) {
                globals.output().say(library.toString());
                globals.output().event("library", fields -> fill(fields, library));
            }
        }
    }

    private static void fill(ObjectNode fields, Library library) {
        fields.put("name", library.name()).put("version", library.version());
    }

    /// `foedus sbom check`.
    @Command(
            name = "check",
            description =
                    "Hold the bundled libraries against a file of known flaws in OSV's schema: one"
                            + " advisory, a list, or a zip of them. Asks no network. Exits with 1"
                            + " if any library has a flaw.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  foedus sbom check ./maven-advisories.zip",
                "  foedus sbom check ./maven-advisories.zip --except GHSA-xxxx-xxxx-xxxx",
                "%nWith --json:",
                "  flaw? (id, aliases, name, version, fixed_in, summary, excepted)",
                "  checked (libraries, advisories, flaws)",
            })
    static final class Check implements Callable<Integer> {
        @Mixin private Globals globals = new Globals();

        @Parameters(paramLabel = "FILE", description = "the advisories, JSON or a zip of JSON")
        private Path file = Path.of("");

        @Option(
                names = "--sbom",
                paramLabel = "FILE",
                description = "a bill of materials of CycloneDX (default: beside foedus.jar)")
        private Optional<Path> sbom = Optional.empty();

        @Option(
                names = "--except",
                paramLabel = "ID",
                description = "a flaw, by any of its names, that you looked at; may be repeated")
        private List<String> excepted = List.of();

        @Override
        public Integer call() {
            var libraries = libraries(sbom);
            var found = new TreeSet<Flaw>();
            int advisories =
                    Advisories.read(
                            file,
                            advisory ->
                                    libraries.stream()
                                            .filter(advisory::holds)
                                            .forEach(l -> found.add(new Flaw(l, advisory))));
            found.forEach(this::say);
            long counted = found.stream().filter(f -> !isExcepted(f)).count();
            var output = globals.output();
            output.say(
                    String.format(
                            java.util.Locale.ROOT,
                            "%d libraries, %d advisories, %d flaws",
                            libraries.size(),
                            advisories,
                            counted));
            output.event(
                    "checked",
                    fields ->
                            fields.put("libraries", libraries.size())
                                    .put("advisories", advisories)
                                    .put("flaws", counted));
            return counted == 0 ? 0 : 1;
        }

        private boolean isExcepted(Flaw flaw) {
            return excepted.contains(flaw.advisory().id())
                    || flaw.advisory().aliases().stream().anyMatch(excepted::contains);
        }

        private void say(Flaw flaw) {
            var library = flaw.library();
            var advisory = flaw.advisory();
            var fixed = advisory.fixedIn(library);
            globals.output()
                    .say(
                            library
                                    + ": "
                                    + advisory.id()
                                    + (advisory.aliases().isEmpty()
                                            ? ""
                                            : " (" + String.join(", ", advisory.aliases()) + ")")
                                    + " "
                                    + advisory.summary()
                                    + (fixed.isEmpty()
                                            ? "; no mended version is told"
                                            : "; mended in " + String.join(", ", fixed))
                                    + (isExcepted(flaw) ? "; excepted" : ""));
            globals.output()
                    .event(
                            "flaw",
                            fields -> {
                                fields.put("id", advisory.id());
                                advisory.aliases().forEach(fields.putArray("aliases")::add);
                                fill(fields, library);
                                fixed.forEach(fields.putArray("fixed_in")::add);
                                fields.put("summary", advisory.summary())
                                        .put("excepted", isExcepted(flaw));
                            });
        }
    }

    /// A library with a known flaw.
    private record Flaw(Library library, Advisory advisory) implements Comparable<Flaw> {
        @Override
        public int compareTo(Flaw other) {
            int byLibrary = library.compareTo(other.library);
            return byLibrary != 0 ? byLibrary : advisory.id().compareTo(other.advisory.id());
        }
    }
}
