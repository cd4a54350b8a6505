package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.ErrorType;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItem;
import org.foedus.core.run.Absence;
import org.foedus.core.run.Conductor;
import org.foedus.core.run.Move;
import org.foedus.core.run.Run;
import org.foedus.core.run.RunId;

/// The part of [DecisionRules] about rounds and runs. The last word is the [Conductor]'s: it is
/// asked again, with the entry's time as now; the checks before it are there to say what is wrong.
final class RoundDecisions {
    private final Run run;
    private final Instant at;
    private final SortedMap<NodeId, MemberId> nodes;

    private RoundDecisions(AllianceState state, Run run, Instant at) {
        this.run = run;
        this.at = at;
        this.nodes = state.nodes(run);
    }

    /// Asks `question` about a run that goes on.
    static Optional<String> of(
            AllianceState state,
            RunId id,
            Instant at,
            Function<RoundDecisions, Optional<String>> question) {
        var run = state.runs().get(id);
        if (run == null) {
            return Optional.of("no run " + id);
        }
        return run.active()
                ? question.apply(new RoundDecisions(state, run, at))
                : Optional.of("run " + id + " is " + run.status().label());
    }

    static Optional<String> refused(AllianceState state, Entry.WorkRefused e) {
        return of(state, e.work().run(), e.at(), r -> r.refused(e));
    }

    private Optional<String> refused(Entry.WorkRefused e) {
        var work = run.work(e.work());
        boolean late =
                e.work().kind() == WorkItem.Kind.TRAIN
                        && !(run.rounds().get(e.work().round()) instanceof RoundState.Collecting);
        if (work.isEmpty() || !work.get().open() || late) {
            return Optional.of("expected an open work item, found " + e.work());
        }
        var deadline = work.get().item().deadline();
        if (at.isAfter(deadline)) {
            return Optional.of("expected a time until " + deadline + ", found " + at);
        }
        // Only a claim that would have counted is looked at.
        return barred(e.work().node())
                .map(why -> "work: " + e.work().node() + ": " + why)
                .or(() -> fault(e.code()));
    }

    private static Optional<String> fault(String code) {
        boolean known =
                Arrays.stream(ErrorCode.values())
                        .anyMatch(c -> c.type() == ErrorType.CALLER && c.name().equals(code));
        return known
                ? Optional.empty()
                : Optional.of("code: expected the name of a sender's error, found " + code);
    }

    Optional<String> opened(Entry.RoundOpened e) {
        int next = run.round().map(r -> r.number() + 1).orElse(1);
        if (e.round() != next) {
            return Optional.of("expected round " + next + ", found " + e.round());
        }
        if (!e.base().equals(run.model())) {
            return Optional.of(
                    "base: expected the newest model " + run.model() + ", found " + e.base());
        }
        var cohort = run.plan().cohort();
        if (e.cohort().size() > cohort.max()) {
            return Optional.of(
                    "cohort: expected at most "
                            + cohort.max()
                            + " nodes, found "
                            + e.cohort().size());
        }
        var few = tooFew("cohort", e.cohort());
        if (few.isPresent()) {
            return few;
        }
        for (var node : e.cohort()) {
            var barred = barred(node).or(() -> incapable(node));
            if (barred.isPresent()) {
                return Optional.of("cohort: " + node + ": " + barred.get());
            }
        }
        var deadline = at.plus(run.plan().round().deadline());
        if (!e.deadline().equals(deadline)) {
            return Optional.of("deadline: expected " + deadline + ", found " + e.deadline());
        }
        // Who else was reachable is not in the ledger: the cohort was, at least.
        return expected(
                next(e.cohort()),
                move -> move.equals(new Move.Open(next, e.cohort(), e.deadline())));
    }

