package org.foedus.sim;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunPlan;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.round.RoundFold;

/// Bugs as people make them, planted into the real classes while a simulation runs, to see whether
/// it bites.
@SuppressWarnings("ImmutableEnumChecker") // plants are never changed
enum Bug {
    /// A claim is acknowledged before it is on disk.
    ACKNOWLEDGES_BEFORE_SYNC(1, s -> s.ledger().acknowledgeBeforeSync()),
    /// A published model is not synced before its entry.
    PUBLISHES_BEFORE_SYNC(1, s -> s.blobs().commitWithoutSync()),
    /// A work item that was answered is answered again.
    FORGETS_TO_DEDUPLICATE(1, Work.class, "open", Always.class),
    /// The fold takes the updates in another order than that of their nodes.
    FOLDS_IN_ANOTHER_ORDER(
            1,
            new Plant(RoundFold.class, "updates", Reversed.class),
            new Plant(Fold.class, "checkShapes", Nothing.class)),
    /// A new round takes the number of the one before.
    REUSES_A_ROUND_NUMBER(1, Conductor.class, "selecting", OneLess.class),
    /// Nobody asks for consent.
    DROPS_THE_CONSENT_CHECK(1, Run.class, "consented", Always.class),
    /// A round is published with fewer updates than the plan's minimum.
    FORGETS_THE_MINIMUM(1, RunPlan.Cohort.class, "min", One.class),
    /// Whoever knows a digest may read the blob.
    DROPS_THE_READERS(2, AllianceState.class, "mayRead", Always.class),
    /// An old claim counts again.
    FORGETS_SEQUENCES(1, AllianceState.LastClaim.class, "sequence", Zero.class),
    /// A failed append is not read again: what is in memory runs ahead of the disk.
    TRUSTS_ITS_MEMORY(51, HubLogic.class, "catchUp", Nothing.class),
    /// A hub that stopped between a ballot and the decision never decides.
    NEVER_DECIDES_LATER(46, HubLogic.class, "decide", NotLater.class);

    private final long seed;
    private final Consumer<Simulation> switches;
    private final List<Plant> plants;

    /// A method whose body another one replaces, or follows.
    record Plant(Class<?> type, String method, Class<?> advice) {}

    Bug(long seed, Consumer<Simulation> switches) {
        this.seed = seed;
        this.switches = switches;
        this.plants = List.of();
    }

    Bug(long seed, Class<?> type, String method, Class<?> advice) {
        this(seed, new Plant(type, method, advice));
    }

    Bug(long seed, Plant... plants) {
        this.seed = seed;
        this.switches = _ -> {};
        this.plants = List.of(plants);
    }

    /// The first seed that found it.
    long seed() {
        return seed;
    }

    /// Runs a seed with this bug, and takes it out again.
    Simulation.Result run(long seed) {
        ByteBuddyAgent.install();
        var strategy = ClassReloadingStrategy.fromInstalledAgent();
        try {
            for (var plant : plants) {
                new ByteBuddy()
                        .redefine(plant.type())
                        .visit(
                                Advice.to(plant.advice())
                                        .on(
                                                named(plant.method())
                                                        .and(m -> fits(m.getParameters().size()))))
                        .make()
                        .load(plant.type().getClassLoader(), strategy);
            }
            return Simulation.run(seed, switches, _ -> {});
        } finally {
            plants.forEach(plant -> takeOut(strategy, plant.type()));
        }
    }

    private static void takeOut(ClassReloadingStrategy strategy, Class<?> type) {
        try {
            strategy.reset(ClassFileLocator.ForClassLoader.of(type.getClassLoader()), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Some names are overloaded; the method that is meant is told apart by its parameters.
    private boolean fits(int parameters) {
        return switch (this) {
            case DROPS_THE_READERS -> parameters == 2;
            case NEVER_DECIDES_LATER -> parameters == 0;
            default -> true;
        };
    }

    // What a planted method does. Each is copied into the method it replaces.

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Always {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = true;
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class One {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int result) {
            result = 1;
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Zero {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long result) {
            result = 0;
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class OneLess {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) int round) {
            round = Math.max(1, round - 1);
        }
    }

    static final class Nothing {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }
    }

    static final class NotLater {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return new Throwable().getStackTrace()[1].getMethodName().equals("advance");
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Reversed {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) SortedMap<Object, Object> result) {
            var other = new TreeMap<Object, Object>(Collections.reverseOrder());
            other.putAll(result);
            result = other;
        }
    }
}
