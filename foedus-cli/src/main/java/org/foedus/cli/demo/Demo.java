package org.foedus.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.foedus.audit.Anchors;
import org.foedus.audit.Progress;
import org.foedus.audit.Verifier;
import org.foedus.cli.alliance.Access;
import org.foedus.cli.alliance.Exporting;
import org.foedus.cli.alliance.Founding;
import org.foedus.cli.alliance.Launching;
import org.foedus.cli.alliance.Models;
import org.foedus.cli.alliance.Places;
import org.foedus.cli.alliance.Scores;
import org.foedus.core.alliance.Charter;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.Run;
import org.foedus.engine.data.FashionMnist;
import org.foedus.link.keys.FileFailure;
import org.foedus.link.keys.PrivateFolder;
import org.foedus.node.work.EngineChoice;
import org.foedus.protocol.form.CharterForm;
import org.foedus.protocol.form.MandateForm;
import org.foedus.protocol.form.PlanForm;
import org.foedus.protocol.model.Architectures;

/// Conducts the demo.
public final class Demo {
    private final DemoSettings settings;
    private final Stage stage;
    private final String version;
    private final Opener opener;
    private final Stopwatch wall = new Stopwatch();
    private final ExecutorService bench =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("demo-bench").daemon().factory());
    private volatile boolean cancelled;

    private Demo(DemoSettings settings, Stage stage, String version, Opener opener) {
        this.settings = settings;
        this.stage = stage;
        this.version = version;
        this.opener = opener;
    }

    /// Plays it; returns when all is told, or, if it is to be kept running, never before it is
    /// interrupted.
    ///
    /// @param opener of the lead's console, where the alliance is kept running
    /// @return what `--json` ends with, told already
    public static Summary play(DemoSettings settings, Stage stage, String version, Opener opener) {
        var demo = new Demo(settings, stage, version, opener);
        try {
            return demo.play();
        } finally {
            demo.cancelled = true;
            demo.bench.shutdownNow();
        }
    }

    private Summary play() {
        PrivateFolder.create(settings.folder());
        var logs = PrivateFolder.create(settings.folder().resolve("logs"));
        var root = Places.root();
        var charter = CharterForm.read(settings.charter().toString(), read(settings.charter()));
        var cast = Cast.of(charter, settings.members(), settings.folder());
        try (var fleet = new Fleet(logs)) {
            var founders = new Founders(settings, stage, fleet, cast);
            var founded = founders.found(charter);
            stage.say(charter.name());
            var engine = bench.submit(this::engine);
            var shares = Shares.split(sets(settings, root), settings.members(), settings.seed());
            var chosen = result(engine);
            stage.say(
                    "Each trains " + chosen.architecture() + " with engine " + chosen.why() + ".");
            stage.say("");
            var lead = cast.getFirst();
            var examplePlan = root.resolve("examples").resolve("plan.yaml");
            var plan =
                    Script.plan(
                            PlanForm.read("plan.yaml", read(examplePlan)),
                            settings,
                            chosen.architecture(),
                            lead.member(),
                            lead.node());
            founders.awaitHub(founded.home());
            try (var operator = Access.operator(founded.home())) {
                founders.admit(operator, shares, plan);
                var mandateFile = root.resolve("examples").resolve("mandate.yaml");
                var mandate = MandateForm.read("mandate.yaml", read(mandateFile), Instant.now());
                var started = founders.start(mandate, plan);
                stage.say("");
                stage.say("Mandate " + mandate.id() + ": " + mandate.title());
                stage.say("");
                var alone =
                        bench.submit(() ->
                                Comparisons.train(plan, chosen.engine(), shares, () -> cancelled));
                var outcome = run(fleet, operator, started, alone);
                return end(fleet, founded, charter, cast, shares, operator, outcome);
            }
        }
    }

    /// The engine that nodes will choose, too.
    private record Chosen(org.foedus.engine.Engine engine, String architecture, String why) {}

    private Chosen engine() {
        var choice = EngineChoice.of(settings.engine());
        if (!settings.model().isEmpty()) {
            return chosen(choice, settings.model());
        }
        try {
            return chosen(choice, Architectures.LENET5.name());
        } catch (FoedusException e) {
            var chosen = chosen(choice, Architectures.MLP.name());
            stage.say("Note: " + e.reason() + "; so the smaller perceptron is trained.");
            return chosen;
        }
    }

    private static Chosen chosen(EngineChoice choice, String architecture) {
        var chosen = choice.choose(architecture);
        return new Chosen(chosen.engine(), architecture, chosen.why());
    }

    /// Writes the members' data into files, as they would have them, and nothing else.
    ///
    /// @return whose they are
    public static List<String> writeData(DemoSettings settings, Path folder) {
        var charter = CharterForm.read(settings.charter().toString(), read(settings.charter()));
        var members =
                Cast.of(charter, settings.members(), folder).stream()
                        .map(p -> p.member().value())
                        .toList();
        Shares.split(sets(settings, Places.root()), settings.members(), settings.seed())
                .write(folder, members);
        return members;
    }

    private static FashionMnist.Sets sets(DemoSettings settings, Path root) {
        return settings.full()
                ? FashionMnist.full(FashionMnist.FULL_FOLDER)
                : FashionMnist.shipped(root);
    }

    /// What the run and the comparisons gave.
    private record Outcome(Run run, RunTable.Bytes bytes, Comparisons.Result without) {}

    private Outcome run(
            Fleet fleet,
            Access operator,
            Launching.Started started,
            Future<Comparisons.Result> alone) {
        var spectator = new Spectator(operator, started.run(), stage, fleet::check);
        var run = spectator.watch();
        Spectator.requireFinished(run);
        var bytes = spectator.bytes();
        if (!alone.isDone()) {
            stage.say("Training the models that each could have trained alone, to compare …");
        }
        return new Outcome(run, bytes, result(alone));
    }

    private Summary end(
            Fleet fleet,
            Founding.Founded founded,
            Charter charter,
            List<Cast.Player> cast,
            Shares shares,
            Access operator,
            Outcome outcome) {
        var witness = cast.getFirst().home().resolve("ledger").resolve("checkpoint");
        var anchors =
                Anchors.none()
                        .withHubKey(founded.fingerprint().hex())
                        .withCheckpoint(new String(read(witness), StandardCharsets.UTF_8));
        var folder = settings.folder();
        var model =
                Models.fetch(
                        operator,
                        operator.state(),
                        outcome.run(),
                        Models.newest(outcome.run()),
                        folder.resolve("model"));
        var export = folder.resolve("export");
        Exporting.export(operator, export, true, "foedus " + version, Progress.none());
        var hubPeak = fleet.peakMiB(Fleet.HUB);
        var nodePeak =
                cast.stream().flatMapToLong(p -> fleet.peakMiB(p.node().value()).stream()).max();
        if (!settings.keep()) {
            operator.close();
            fleet.close();
        }
        var report = Verifier.verify(export, anchors, Progress.none());
        var summary =
                new Summary(
                        settings,
                        charter,
                        cast,
                        shares,
                        Scores.newest(outcome.run()).orElseThrow(),
                        outcome.without(),
                        outcome.bytes(),
                        model,
                        export,
                        report,
                        hubPeak,
                        nodePeak,
                        wall.seconds());
        summary.tell(stage);
        if (settings.keep()) {
            goOn(fleet, cast, outcome.run());
        }
        return summary;
    }

    /// Never returns: the alliance lives until this process is told to stop.
    private void goOn(Fleet fleet, List<Cast.Player> cast, Run first) {
        try (var company = new Company(cast, stage)) {
            var history =
                    new History(company, settings, stage, first.plan(), first.id(), fleet::check);
            history.play(read(Places.root().resolve("examples").resolve("communique.yaml")));
        }
        stage.say("");
        stage.say("The lead's console, with what waits for it:");
        opener.open(cast.getFirst().home());
        stage.say("The alliance goes on until you press Ctrl-C.");
        while (true) {
            fleet.await("waiting", java.time.Duration.ofDays(365), () -> false);
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoedusException(ErrorCode.WRONG_STATE, "the demo was interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FoedusException known) {
                throw known;
            }
            throw new FoedusException(
                    ErrorCode.INTERNAL_ERROR,
                    "training the comparisons failed: " + e.getCause(),
                    e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }
}
