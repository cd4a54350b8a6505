package org.foedus.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.sim.Simulation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `foedus simulate`.
@Command(
        name = "simulate",
        description =
                "Let simulated alliances live through crashes, lost messages and lying members, and"
                        + " see whether any rule breaks. The hub and the nodes are the real ones;"
                        + " network, disks and clocks follow from a seed. Each seed runs twice, and"
                        + " must go the same way. Exits with 1 if a seed fails.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  foedus simulate --seeds 1000           a thousand new seeds",
            "  foedus simulate --seed 4711 --trace    what happens in one, line by line",
            "%nWith --json:",
            "  failure? (seed, why)",
            "  summary (seeds, from, events, entries, rounds, wall_s, failures)"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int MAX_SEEDS = 10_000_000;
    private static final long NEW_SEEDS = 1L << 40;
    private static final int BAR = 30;
    private static final int MAX_SHOWN = 20;

    @Mixin private Globals globals = new Globals();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "100",
            description = "how many (default: ${DEFAULT-VALUE})")
    private int seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            description = "the first one (default: drawn anew, and told)")
    private Optional<Long> from = Optional.empty();

    @Option(names = "--seed", paramLabel = "SEED", description = "this one alone")
    private Optional<Long> one = Optional.empty();

    @Option(names = "--once", description = "do not run each seed a second time")
    private boolean once;

    @Option(names = "--trace", description = "print what happens; with --seed")
    private boolean trace;

    @Override
    public Integer call() {
        if (seeds < 1 || seeds > MAX_SEEDS) {
            throw new FoedusException(ErrorCode.BAD_REQUEST, "--seeds: expected 1 to " + MAX_SEEDS);
        }
        Logs.silence();
        var output = globals.output();
        long first = one.or(() -> from).orElseGet(() -> new SecureRandom().nextLong(NEW_SEEDS));
        int count = one.isPresent() ? 1 : seeds;
        var tally = new Tally(count, new Screen(output, globals.out()));
        output.progress("seeds " + first + " to " + (first + count - 1));
        for (long seed = first; seed < first + count; seed++) {
            take(output, tally, seed);
        }
        tally.end(output, first);
        return tally.failed.isEmpty() ? 0 : ErrorCode.VERIFICATION_FAILED.type().exitCode();
    }

    private void take(Output output, Tally tally, long seed) {
        var result = trace ? Simulation.run(seed, output::say) : Simulation.run(seed);
        var why = Optional.ofNullable(result.failure()).map(Throwable::getMessage);
        if (!once && why.isEmpty() && Simulation.run(seed).trace() != result.trace()) {
            why = Optional.of("two runs of this seed went two ways");
        }
        tally.add(result);
        if (why.isPresent()) {
            tally.failed.add(seed);
            fail(output, seed, why.get(), result);
        }
        tally.progress(output);
    }

    private static void fail(Output output, long seed, String why, Simulation.Result result) {
        output.say("\nseed " + seed + " FAILED: " + why);
        result.lately().lines().forEach(line -> output.say("    " + line));
        output.say("again:  ./foedus simulate --seed " + seed + " --trace");
        output.event("failure", fields -> fields.put("seed", seed).put("why", why));
    }

    /// What came so far.
    private static final class Tally {
        private final int count;
        private final Screen screen;
        private final long begun = System.nanoTime();
        private final List<Long> failed = new ArrayList<>();
        private int done;
        private long events;
        private long entries;
        private long rounds;

        Tally(int count, Screen screen) {
            this.count = count;
            this.screen = screen;
        }

        void add(Simulation.Result result) {
            done++;
            events += result.events();
            entries += result.entries();
            rounds += result.rounds();
        }

        private double seconds() {
            return Math.max(1e-9, (System.nanoTime() - begun) / 1e9);
        }

        /// A bar that moves, or ten lines where nothing can.
        void progress(Output output) {
            int step = Math.max(1, count / 10);
            if (screen.live()) {
                screen.redraw(List.of(bar()));
            } else if (done % step == 0) {
                output.progress(bar());
            }
        }

        private String bar() {
            int filled = (int) ((long) BAR * done / count);
            var left = Duration.ofMillis((long) (1000 * seconds() / done * (count - done)));
            return String.format(
                    Locale.ROOT,
                    "[%s%s] %d/%d seeds, %d failed, %.0f events/s, left %d:%02d",
                    "#".repeat(filled),
                    ".".repeat(BAR - filled),
                    done,
                    count,
                    failed.size(),
                    events / seconds(),
                    left.toMinutes(),
                    left.toSecondsPart());
        }

        void end(Output output, long first) {
            output.say(
                    String.format(
                            Locale.ROOT,
                            "%d seeds from %d: %d failed; %d events, %d entries, %d rounds in %.1f"
                                    + " s",
                            count,
                            first,
                            failed.size(),
                            events,
                            entries,
                            rounds,
                            seconds()));
            failed.stream()
                    .limit(MAX_SHOWN)
                    .forEach(s -> output.say("again:  ./foedus simulate --seed " + s + " --trace"));
            output.event(
                    "summary",
                    fields -> {
                        fields.put("seeds", count)
                                .put("from", first)
                                .put("events", events)
                                .put("entries", entries)
                                .put("rounds", rounds)
                                .put("wall_s", Math.round(seconds() * 10) / 10.0);
                        var list = fields.putArray("failures");
                        failed.forEach(list::add);
                    });
        }
    }
}
