package org.foedus.sim;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.jspecify.annotations.Nullable;

/// Carries requests to a hub and its answers back, or does not.
final class Network {
    private static final Duration QUICK = Duration.ofMillis(1);
    private static final Duration NORMAL = Duration.ofMillis(40);
    private static final Duration SLOW = Duration.ofSeconds(8);
    private static final Duration REPLAYED = Duration.ofMinutes(3);
    private static final int OVERHEARD = 64;

    private final World world;
    private final Set<Fault> faults;
    private final List<Overheard> overheard = new ArrayList<>();
    private final Map<String, Long> deafUntil = new TreeMap<>();
    private final Map<String, Long> muteUntil = new TreeMap<>();
    private boolean healed;

    Network(World world, Set<Fault> faults) {
        this.world = world;
        this.faults = faults;
    }

    private record Overheard(HubHost hub, Call call) {}

    /// A request under way, and who waits for its answer.
    static final class Pending {
        private final Machine from;
        private final Machine.Signal signal;
        private @Nullable Reply reply;
        private @Nullable IOException failure;

        private Pending(Machine from) {
            this.from = from;
            this.signal = new Machine.Signal(from);
        }

        private void give(@Nullable Reply answered, @Nullable IOException failed) {
            if (from.alive() && !signal.given()) {
                reply = answered;
                failure = failed;
                signal.give();
            }
        }
    }

    /// From now on everything arrives, once and soon.
    void heal() {
        healed = true;
    }

    private boolean may(Fault fault, double probability) {
        return !healed && faults.contains(fault) && world.odds(probability);
    }

    /// For `length` nothing gets from `name` to the hub (`mute`) or back.
    void partition(String name, boolean mute, Duration length) {
        (mute ? muteUntil : deafUntil).put(name, world.now() + length.toNanos());
    }

    private boolean dead(Map<String, Long> until, String name) {
        return !healed && until.getOrDefault(name, 0L) > world.now();
    }

    private Duration delay() {
        return may(Fault.DELAY, 0.1) ? world.between(NORMAL, SLOW) : world.between(QUICK, NORMAL);
    }

    /// Sends `call` and waits for the answer.
    ///
    /// @throws IOException as an HTTP client's, when there is none
    Reply call(Machine from, HubHost hub, Call call, Duration limit) throws IOException {
        var pending = new Pending(from);
        send(hub, may(Fault.CUT, 0.08) ? cut(call) : call, pending);
        try {
            pending.signal.await(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FoedusException(
                    ErrorCode.IO_FAILED, "interrupted while waiting for the hub", e);
        }
        if (pending.failure != null) {
            throw pending.failure;
        }
        if (pending.reply == null) {
            throw new IOException("no answer", new TimeoutException());
        }
        return pending.reply;
    }

    private Call cut(Call call) {
        return call.body().length() == 0
                ? call
                : call.cutAt(world.chance().nextInt(call.body().length()));
    }

    private void send(HubHost hub, Call call, Pending pending) {
        if (may(Fault.DROP, 0.03) || dead(muteUntil, pending.from.name())) {
            world.note("lost " + pending.from.name() + " " + call.method() + " " + call.route());
            if (world.odds(0.5)) {
                var reset = new IOException("connection reset");
                world.after(delay(), () -> pending.give(null, reset));
            }
            return;
        }
        world.after(delay(), () -> arrive(hub, call, pending));
        if (may(Fault.DUPLICATE, 0.05) && call.whole()) {
            world.after(delay(), () -> arrive(hub, call, null));
        }
        if (faults.contains(Fault.REPLAY) && call.method().equals("POST") && call.whole()) {
            overhear(new Overheard(hub, call));
        }
    }

    private void overhear(Overheard heard) {
        if (overheard.size() == OVERHEARD) {
            overheard.remove(world.chance().nextInt(OVERHEARD));
        }
        overheard.add(heard);
        if (may(Fault.REPLAY, 0.1)) {
            var again = overheard.get(world.chance().nextInt(overheard.size()));
            world.after(
                    world.between(NORMAL, REPLAYED), () -> arrive(again.hub(), again.call(), null));
        }
    }

    private void arrive(HubHost hub, Call call, @Nullable Pending pending) {
        var life = hub.life();
        if (life == null) {
            if (pending != null) {
                var refused = new IOException("refused", new ConnectException("refused"));
                world.after(delay(), () -> pending.give(null, refused));
            }
            return;
        }
        if (pending != null) {
            life.open(pending);
        }
        life.machine()
                .start(() -> {
                    var reply = life.serve(call);
                    hub.referee().answered(call, reply);
                    world.note(
                            (pending == null ? "nobody" : pending.from.name())
                                    + " "
                                    + call.method()
                                    + " "
                                    + call.route()
                                    + " -> "
                                    + reply.status());
                    if (pending != null) {
                        life.close(pending);
                        answer(call, reply, pending);
                    }
                });
    }

    private void answer(Call call, Reply reply, Pending pending) {
        if (!call.whole()) {
            var broken = new IOException("connection reset while sending");
            world.after(delay(), () -> pending.give(null, broken));
            return;
        }
        if (may(Fault.DROP, 0.03) || dead(deafUntil, pending.from.name())) {
            world.note("answer lost to " + pending.from.name());
            if (world.odds(0.5)) {
                var reset = new IOException("connection reset");
                world.after(delay(), () -> pending.give(null, reset));
            }
            return;
        }
        world.after(delay(), () -> pending.give(reply, null));
    }

    /// A hub crashed with `pending` unanswered: most connections break, some just hang.
    void orphan(Pending pending) {
        if (world.odds(0.8)) {
            var reset = new IOException("connection reset by peer");
            world.after(delay(), () -> pending.give(null, reset));
        }
    }

    /// How much of a download arrives: all of it, or less when the connection breaks.
    int arriving(int bytes) {
        return bytes > 0 && may(Fault.CUT, 0.1) ? world.chance().nextInt(bytes) : bytes;
    }
}
