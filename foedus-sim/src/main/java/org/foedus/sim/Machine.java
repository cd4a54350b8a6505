package org.foedus.sim;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.foedus.link.client.Pause;
import org.foedus.link.time.Waiting;

/// One life of a process: from a start to a crash. After a crash none of its threads takes another
/// step; the next life is another machine over the same disk.
final class Machine {
    /// How long the next step of a thread that could run may have to wait: it decides which of
    /// several goes first.
    private static final Duration JITTER = Duration.ofNanos(20_000);

    private final World world;
    private final String name;
    private final Duration skew;
    private final ThreadFactory threads;
    private volatile boolean alive = true;

    /// @param skew of its clock
    Machine(World world, String name, Duration skew) {
        this.world = world;
        this.name = name;
        this.skew = skew;
        this.threads = Scheduler.threads((Executor) this::step);
    }

    private void step(Runnable step) {
        // The garbage collector shuts executors down that nobody holds any more.
        if (!alive || !world.undisturbed()) {
            return;
        }
        var delay = Duration.ofNanos(world.chance().nextLong(JITTER.toNanos()));
        world.after(
                delay,
                () -> {
                    if (alive) {
                        step.run();
                    }
                });
    }

    String name() {
        return name;
    }

    World world() {
        return world;
    }

    boolean alive() {
        return alive;
    }

    void crash() {
        world.note(name + " crashes");
        alive = false;
    }

    /// A new thread that has not started. What it throws stops the world.
    ThreadFactory threads() {
        return body ->
                threads.newThread(() -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        world.broken(new Violation("a thread of " + name + " died", e));
                    }
                });
    }

    void start(Runnable body) {
        threads().newThread(body).start();
    }

    InstantSource clock() {
        return () -> world.instant().plus(skew);
    }

    /// Lets this thread sleep.
    void sleep(Duration length) throws InterruptedException {
        var bell = new Signal(this);
        bell.await(length);
    }

    /// Work that takes a while and can't be interrupted: a disk, a processor.
    void busy(Duration length) {
        boolean interrupted = false;
        var signal = new Signal(this);
        long until = world.now() + length.toNanos();
        while (world.now() < until) {
            try {
                signal.await(Duration.ofNanos(until - world.now()));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Pause pause() {
        return this::sleep;
    }

    /// Callers loop.
    @SuppressWarnings("WaitNotInLoop")
    Waiting waiting() {
        return (lock, condition, nanos) -> {
            long until = world.now() + nanos;
            var over = new boolean[1];
            world.after(
                    Duration.ofNanos(nanos),
                    () -> {
                        if (alive && !over[0]) {
                            start(() -> signal(lock, condition));
                        }
                    });
            try {
                condition.await();
            } finally {
                over[0] = true;
            }
            return until - world.now();
        };
    }

    private static void signal(Lock lock, Condition condition) {
        lock.lock();
        try {
            condition.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Seeded, and only here: production code can't make one.
    SecureRandom secureChance() {
        return new SeededSecureRandom(world.chance().split());
    }

    /// Something that one thread waits for.
    static final class Signal {
        private final Machine machine;
        private final Thread waiter = Thread.currentThread();
        private boolean given;

        Signal(Machine machine) {
            this.machine = machine;
        }

        boolean given() {
            return given;
        }

        void give() {
            given = true;
            LockSupport.unpark(waiter);
        }

        /// Waits until it is given, at most `limit`.
        void await(Duration limit) throws InterruptedException {
            var late = new boolean[1];
            machine.world.after(
                    limit,
                    () -> {
                        if (machine.alive && !given) {
                            late[0] = true;
                            LockSupport.unpark(waiter);
                        }
                    });
            while (!given && !late[0]) {
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }
}