    Optional<String> closed(Entry.RoundClosed e) {
        if (run.rounds().get(e.round()) instanceof RoundState.Folding folding) {
            return closedAgain(folding, e);
        }
        if (!(run.rounds().get(e.round()) instanceof RoundState.Collecting collecting)) {
            return Optional.of("round " + e.round() + " is not collecting");
        }
        var named = new TreeSet<>(e.included());
        named.addAll(e.excluded().keySet());
        var asked = new TreeSet<NodeId>();
        collecting.work().values().forEach(w -> asked.add(w.item().node()));
        if (!named.equals(asked) || named.size() != e.included().size() + e.excluded().size()) {
            return Optional.of(
                    "expected each node of the cohort "
                            + asked
                            + " once, included or excluded; found "
                            + e.included()
                            + " and "
                            + e.excluded().keySet());
        }
        for (var work : collecting.work().values()) {
            var wrong = misplaced(work, e.included().contains(work.item().node()));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        var few = tooFew("included", e.included());
        if (few.isPresent()) {
            return few;
        }
        var move = next();
        if (move instanceof Move.Close close
                && close.included().equals(e.included())
                && !close.excluded().equals(e.excluded())) {
            return Optional.of(
                    "excluded: expected " + close.excluded() + ", found " + e.excluded());
        }
        return expected(move, m -> m instanceof Move.Close c && c.included().equals(e.included()));
    }

    /// Why an update can't be folded is not in the ledger; that it is one, of a node that was in,
    /// and that the others are enough, is.
    private Optional<String> closedAgain(RoundState.Folding folding, Entry.RoundClosed e) {
        var fewer = new TreeSet<>(folding.included());
        fewer.removeAll(e.included());
        if (fewer.size() != 1 || e.included().size() != folding.included().size() - 1) {
            return Optional.of(
                    "expected one node fewer than "
                            + folding.included()
                            + ", found "
                            + e.included());
        }
        var why = e.excluded().getOrDefault(fewer.first(), "");
        if (!folding.without(fewer.first(), why).excluded().equals(e.excluded()) || why.isEmpty()) {
            return Optional.of("excluded: expected the same as before and " + fewer.first());
        }
        return tooFew("included", e.included());
    }

    /// The floor below which members could compute each other's updates counts members, not nodes.
    private Optional<String> tooFew(String field, Collection<NodeId> some) {
        int min = run.plan().cohort().min();
        long of = Conductor.membersOf(some, nodes);
        return of >= min
                ? Optional.empty()
                : Optional.of(
                        field + ": expected nodes of " + min + " members or more, found of " + of);
    }

    private Optional<String> misplaced(Work work, boolean included) {
        var node = work.item().node();
        var barred =
                work.done().isPresent() ? barred(node) : Optional.of("no update of it is accepted");
        if (included) {
            return barred.map(why -> "included: " + node + ": " + why);
        }
        return barred.isPresent()
                ? Optional.empty()
                : Optional.of(
                        "excluded: "
                                + node
                                + ": its update was accepted and its consent is in force");
    }

    /// Why a node may not take part.
    private Optional<String> barred(NodeId node) {
        if (!nodes.containsKey(node)) {
            return Optional.of("no node of a member");
        }
        return run.consented(node) ? Optional.empty() : Optional.of("its consent is not in force");
    }

    private Optional<String> incapable(NodeId node) {
        return Absence.of(run, node, true, at)
                .filter(a -> a instanceof Absence.Incapable)
                .map(a -> "it said that it can't: " + a.text());
    }

    Optional<String> published(Entry.RoundPublished e) {
        if (!(run.rounds().get(e.round()) instanceof RoundState.Folding)) {
            return Optional.of("round " + e.round() + " is not closed, or over");
        }
        if (e.modelBytes() != run.modelBytes()) {
            return Optional.of(
                    "model_bytes: expected " + run.modelBytes() + ", found " + e.modelBytes());
        }
        if (e.optimizerState().isPresent() != run.plan().serverOptimizer().stateful()) {
            return Optional.of(
                    "optimizer_state: expected "
                            + (e.optimizerState().isPresent() ? "none" : "one")
                            + " with "
                            + run.plan().serverOptimizer().kind());
        }
        return e.metrics().values().stream().allMatch(Double::isFinite)
                ? Optional.empty()
                : Optional.of("metrics: expected finite numbers");
    }

    Optional<String> failed(Entry.RoundFailed e) {
        return switch (run.rounds().get(e.round())) {
            case RoundState.Collecting _ ->
                    expected(
                            next(),
                            move ->
                                    move instanceof Move.FailRound f
                                            && f.reason().equals(e.reason()));
            case RoundState.Folding _ -> Optional.empty();
            case RoundState.Published _, RoundState.Failed _ ->
                    Optional.of("round " + e.round() + " is over");
            case null -> Optional.of("no round " + e.round());
        };
    }

    Optional<String> finished(Entry.RunFinished e) {
        return e.model().equals(run.model())
                ? expected(next(), move -> move instanceof Move.Finish)
                : Optional.of("expected the newest model " + run.model() + ", found " + e.model());
    }

    Optional<String> runFailed(Entry.RunFailed e) {
        return expected(
                next(), move -> move instanceof Move.Fail f && f.reason().equals(e.reason()));
    }

    private Move next() {
        return next(new TreeSet<>(nodes.keySet()));
    }

    private Move next(SortedSet<NodeId> reachable) {
        return Conductor.next(run, nodes, reachable, at);
    }

    private Optional<String> expected(Move move, java.util.function.Predicate<Move> legal) {
        return legal.test(move) ? Optional.empty() : Optional.of("expected " + describe(move));
    }

    private static String describe(Move move) {
        return switch (move) {
            case Move.Wait w ->
                    "the run to wait"
                            + w.until().map(t -> " until " + t).orElse("")
                            + " ("
                            + w.why()
                            + ")";
            case Move.Open o -> "round " + o.round() + " to open with " + o.cohort();
            case Move.Close c -> "round " + c.round() + " to close with " + c.included();
            case Move.Fold f -> "round " + f.round() + " to be folded";
            case Move.FailRound f -> "round " + f.round() + " to fail: " + f.reason();
            case Move.Finish _ -> "the run to finish";
            case Move.Fail f -> "the run to fail: " + f.reason();
            case Move.Rest _ -> "nothing: the run is over";
        };
    }
}
