package org.foedus.core.run;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.round.WorkItemId;
import org.pcollections.TreePMap;

/// A run: one job under a mandate, as the ledger tells it.
///
/// @param unable nodes that said that they can't train for it, until they say otherwise
/// @param rounds by number; all but the last are published or failed
/// @param evaluations held-out evaluations, asked when a version was published
/// @param model the newest version
/// @param optimizerState of the newest version
/// @param waitingSince since when the next round could have opened
public record Run(
        RunId id,
        RunPlan plan,
        Sha256 planDigest,
        MemberId startedBy,
        Instant startedAt,
        Sha256 initialModel,
        long modelBytes,
        TreePMap<NodeId, ConsentState> consents,
        TreePMap<NodeId, Unable> unable,
        TreePMap<Integer, RoundState> rounds,
        TreePMap<WorkItemId, Work> evaluations,
        Sha256 model,
        Optional<Sha256> optimizerState,
        Instant waitingSince,
        RunStatus status) {
    /// Most runs that one member has under way: each takes the nodes' time, and its plan and rounds
    /// stay in the state.
    public static final int MAX_ACTIVE = 64;

    public boolean active() {
        return status instanceof RunStatus.Active;
    }

    /// The newest round.
    public Optional<RoundState> round() {
        return rounds.isEmpty() ? Optional.empty() : Optional.of(rounds.lastEntry().getValue());
    }

    /// Versions published.
    public int published() {
        return (int)
                rounds.values().stream().filter(r -> r instanceof RoundState.Published).count();
    }

    /// Rounds that failed since the last published one.
    public int failedInARow() {
        return (int) failures().count();
    }

    /// Those among them that waiting can't heal. One that lacked a node which is asked no more, as
    /// it said that it can't or took its consent back, only made the run wait.
    public int failedForGood() {
        return (int) failures().filter(f -> !f.heals()).count();
    }

    private Stream<RoundState.Failed> failures() {
        return rounds.descendingMap().values().stream()
                .takeWhile(r -> r instanceof RoundState.Failed)
                .map(RoundState.Failed.class::cast);
    }

    /// Whether a node can train for this run at `now`, as far as it said.
    public boolean able(NodeId node, Instant now) {
        var said = unable.get(node);
        return said == null || said.over(now);
    }

    public boolean consented(NodeId node) {
        var consent = consents.get(node);
        return consent != null && consent.granted();
    }

    /// A work item of this run, training or evaluation.
    public Optional<Work> work(WorkItemId id) {
        var evaluation = evaluations.get(id);
        if (evaluation != null) {
            return Optional.of(evaluation);
        }
        var round = rounds.get(id.round());
        return round == null ? Optional.empty() : Optional.ofNullable(round.work().get(id));
    }

    public Run withConsent(NodeId node, ConsentState consent) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents.plus(node, consent),
                unable,
                rounds,
                evaluations,
                model,
                optimizerState,
                waitingSince,
                status);
    }

    /// A node's last word on whether it can train.
    ///
    /// @param why it can't; empty if it can
    public Run withAbility(NodeId node, Optional<Unable> why) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                why.map(w -> unable.plus(node, w)).orElseGet(() -> unable.minus(node)),
                rounds,
                evaluations,
                model,
                optimizerState,
                waitingSince,
                status);
    }

    public Run withRound(RoundState round) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                unable,
                rounds.plus(round.number(), round),
                evaluations,
                model,
                optimizerState,
                waitingSince,
                status);
    }

    public Run withEvaluation(Work work) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                unable,
                rounds,
                evaluations.plus(work.item().id(), work),
                model,
                optimizerState,
                waitingSince,
                status);
    }

    public Run withStatus(RunStatus next) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                unable,
                rounds,
                evaluations,
                model,
                optimizerState,
                waitingSince,
                next);
    }

    /// The round's version becomes the newest.
    public Run publish(RoundState.Published round) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                unable,
                rounds.plus(round.number(), round),
                evaluations,
                round.model(),
                round.optimizerState(),
                round.at(),
                status);
    }

    /// The round came to nothing; the next may open from `at`.
    public Run fail(RoundState.Failed round) {
        return new Run(
                id,
                plan,
                planDigest,
                startedBy,
                startedAt,
                initialModel,
                modelBytes,
                consents,
                unable,
                rounds.plus(round.number(), round),
                evaluations,
                model,
                optimizerState,
                round.at(),
                status);
    }
}
