package org.foedus.engine.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.foedus.engine.Batches;
import org.foedus.engine.Examples;
import org.foedus.engine.TrainSettings;
import org.foedus.engine.Trainer;
import org.foedus.engine.data.FashionMnist;
import org.foedus.engine.data.Histogram;
import org.foedus.engine.data.Partition;
import org.foedus.protocol.model.Architecture;
import org.foedus.protocol.model.Architectures;
import org.foedus.protocol.model.ModelFile;
import org.foedus.protocol.safetensors.Safetensors;

/// What the demo's settings give, without hub and nodes: FedAvgM over members in one process, each
/// member alone for as many local steps, and all data in one place for all steps together.
///
/// Run by hand: arguments `key=value` (seed, members, rounds, steps, batch, rate, momentum, server,
/// alpha, uniform, cap) override the demo's.
final class DemoNumbers {
    private static final Architecture LENET5 = Architectures.LENET5;

    private final Map<String, String> arguments;
    private final FashionMnist.Sets sets;
    private final Trainer trainer = new TorchEngine().open(LENET5, 1);

    private DemoNumbers(Map<String, String> arguments) {
        this.arguments = arguments;
        this.sets = FashionMnist.shipped(Path.of(arguments.getOrDefault("root", ".")));
    }

    public static void main(String[] args) {
        var arguments = new HashMap<String, String>();
        for (var argument : args) {
            int equals = argument.indexOf('=');
            arguments.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        var numbers = new DemoNumbers(arguments);
        for (var seed : arguments.getOrDefault("seed", "1,2,3").split(",")) {
            numbers.compare(Long.parseLong(seed));
        }
    }

    private double number(String key, double otherwise) {
        return Double.parseDouble(arguments.getOrDefault(key, String.valueOf(otherwise)));
    }

    private void compare(long seed) {
        int members = (int) number("members", 5);
        int rounds = (int) number("rounds", 30);
        int steps = (int) number("steps", 20);
        var shares = new ArrayList<Examples>();
        int cap = (int) number("cap", Integer.MAX_VALUE);
        for (var part :
                Partition.dirichlet(sets.train().labels(), members, number("alpha", 0.3), seed)) {
            shares.add(sets.train().select(Arrays.copyOf(part, Math.min(cap, part.length))));
        }
        double alliance = federate(shares, rounds, steps, seed);
        var alone = new ArrayList<String>();
        double best = 0;
        for (int member = 0; member < members; member++) {
            double accuracy = once(shares.get(member), rounds * steps, seed + 1000L * member);
            best = Math.max(best, accuracy);
            var histogram = Histogram.of(shares.get(member).labels(), 10);
            alone.add(
                    percent(accuracy)
                            + " ("
                            + shares.get(member).size()
                            + " "
                            + histogram.bars()
                            + ")");
        }
        double pooled =
                arguments.containsKey("pooled")
                        ? once(sets.train(), members * rounds * steps, seed)
                        : Double.NaN;
        System.out.println(
                "seed "
                        + seed
                        + ": alliance "
                        + percent(alliance)
                        + ", best alone "
                        + percent(best)
                        + ", gain "
                        + percent(alliance - best)
                        + ", pooled "
                        + percent(pooled)
                        + "  "
                        + alone);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f", 100 * share);
    }

    private TrainSettings settings(int steps, int done, int total) {
        double rate = number("rate", 0.05);
        return new TrainSettings(
                steps,
                number("momentum", 0.9),
                0,
                step -> rate * 0.5 * (1 + Math.cos(Math.PI * (done + step) / total)),
                0,
                () -> false);
    }

    private double once(Examples examples, int steps, long seed) {
        initialise(seed);
        trainer.train(
                new Batches(examples, (int) number("batch", 32), seed), settings(steps, 0, steps));
        return trainer.evaluate(sets.heldOut(), 500).accuracy();
    }

    private double federate(List<Examples> shares, int rounds, int steps, long seed) {
        initialise(seed);
        var model = trainer.parameters().toArray(ValueLayout.JAVA_FLOAT);
        var velocity = new double[model.length];
        double server = number("server", 0.5);
        boolean uniform = number("uniform", 0) != 0;
        double all = shares.stream().mapToInt(Examples::size).sum();
        var batches = new ArrayList<Batches>();
        for (int member = 0; member < shares.size(); member++) {
            batches.add(
                    new Batches(
                            shares.get(member), (int) number("batch", 32), seed + 1000L * member));
        }
        for (int round = 0; round < rounds; round++) {
            var delta = new double[model.length];
            for (int member = 0; member < shares.size(); member++) {
                MemorySegment.copy(
                        MemorySegment.ofArray(model),
                        0,
                        trainer.parameters(),
                        0,
                        4L * model.length);
                trainer.train(batches.get(member), settings(steps, round * steps, rounds * steps));
                double weight = uniform ? 1.0 / shares.size() : shares.get(member).size() / all;
                for (int i = 0; i < model.length; i++) {
                    float trained = trainer.parameters().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    delta[i] += weight * (trained - model[i]);
                }
            }
            for (int i = 0; i < model.length; i++) {
                velocity[i] = server * velocity[i] + delta[i];
                model[i] += (float) velocity[i];
            }
        }
        MemorySegment.copy(
                MemorySegment.ofArray(model), 0, trainer.parameters(), 0, 4L * model.length);
        return trainer.evaluate(sets.heldOut(), 500).accuracy();
    }

    private void initialise(long seed) {
        var bytes = Architectures.initialise(LENET5, seed);
        var file = Safetensors.parse(MemorySegment.ofArray(bytes), "start");
        ModelFile.load(file, "start", LENET5, trainer.parameters());
    }
}
