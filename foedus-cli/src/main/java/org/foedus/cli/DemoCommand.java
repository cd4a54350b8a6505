package org.foedus.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.foedus.cli.alliance.Places;
import org.foedus.cli.demo.Demo;
import org.foedus.cli.demo.DemoSettings;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus demo`.
@Command(
        name = "demo",
        description =
                "Watch an alliance on this machine: a hub and some nodes found it, admit each"
                        + " other, and train a model on real pictures that none could train alone.",
        footerHeading = "%nExample:%n",
        footer = {
            "  foedus demo                          five members, 30 rounds, about two minutes",
            "  foedus demo --nodes 3 --rounds 10 --keep",
            "  foedus demo --nodes 2 --write-data ./data",
            "%nWith --json:",
            "  founded (name, alliance, fingerprint, address)",
            "  admitted (member, name, country, class, examples, votes, histogram)",
            "  run (run, mandate, due, plan_digest, architecture, rounds)",
            "  round (run, round, of, included, asked, accuracy?, loss?, "
                    + "model_sha256, bytes_up, bytes_down, seconds_left)",
            "  round-failed? (run, round, reason)",
            "  summary (seed, rounds, members [name, country, examples, "
                    + "alone_accuracy], alliance_accuracy, pooled_accuracy, model_sha256, "
                    + "export, verify [ok, entries, rounds_reexecuted, digest], wall_s, "
                    + "build_s, peak_rss_mib [hub, node_max], bytes [up, down])",
            "  history? (entries, runs, seconds)",
            "  console? (url)",
            "  data? (folder, members)"
        })
final class DemoCommand implements Runnable {

    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "5",
            description = "members, each with a node (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "30",
            description = "rounds to train (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "of the split of the data, the first weights and the minibatches (default:"
                            + " ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--data",
            paramLabel = "10k|full",
            completionCandidates = Words.Data.class,
            defaultValue = "10k",
            description =
                    "the 10 000 pictures that come with Foedus, or all of Fashion-MNIST, which must"
                            + " be installed (default: ${DEFAULT-VALUE})")
    private String data = "";

    @Option(
            names = "--engine",
            paramLabel = "auto|torch|plain",
            completionCandidates = Words.Engines.class,
            defaultValue = "auto",
            description = "what nodes train with (default: ${DEFAULT-VALUE})")
    private String engine = "";

    @Option(
            names = "--model",
            paramLabel = "NAME",
            completionCandidates = Words.Models.class,
            defaultValue = "",
            description = "lenet5 or mlp (default: lenet5 where an engine trains it)")
    private String model = "";

    @Option(
            names = "--charter",
            paramLabel = "FILE",
            description = "whose founders take part (default: examples/charter.yaml)")
    private @Nullable Path charter;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "a new folder for everything (default: below --home)")
    private @Nullable Path folder;

    @Option(
            names = "--keep",
            description =
                    "let the alliance live on: votes, mandates, runs and news, then the lead's"
                            + " console, until Ctrl-C")
    private boolean keep;

    @Option(
            names = "--write-data",
            paramLabel = "DIR",
            description = "only write the members' pictures into files there, to begin by hand")
    private @Nullable Path writeData;

    @Override
    public void run() {
        var settings = settings();
        if (writeData != null) {
            write(settings, writeData);
            return;
        }
        var stage = new Screen(globals.output(), globals.out());
        var summary = Demo.play(settings, stage, VersionText.number(), this::open);
        if (!summary.ok()) {
            throw new FoedusException(
                    ErrorCode.VERIFICATION_FAILED,
                    "the export does not verify: see the problems above");
        }
    }

    private void write(DemoSettings settings, Path folder) {
        var members = Demo.writeData(settings, folder);
        var output = globals.output();
        output.say("data         " + String.join(", ", members) + " in " + folder);
        output.event(
                "data",
                fields -> {
                    fields.put("folder", folder.toString());
                    var list = fields.putArray("members");
                    members.forEach(list::add);
                });
    }

    private DemoSettings settings() {
        return new DemoSettings(
                nodes,
                rounds,
                seed,
                full(),
                keep,
                wish(),
                model,
                charter == null
                        ? Places.root().resolve("examples").resolve("charter.yaml")
                        : charter,
                where(),
                Long.getLong("foedus.buildSeconds", 0));
    }

    /// The console ends with this process.
    private void open(Path folder) {
        Logs.onlyWarnings();
        var console = OpenCommand.start(NodeHome.open(folder), 0);
        OpenCommand.show(console, globals.output(), true);
    }

    private boolean full() {
        return switch (data) {
            case "10k" -> false;
            case "full" -> true;
            default -> throw expected("--data", "10k or full", data);
        };
    }

    private NodeSettings.EngineWish wish() {
        try {
            return NodeSettings.EngineWish.valueOf(engine.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw expected("--engine", "auto, torch or plain", engine);
        }
    }

    private static FoedusException expected(String option, String what, String found) {
        return new FoedusException(
                ErrorCode.BAD_REQUEST, option + ": expected " + what + ", found '" + found + "'");
    }

    private Path where() {
        if (folder != null) {
            return folder.toAbsolutePath().normalize();
        }
        var below = globals.home().resolve("demo");
        for (int number = 1; ; number++) {
            var free = below.resolve(number + "-" + ProcessHandle.current().pid());
            if (!Files.exists(free)) {
                return free;
            }
        }
    }
}
