package org.foedus.node.work;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.round.WorkItem;
import org.foedus.core.round.WorkItemId;
import org.foedus.core.run.Run;
import org.foedus.engine.Batches;
import org.foedus.engine.EvalResult;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.kernels.Finite;
import org.foedus.link.hub.HubClient;
import org.foedus.link.keys.FileFailure;
import org.foedus.node.home.NodeHome;
import org.foedus.node.home.NodeSettings;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorFile;
import org.jspecify.annotations.Nullable;

/// Where work items are done. Confined to one thread; the trainer and the data stay in memory from
/// one item to the next, until [#rest].
public final class Bench implements AutoCloseable {
    private static final int EVALUATION_BATCH = 256;

    private final NodeHome home;
    private final NodeSettings settings;
    private final HubClient hub;
    private final InstantSource clock;
    private final EngineChoice engines;
    private final Consumer<String> said;
    private final ModelCache models;
    private final Outbox outbox;
    private final LocalData data;
    private @Nullable Trainer trainer;
    private String trains = "";

    /// @param said hears which engine was chosen, and why
    public Bench(
            NodeHome home,
            NodeSettings settings,
            HubClient hub,
            InstantSource clock,
            EngineChoice engines,
            Consumer<String> said) {
        this.home = home;
        this.settings = settings;
        this.hub = hub;
        this.clock = clock;
        this.engines = engines;
        this.said = said;
        this.models = new ModelCache(home.cache());
        this.outbox = new Outbox(home.outbox());
        this.data = new LocalData(settings.node(), home.folder());
    }

    /// What came of an item.
    public sealed interface Product {
        /// Fetched for it.
        long bytesIn();

        /// @param file the update, to be sent
        /// @param examples trained on
        /// @param metrics for the operator and the node's own member
        record Trained(
                Path file,
                org.foedus.core.claim.Output delta,
                long examples,
                SortedMap<String, Double> metrics,
                long bytesIn)
                implements Product {}

        record Evaluated(long examples, double accuracy, double loss, long bytesIn)
                implements Product {}

        /// Stopped in the middle.
        ///
        /// @param late because it took too long, else because it is no longer wanted
        record Broken(boolean late, String reason, long bytesIn) implements Product {}
    }

    /// What an earlier training of the item left in the outbox, ready to be sent.
    public Optional<Product.Trained> kept(WorkItem item) {
        return outbox.find(item.id()).map(k -> trained(k.update(), k.examples(), k.metrics(), 0));
    }

    private static Product.Trained trained(
            Outbox.Update update, long examples, SortedMap<String, Double> metrics, long bytesIn) {
        return new Product.Trained(update.file(), update.output(), examples, metrics, bytesIn);
    }

    /// Trains from the item's base on the node's own data.
    ///
    /// @param unwanted asked before each step: true once consent is withdrawn or the run stopped
    /// @throws FoedusException `NON_FINITE` if training diverged, `BAD_DATASET`, `BAD_MODEL`,
    ///   `ENGINE_UNAVAILABLE`, `DISK_FULL`, and those of the hub
    public Product train(Run run, WorkItem item, BooleanSupplier unwanted) {
        var begun = clock.instant();
        outbox.requireRoom(item.baseBytes());
        var plan = run.plan();
        var most = shorter(plan.limits().work(), settings.limits().maxWork());
        var until = begun.plus(most);
        var architecture = architecture(run);
        ModelFile.requireFits(item.baseBytes(), item.base().shortHex(), architecture);
        var model = models.get(hub, item.base(), item.baseBytes(), begun);
        var parts = data.parts(home.datasets(), plan.dataset(), architecture);
        var desk = trainer(architecture);
        try (var arena = Arena.ofConfined()) {
            var file = map(model.file(), arena);
            var base = Safetensors.parse(file, "base " + item.base().shortHex());
            load(base, item, architecture, desk);
            var before = desk.evaluate(parts.validation(), EVALUATION_BATCH);
            var seed = LocalData.seed("train", plan.seed(), settings.node(), item.round());
            var result =
                    desk.train(
                            new Batches(parts.train(), plan.training().batchSize(), seed),
                            settings(run, item, unwanted, () -> clock.instant().isAfter(until)));
            if (unwanted.getAsBoolean()) {
                return new Product.Broken(false, "no longer wanted", model.bytesIn());
            }
            if (result.steps() < plan.training().steps() || clock.instant().isAfter(until)) {
                var reason = "too slow: " + result.steps() + " steps in " + most.toSeconds() + " s";
                return new Product.Broken(true, reason, model.bytesIn());
            }
            var update = outbox.write(item.id(), file, base, desk.parameters());
            var seconds = Duration.between(begun, clock.instant()).toMillis() / 1000.0;
            var metrics = metrics(result.meanLoss(), before, seconds);
            outbox.keep(item.id(), update, parts.train().size(), metrics);
            return trained(update, parts.train().size(), metrics, model.bytesIn());
        }
    }

