package org.foedus.audit;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Output;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.kernels.Finite;
import org.foedus.protocol.fold.FoldFiles;
import org.foedus.protocol.safetensors.Safetensors;

/// Executes the fold of each published round again, from mapped files, in a few windows of memory.
final class RoundCheck {
    private static final String DELTA = "delta";

    private final Folder folder;
    private final SortedMap<Sha256, Contents.Facts> intact;
    private final Problems problems;
    private final List<Report.Round> reexecuted = new ArrayList<>();
    private final List<Report.Skipped> skipped = new ArrayList<>();

    RoundCheck(Folder folder, SortedMap<Sha256, Contents.Facts> intact, Problems problems) {
        this.folder = folder;
        this.intact = intact;
        this.problems = problems;
    }

    /// @param dropped updates that were deleted, with the index of the entry that says so
    void check(
            List<LedgerCheck.Published> rounds, SortedMap<Sha256, Long> dropped, Progress progress)
            throws IOException {
        int done = 0;
        for (var round : rounds) {
            progress.at("rounds", done++, rounds.size());
            var whyNot = whyNot(round, dropped);
            if (whyNot.isPresent()) {
                skipped.add(new Report.Skipped(round.run().id(), round.number(), whyNot.get()));
            } else {
                fold(round);
            }
        }
        progress.at("rounds", rounds.size(), rounds.size());
    }

    /// Rounds whose digests came out again.
    List<Report.Round> reexecuted() {
        return reexecuted;
    }

    List<Report.Skipped> skipped() {
        return skipped;
    }

    private Optional<String> whyNot(LedgerCheck.Published round, SortedMap<Sha256, Long> dropped) {
        for (var delta : deltas(round).values()) {
            var entry = dropped.get(delta.sha256());
            if (entry != null && !intact.containsKey(delta.sha256())) {
                return Optional.of("its updates were dropped, as entry " + entry + " says");
            }
        }
        if (!intact.containsKey(round.run().model())) {
            return Optional.of("the base model is not in the export, or damaged");
        }
        var state = round.run().optimizerState();
        if (state.isPresent() && !intact.containsKey(state.get())) {
            return Optional.of("the optimizer's state before it is not in the export, or damaged");
        }
        long here =
                deltas(round).values().stream().filter(o -> intact.containsKey(o.sha256())).count();
        long all = round.included().size();
        return here == all && all > 0
                ? Optional.empty()
                : Optional.of(
                        (all - here)
                                + " of its "
                                + all
                                + " updates are not in the export, or damaged");
    }

    private static SortedMap<NodeId, Output> deltas(LedgerCheck.Published round) {
        var deltas = new TreeMap<NodeId, Output>();
        round.included()
                .forEach((node, claim) -> {
                    var delta = claim.outputs().get(DELTA);
                    if (delta != null) {
                        deltas.put(node, delta);
                    }
                });
        return deltas;
    }

    private void fold(LedgerCheck.Published round) throws IOException {
        var place = new Place.Round(round.run().id(), round.number());
        try (var arena = Arena.ofConfined()) {
            var updates = new TreeMap<NodeId, FoldFiles.Update>();
            for (var delta : deltas(round).entrySet()) {
                var file = map(delta.getValue().sha256(), arena);
                finite(place, delta.getKey(), file);
                long examples =
                        InvariantViolation.present(
                                        round.included().get(delta.getKey()), "no such claim")
                                .examples();
                updates.put(delta.getKey(), new FoldFiles.Update(examples, file));
            }
            var state = Optional.<MemorySegment>empty();
            if (round.run().optimizerState().isPresent()) {
                state = Optional.of(map(round.run().optimizerState().get(), arena));
            }
            var plan = round.run().plan();
            compare(
                    place,
                    round,
                    FoldFiles.of(
                                    plan.aggregation(),
                                    plan.serverOptimizer(),
                                    map(round.run().model(), arena),
                                    state,
                                    updates)
                            .digests());
        } catch (FoedusException | InvariantViolation e) {
            problems.add(place, "its updates cannot be folded: " + e.getMessage());
        }
    }

    private void finite(Place place, NodeId node, MemorySegment file) {
        long at = Finite.firstNonFinite(Safetensors.parse(file, "update of " + node).data());
        problems.unless(
                at < 0,
                place,
                "expected finite numbers in the included update of "
                        + node
                        + ", found another at element "
                        + at);
    }

    private void compare(Place place, LedgerCheck.Published round, FoldFiles.Digests digests) {
        boolean same =
                digests.model().equals(round.model())
                        && digests.optimizerState().equals(round.optimizerState());
        if (same) {
            reexecuted.add(new Report.Round(round.run().id(), round.number(), round.model()));
            return;
        }
        problems.add(
                place,
                "entry "
                        + round.entry()
                        + " published the model "
                        + round.model()
                        + " and optimizer state "
                        + shown(round.optimizerState())
                        + "; its "
                        + round.included().size()
                        + " included updates make "
                        + digests.model()
                        + " and "
                        + shown(digests.optimizerState()));
    }

    private static String shown(Optional<Sha256> digest) {
        return digest.map(Sha256::hex).orElse("none");
    }

    private MemorySegment map(Sha256 digest, Arena arena) throws IOException {
        return folder.map(Layout.blob(digest), arena);
    }
}
