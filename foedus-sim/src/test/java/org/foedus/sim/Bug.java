package org.foedus.sim;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.claim.Verdict;
import org.foedus.core.round.Work;
import org.foedus.core.rule.Rule;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunPlan;
import org.foedus.core.run.Unable;
import org.foedus.core.vote.Poll;
import org.foedus.core.vote.VotingRule;
import org.foedus.hub.alliance.HubLogic;
import org.foedus.hub.round.RoundFold;
import org.foedus.hub.upload.Uploads;

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
    /// A node that said that it can't is asked all the same.
    ASKS_WHO_CANT(1, Unable.class, "over", Always.class),
    /// A round is published with fewer updates than the plan's minimum.
    FORGETS_THE_MINIMUM(1, RunPlan.Cohort.class, "min", One.class),
    /// Whoever knows a digest may read the blob.
    DROPS_THE_READERS(6, AllianceState.class, "mayRead", Always.class),
    /// A run starts from whatever its lead knows the digest of, and that is a model then.
    TAKES_ANYTHING_FOR_A_MODEL(
            1,
            new Plant(AllianceState.class, "mayStartFrom", Always.class),
            new Plant(AllianceState.class, "knows", Never.class),
            new Plant(Uploads.class, "brought", Always.class)),
    /// An old claim counts again.
    FORGETS_SEQUENCES(1, AllianceState.LastClaim.class, "sequence", Zero.class),
    /// A failed append is not read again: what is in memory runs ahead of the disk.
    TRUSTS_ITS_MEMORY(51, HubLogic.class, "catchUp", Nothing.class),
    /// A hub that stopped between a ballot and the decision never decides.
    NEVER_DECIDES_LATER(46, HubLogic.class, "decide", NotLater.class),
    /// Each vote weighs twice.
    COUNTS_VOTES_TWICE(1, Poll.class, "weight", Twice.class),
    /// Votes count that come within ten minutes after the close.
    COUNTS_LATE_VOTES(
            10,
            new Plant(Poll.class, "closes", MuchLater.class),
            new Plant(Poll.class, "standing", MuchEarlier.class)),
    /// Whoever asks may vote, whether or not it could when the vote opened.
    FORGETS_THE_ELECTORATE(8, core("alliance.VotingRules"), "judgeVote", Lenient.class),
    /// A suspended member goes on signing.
    LETS_THE_SUSPENDED_SIGN(9, core("alliance.Rules"), "unfit", Empty.class),
    /// Whoever has not voted yet is forgotten: a vote seems certain too early.
    DECIDES_TOO_EARLY(1, Poll.class, "out", Zero.class),
    /// A member's key is replaced although the member signs with it.
    TAKES_A_KEY_THAT_IS_HELD(1, Poll.class, "objected", Nobody.class),
    /// What is irreversible is decided as soon as it is certain.
    EXPELS_BEFORE_THE_CLOSE(1, VotingRule.class, "atClose", Never.class),
    /// A hub that was away at the close decides as if it had been there.
    COUNTS_AN_OUTAGE_AS_VOTING_TIME(1, Poll.class, "overslept", Never.class),
    /// A partnership's model may be read by every member.
    SHOWS_OUTSIDERS_THE_MODEL(111, AllianceState.class, "mayReadModels", Always.class);

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

    /// A class of the core's that is not public.
    private static Class<?> core(String name) {
        try {
            return Class.forName("org.foedus.core." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
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
            // One redefinition a class: each begins with the class as it was compiled.
            for (var type : plants.stream().map(Plant::type).distinct().toList()) {
                DynamicType.Builder<?> builder = new ByteBuddy().redefine(type);
                for (var plant : plants) {
                    if (plant.type().equals(type)) {
                        builder =
                                builder.visit(
                                        Advice.to(plant.advice())
                                                .on(
                                                        named(plant.method())
                                                                .and(m ->
                                                                        fits(
                                                                                m.getParameters()
                                                                                        .size()))));
                    }
                }
                builder.make().load(type.getClassLoader(), strategy);
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
            case NEVER_DECIDES_LATER, DECIDES_TOO_EARLY -> parameters == 0;
            case FORGETS_THE_ELECTORATE -> parameters == 3;
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
    static final class Never {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) boolean result) {
            result = false;
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Twice {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long result) {
            result = 2 * result;
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class MuchLater {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Instant result) {
            result = result.plusSeconds(600);
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class MuchEarlier {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 0, readOnly = false) Instant now) {
            now = now.minusSeconds(600);
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Lenient {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Verdict result) {
            if (result instanceof Verdict.Rejected r
                    && r.refusal().isPresent()
                    && r.refusal().get().rule() == Rule.NOT_IN_ELECTORATE) {
                result = new Verdict.Accepted();
            }
        }
    }

    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Empty {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Optional<?> result) {
            result = Optional.empty();
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

    /// The poll as it was.
    @SuppressWarnings("UnusedVariable") // what is written is what counts
    static final class Nobody {
        @Advice.OnMethodExit
        static void exit(@Advice.This Poll before, @Advice.Return(readOnly = false) Poll result) {
            result = before;
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