    private static TrainSettings settings(
            Run run, WorkItem item, BooleanSupplier unwanted, BooleanSupplier late) {
        var training = run.plan().training();
        return new TrainSettings(
                training.steps(),
                training.momentum(),
                training.weightDecay(),
                s -> training.learningRateAt(item.step(), run.plan().rounds(), s),
                training.proximalMu(),
                () -> unwanted.getAsBoolean() || late.getAsBoolean());
    }

    /// Only what is a number is told.
    private static SortedMap<String, Double> metrics(
            double trainLoss, EvalResult before, double seconds) {
        var metrics = new TreeMap<String, Double>();
        metrics.put("train_loss", trainLoss);
        metrics.put("validation_accuracy", before.accuracy());
        metrics.put("validation_loss", before.meanLoss());
        metrics.put("seconds", seconds);
        metrics.values().removeIf(v -> !Double.isFinite(v));
        return metrics;
    }

    /// Evaluates the item's base on the held-out set that the plan names.
    public Product evaluate(Run run, WorkItem item) {
        var architecture = architecture(run);
        ModelFile.requireFits(item.baseBytes(), item.base().shortHex(), architecture);
        var model = models.get(hub, item.base(), item.baseBytes(), clock.instant());
        var examples = data.all(home.datasets(), run.plan().evaluation().dataset(), architecture);
        var desk = trainer(architecture);
        try (var arena = Arena.ofConfined()) {
            var file = Safetensors.parse(map(model.file(), arena), item.base().shortHex());
            load(file, item, architecture, desk);
            var result = desk.evaluate(examples, EVALUATION_BATCH);
            if (!Double.isFinite(result.meanLoss())) {
                throw new FoedusException(
                        ErrorCode.NON_FINITE, "the model's loss is not a finite number");
            }
            return new Product.Evaluated(
                    result.examples(), result.accuracy(), result.meanLoss(), model.bytesIn());
        }
    }

    /// The hub looked at these bytes before; a node trusts its own eyes.
    private static void load(
            TensorFile file, WorkItem item, Architecture architecture, Trainer desk) {
        ModelFile.load(file, item.base().shortHex(), architecture, desk.parameters());
        long bad = Finite.firstNonFinite(file.data());
        if (bad >= 0) {
            throw new FoedusException(
                    ErrorCode.NON_FINITE,
                    "the model that it starts from: element " + bad + " is no finite number");
        }
    }

    private static java.lang.foreign.MemorySegment map(Path file, Arena arena) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException e) {
            throw FileFailure.of("read " + file, e);
        }
    }

    private Architecture architecture(Run run) {
        return engines.architecture(run.plan().model().architecture());
    }

    private Trainer trainer(Architecture architecture) {
        var known = trainer;
        if (known != null && trains.equals(architecture.name())) {
            return known;
        }
        drop();
        var chosen = engines.choose(architecture.name());
        said.accept(chosen.why());
        var opened = chosen.engine().open(architecture, settings.threads());
        trainer = opened;
        trains = architecture.name();
        return opened;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /// The update of an item, if it is here and still what the ledger says of it.
    public Optional<Path> update(WorkItemId item, Sha256 digest, long bytes) {
        return outbox.find(item)
                .map(kept -> kept.update().file())
                .filter(file -> Held.whole(file, digest, bytes));
    }

    /// A model, if it is in the cache and whole.
    public Optional<Path> model(Sha256 digest, long bytes) {
        return models.find(digest).filter(file -> Held.whole(file, digest, bytes));
    }

    /// Deletes the updates of items that are over.
    public void sweep(Predicate<WorkItemId> over) {
        outbox.sweep(over);
    }

    /// Gives memory back: nothing is expected soon.
    public void rest() {
        drop();
        data.forget();
    }

    private void drop() {
        if (trainer != null) {
            trainer.close();
            trainer = null;
        }
    }

    @Override
    public void close() {
        rest();
    }
}
