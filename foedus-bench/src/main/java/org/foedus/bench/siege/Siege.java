package org.foedus.bench.siege;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.foedus.core.signature.Signer;
import org.foedus.link.keys.KeyFile;
import org.foedus.node.home.NodeHome;

/// A real hub is besieged; what went wrong is told, and fails the run.
public final class Siege {
    private static final int MAX_SECONDS = 3600;
    private static final int STRANGERS = 64;

    private final RealHub hub;
    private final Path folder;
    private final List<String> wrong = new ArrayList<>();

    private Siege(RealHub hub, Path folder) {
        this.hub = hub;
        this.folder = folder;
    }

    /// What is done to the hub.
    private interface Assault {
        void run(Siege siege) throws IOException, InterruptedException;
    }

    /// `--seconds N`, `--root DIR` of the checkout whose `./foedus` is run.
    ///
    /// @throws IllegalStateException where the honest member, the hub or its restart failed
    public static void flood(String[] arguments) throws IOException, InterruptedException {
        int seconds = number(arguments, "--seconds", 60);
        run(arguments, siege -> siege.flood(seconds));
    }

    /// `--seconds N --seed N --count N`: as many calls as fit, at most `count`.
    public static void fuzz(String[] arguments) throws IOException, InterruptedException {
        int seconds = number(arguments, "--seconds", 60);
        int seed = number(arguments, "--seed", 1);
        int count = number(arguments, "--count", 1_000_000);
        run(arguments, siege -> siege.fuzz(seconds, seed, count));
    }

    private static void run(String[] arguments, Assault assault)
            throws IOException, InterruptedException {
        var root = Path.of(text(arguments, "--root", ".")).toAbsolutePath().normalize();
        var folder = Files.createTempDirectory("foedus-siege");
        try (var hub = new RealHub(root, folder)) {
            var siege = new Siege(hub, folder);
            hub.found();
            assault.run(siege);
            siege.aftermath();
            siege.wrong.forEach(w -> System.out.println("WRONG  " + w));
            if (!siege.wrong.isEmpty()) {
                throw new IllegalStateException(siege.wrong.size() + " things went wrong");
            }
            System.out.println("held");
        } finally {
            delete(folder);
        }
    }

    /// A fifth of the time in peace, three fifths under attack, a fifth after it.
    private void flood(int seconds) throws IOException, InterruptedException {
        var home = NodeHome.open(hub.home(RealHub.HONEST));
        try (var honest = new HonestMember(home)) {
            peace("before", honest, seconds / 5);
            var counts = new Counts();
            var hostile = NodeHome.open(hub.home(RealHub.HOSTILE));
            var attack =
                    new Attack(
                            hub.port,
                            home.hub().alliance(),
                            hostile.organisationKey(),
                            strangers(),
                            counts);
            attacked(attack, honest, seconds * 3 / 5);
            counts.all().forEach((what, n) -> System.out.printf("  %-32s %8d%n", what, n));
            peace("after", honest, seconds / 5);
        }
    }

    private void attacked(Attack attack, HonestMember honest, int seconds)
            throws InterruptedException {
        var over = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (var way : attack.ways()) {
            threads.add(
                    Thread.ofVirtual()
                            .name(way.name())
                            .start(() -> {
                                try {
                                    way.loop().run(over);
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            }));
        }
        try {
            peace("during", honest, seconds);
        } finally {
            over.countDown();
            for (var thread : threads) {
                thread.join();
            }
        }
    }

    /// What the honest member sees for so long, and what the hub's process takes.
    private void peace(String phase, HonestMember honest, int seconds) throws InterruptedException {
        var reads = new Latencies();
        var claims = new Latencies();
        var over = new CountDownLatch(1);
        var living =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                honest.live(over, reads, claims);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        long peak = 0;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < until && hub.alive()) {
            peak = Math.max(peak, hub.residentMib());
            living.join(java.time.Duration.ofMillis(500));
        }
        var held = hub.held();
        over.countDown();
        living.join();
        System.out.printf(
                Locale.ROOT,
                "%-7s %4d s  hub: %d MiB now, %d MiB peak, %s%n  reads  %s%n  claims %s%n",
                phase,
                seconds,
                hub.residentMib(),
                peak,
                held,
                reads,
                claims);
        if (reads.failures() + claims.failures() > 0) {
            wrong.add("the honest member failed " + phase + " the attack");
        }
    }

    private void fuzz(int seconds, int seed, int count) throws IOException, InterruptedException {
        var home = NodeHome.open(hub.home(RealHub.HONEST));
        var hostile = NodeHome.open(hub.home(RealHub.HOSTILE));
        try (var honest = new HonestMember(home);
                var web = new Web(RawClient.from(8, hub.port).from(), hub.port)) {
            peace("before", honest, 5);
            var fuzz = new Fuzz(web, RawClient.from(9, hub.port), hostile.organisationKey(), seed);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            int calls = 0;
            while (calls < count && System.nanoTime() < until && hub.alive()) {
                fuzz.call();
                calls++;
            }
            System.out.println("seed " + seed + ", " + calls + " calls");
            fuzz.outcomes().forEach((what, n) -> System.out.printf("  %-32s %8d%n", what, n));
            wrong.addAll(fuzz.wrong());
            peace("after", honest, 5);
        }
    }

    /// The hub lives, said nothing of a defect, and starts again with what it was left with.
    private void aftermath() throws IOException, InterruptedException {
        if (!hub.alive()) {
            wrong.add("the hub died");
        }
        hub.alarms().forEach(line -> wrong.add("the hub's log says: " + line));
        System.out.println("log     " + hub.logBytes() + " characters");
        try {
            hub.stop();
            long begin = System.nanoTime();
            hub.start();
            System.out.printf(
                    Locale.ROOT,
                    "restart %.1f s, %d MiB%n",
                    (System.nanoTime() - begin) / 1e9,
                    hub.residentMib());
            try (var honest = new HonestMember(NodeHome.open(hub.home(RealHub.HONEST)))) {
                peace("again", honest, 5);
            }
        } catch (IllegalStateException e) {
            wrong.add("no restart: " + e.getMessage());
        }
    }

    private List<Signer> strangers() {
        var keys = new ArrayList<Signer>();
        for (int i = 0; i < STRANGERS; i++) {
            keys.add(KeyFile.create(folder.resolve("stranger-" + i + ".pem")));
        }
        return keys;
    }

    private static int number(String[] arguments, String name, int otherwise) {
        int value = Integer.parseInt(text(arguments, name, Integer.toString(otherwise)));
        return name.equals("--seconds") ? Math.min(value, MAX_SECONDS) : value;
    }

    private static String text(String[] arguments, String name, String otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at >= 0 && at + 1 < arguments.length ? arguments[at + 1] : otherwise;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(f -> {
                        try {
                            Files.delete(f);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
