package org.foedus.core.run;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Bytes;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;

/// Decides what a run does next, from the ledger's word, the time, and who is reachable.
///
/// A restarted hub asks again and goes on: nothing is remembered here.
public final class Conductor {
    /// How long the next round waits after a failed one; twice as long after each further one.
    public static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    public static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private static final int MAX_DOUBLINGS = 16;
    private static final int MAX_WHY = 48;

    private final Run run;
    private final SortedMap<NodeId, MemberId> nodes;
    private final SortedSet<NodeId> reachable;
    private final Instant now;

    private Conductor(
            Run run, SortedMap<NodeId, MemberId> nodes, SortedSet<NodeId> reachable, Instant now) {
        this.run = run;
        this.nodes = nodes;
        this.reachable = reachable;
        this.now = now;
    }

    /// The next move of `run`.
    ///
    /// @param nodes of active members, with their members
    /// @param reachable nodes that the hub has heard of lately
    public static Move next(
            Run run, SortedMap<NodeId, MemberId> nodes, SortedSet<NodeId> reachable, Instant now) {
        return new Conductor(run, nodes, reachable, now).next();
    }

    private Move next() {
        if (!run.active()) {
            return new Move.Rest();
        }
        return switch (run.round().orElse(null)) {
            case RoundState.Collecting r -> collecting(r);
            case RoundState.Folding r -> new Move.Fold(r.number());
            case RoundState.Published r -> selecting(r.number() + 1);
            case RoundState.Failed r -> selecting(r.number() + 1);
            case null -> selecting(1);
        };
    }

    private Move selecting(int round) {
        if (run.published() >= run.plan().rounds()) {
            return finishing();
        }
        if (run.failedForGood() >= run.plan().limits().failedRounds()) {
            return new Move.Fail(run.failedForGood() + " rounds in a row failed");
        }
        var again = run.waitingSince().plus(pause());
        if (now.isBefore(again)) {
            return new Move.Wait(
                    Optional.of(again),
                    "waiting before it tries again: rounds that failed: " + run.failedInARow());
        }
        var cohort = run.plan().cohort();
        var ready = ready();
        var patience = run.waitingSince().plus(cohort.patience());
        boolean full = ready.size() >= cohort.max() || !moreMayCome();
        if (enough(ready) && (full || !now.isBefore(patience))) {
            return new Move.Open(
                    round, pick(ready, round), now.plus(run.plan().round().deadline()));
        }
        return new Move.Wait(
                Stream.concat(
                                Stream.of(patience).filter(now::isBefore),
                                nodes.keySet().stream().flatMap(n -> back(n).stream()))
                        .min(Comparator.naturalOrder()),
                "waiting for members: " + membersOf(ready) + " ready, " + cohort.min() + " needed");
    }

