package org.foedus.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.link.keys.FileFailure;

/// The processes of the demo. Each holds the reading end of a pipe from here and stops when that
/// ends, so that none is left even if this process is killed. Thread-safe.
final class Fleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int TAIL_LINES = 15;
    private static final long POLL_MILLIS = 25;

    private final Path logs;
    private final List<Ship> ships = new ArrayList<>();
    private boolean stopped;

    /// One process.
    ///
    /// @param log what it printed
    private record Ship(String name, Process process, Path log) {}

    Fleet(Path logs) {
        this.logs = logs;
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(this::close));
    }

    /// Starts `foedus` with `arguments` in a process of its own.
    ///
    /// @param heapMiB most of the Java heap
    synchronized void launch(String name, int heapMiB, List<String> arguments) {
        if (stopped) {
            throw new FoedusException(ErrorCode.WRONG_STATE, "the demo is being stopped");
        }
        var command = JavaCommand.of(heapMiB);
        command.addAll(arguments);
        command.add("--exit-with-parent");
        var log = logs.resolve(name + ".log");
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        // The nodes of one machine share its cores.
        builder.environment().put("OMP_NUM_THREADS", "1");
        builder.environment().put("OPENBLAS_NUM_THREADS", "1");
        try {
            ships.add(new Ship(name, builder.start(), log));
        } catch (IOException e) {
            throw FileFailure.of("start the process " + name, e);
        }
    }

    /// Waits until `ready`; fails as soon as a process ends.
    void await(String what, Duration most, BooleanSupplier ready) {
        long until = System.nanoTime() + most.toNanos();
        while (!ready.getAsBoolean()) {
            check();
            if (System.nanoTime() > until) {
                throw new FoedusException(
                        ErrorCode.HUB_UNREACHABLE,
                        what + " took longer than " + most.toSeconds() + " s; see " + logs);
            }
            pause();
        }
    }

    private void pause() {
        try {
            first().waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoedusException(ErrorCode.WRONG_STATE, "the demo was interrupted", e);
        }
    }

    private synchronized Process first() {
        return ships.getFirst().process();
    }

    /// Fails if a process has ended: says which, and how its log ends.
    synchronized void check() {
        if (stopped) {
            throw new FoedusException(ErrorCode.WRONG_STATE, "the demo is being stopped");
        }
        for (var ship : ships) {
            if (!ship.process().isAlive()) {
                throw new FoedusException(
                        ErrorCode.IO_FAILED,
                        "the process "
                                + ship.name()
                                + " ended by itself with exit code "
                                + ship.process().exitValue()
                                + ". The end of its log "
                                + ship.log()
                                + ":\n"
                                + tail(ship.log()));
            }
        }
    }

    private static String tail(Path log) {
        try {
            var lines = Files.readAllLines(log);
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(it cannot be read: " + e.getMessage() + ")";
        }
    }

    /// Most memory that a process had resident so far, in MiB: heap, native memory and the pages of
    /// mapped files that it touched. Empty where the system does not tell.
    synchronized OptionalLong peakMiB(String prefix) {
        return ships.stream()
                .filter(s -> s.name().startsWith(prefix))
                .flatMapToLong(s -> peak(s.process().pid()).stream())
                .max();
    }

    private static OptionalLong peak(long pid) {
        var status = Path.of("/proc", Long.toString(pid), "status");
        try {
            for (var line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
                }
            }
        } catch (IOException e) {
            // no Linux, or the process is gone
        }
        return OptionalLong.empty();
    }

    /// Stops every process: asks first, then insists. Returns when none is left.
    @Override
    public void close() {
        List<Ship> left;
        synchronized (this) {
            stopped = true;
            left = List.copyOf(ships);
        }
        // Nodes before the hub, so that none of them complains of its loss.
        end(left.stream().filter(s -> !s.name().equals(HUB)).toList());
        end(left.stream().filter(s -> s.name().equals(HUB)).toList());
    }

    static final String HUB = "hub";

    private static void end(List<Ship> ships) {
        for (var ship : ships) {
            try {
                ship.process().getOutputStream().close();
            } catch (IOException e) {
                // it is gone already
            }
        }
        long until = System.nanoTime() + PATIENCE.toNanos();
        for (var ship : ships) {
            if (!ended(ship, until - System.nanoTime())) {
                ship.process().destroyForcibly();
            }
        }
        ships.forEach(s -> ended(s, PATIENCE.toNanos()));
    }

    private static boolean ended(Ship ship, long nanos) {
        try {
            return ship.process().waitFor(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