    /// Whoever fails at once again does so ever more seldom.
    private Duration pause() {
        int failed = run.failedInARow();
        if (failed == 0) {
            return Duration.ZERO;
        }
        var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failed - 1, MAX_DOUBLINGS));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /// When a node that consented is able again by itself.
    private Optional<Instant> back(NodeId node) {
        return run.consented(node) && !run.able(node, now)
                ? Optional.ofNullable(run.unable().get(node)).flatMap(Unable::until)
                : Optional.empty();
    }

    /// Why each node that may be asked is no candidate for the next round of `run`, in the order of
    /// their names.
    public static SortedMap<NodeId, Absence> absent(
            Run run, SortedMap<NodeId, MemberId> nodes, SortedSet<NodeId> reachable, Instant now) {
        var absent = new TreeMap<NodeId, Absence>();
        for (var node : nodes.keySet()) {
            Absence.of(run, node, reachable.contains(node), now)
                    .ifPresent(a -> absent.put(node, a));
        }
        return absent;
    }

    /// Whether these are nodes of so many members that their updates may be folded. Two nodes of
    /// one member count once: it knows both updates.
    private boolean enough(Collection<NodeId> some) {
        return membersOf(some) >= run.plan().cohort().min();
    }

    private long membersOf(Collection<NodeId> some) {
        return membersOf(some, nodes);
    }

    /// Of how many members they are.
    public static long membersOf(Collection<NodeId> some, SortedMap<NodeId, MemberId> nodes) {
        return some.stream()
                .flatMap(n -> Optional.ofNullable(nodes.get(n)).stream())
                .distinct()
                .count();
    }

    /// Consented, reachable, and able as far as they said.
    private SortedSet<NodeId> ready() {
        return nodes.keySet().stream()
                .filter(n -> Absence.of(run, n, reachable.contains(n), now).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Whether a reachable node has not answered the plan yet, or one that consented to a run that
    /// has not begun is on its way.
    private boolean moreMayCome() {
        boolean begun = run.round().isPresent();
        return nodes.keySet().stream()
                .anyMatch(n -> {
                    var consent = run.consents().get(n);
                    return consent == null
                            ? !begun
                            : consent.granted()
                                    && !begun
                                    && !reachable.contains(n)
                                    && run.able(n, now);
                });
    }

    /// At most `cohort.max`, by a hash that anyone can recompute: one node of each member first, so
    /// that no member's many nodes crowd out others.
    private SortedSet<NodeId> pick(SortedSet<NodeId> ready, int round) {
        var order = new ArrayList<>(ready);
        order.sort(Comparator.comparing((NodeId n) -> lot(n, round)).thenComparing(n -> n));
        var drawn = new HashSet<MemberId>();
        var first = new ArrayList<NodeId>();
        var more = new ArrayList<NodeId>();
        for (var node : order) {
            (drawn.add(Objects.requireNonNull(nodes.get(node))) ? first : more).add(node);
        }
        first.addAll(more);
        return new TreeSet<>(first.subList(0, Math.min(first.size(), run.plan().cohort().max())));
    }

    private Sha256 lot(NodeId node, int round) {
        return Bytes.utf8(run.id() + "\n" + round + "\n" + run.model() + "\n" + node).sha256();
    }

    private Move collecting(RoundState.Collecting round) {
        boolean allAnswered =
                round.work().values().stream()
                        .noneMatch(w -> w.open() && eligible(w.item().node()));
        var closes = closes(round);
        if (!allAnswered && now.isBefore(closes)) {
            return new Move.Wait(Optional.of(closes), "waiting for updates");
        }
        var included = included(round);
        if (!enough(included)) {
            return new Move.FailRound(
                    round.number(),
                    "members with updates: "
                            + membersOf(included)
                            + ", needed: "
                            + run.plan().cohort().min());
        }
        return new Move.Close(round.number(), included, excluded(round, included));
    }

    private record Arrival(NodeId node, Instant at) {}

    /// The deadline, or the end of the grace that the others have once a quorum is in, of as many
    /// members as it takes.
    private Instant closes(RoundState.Collecting round) {
        var times = run.plan().round();
        var in = new HashSet<NodeId>();
        for (var arrival : arrivals(round)) {
            in.add(arrival.node());
            if (in.size() >= times.quorum() && enough(in)) {
                var grace = arrival.at().plus(times.grace());
                return grace.isBefore(round.deadline()) ? grace : round.deadline();
            }
        }
        return round.deadline();
    }

    private List<Arrival> arrivals(RoundState.Collecting round) {
        return round.work().values().stream()
                .filter(w -> eligible(w.item().node()))
                .flatMap(w -> w.done().stream().map(d -> new Arrival(w.item().node(), d.at())))
                .sorted(Comparator.comparing(Arrival::at))
                .toList();
    }

    private SortedSet<NodeId> included(RoundState.Collecting round) {
        return round.work().values().stream()
                .filter(w -> w.done().isPresent() && eligible(w.item().node()))
                .map(w -> w.item().node())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean eligible(NodeId node) {
        return nodes.containsKey(node) && run.consented(node);
    }

    private SortedMap<NodeId, String> excluded(
            RoundState.Collecting round, SortedSet<NodeId> included) {
        var excluded = new TreeMap<NodeId, String>();
        for (var work : round.work().values()) {
            var node = work.item().node();
            if (!included.contains(node)) {
                excluded.put(node, whyNot(work));
            }
        }
        return excluded;
    }

    private String whyNot(Work work) {
        return switch (work.answer()) {
            case Work.Asked _ ->
                    eligible(work.item().node()) ? "no update in time" : gone(work.item().node());
            case Work.Declined d -> shortened("declined: " + d.reason());
            case Work.Refused r -> shortened("refused: " + r.reason());
            case Work.Done _ -> gone(work.item().node());
        };
    }

    private String gone(NodeId node) {
        return nodes.containsKey(node) ? "consent withdrawn" : "no longer a member's node";
    }

    /// A reason that fits an entry together with those of a whole cohort; it stands in full where
    /// it was given.
    public static String shortened(String why) {
        return why.length() <= MAX_WHY ? why : why.substring(0, MAX_WHY - 1) + "…";
    }

    /// All versions are out: the last evaluation may still come.
    private Move finishing() {
        var last = run.evaluations().isEmpty() ? null : newestEvaluation();
        if (last != null
                && last.open()
                && now.isBefore(last.item().deadline())
                && eligible(last.item().node())) {
            return new Move.Wait(
                    Optional.of(last.item().deadline()), "waiting for the last evaluation");
        }
        return new Move.Finish();
    }

    private Work newestEvaluation() {
        return run.evaluations().values().stream()
                .max(Comparator.comparingInt(w -> w.item().round()))
                .orElseThrow();
    }
}
