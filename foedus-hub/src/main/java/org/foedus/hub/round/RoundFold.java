package org.foedus.hub.round;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.hub.alliance.RoundExamples;
import org.foedus.protocol.safetensors.Safetensors;

/// Folds a closed round: maps the included updates, writes the new model and the optimizer's state.
///
/// Both files begin with the base model's header bytes, so that the same updates give the same
/// digests wherever the fold is repeated.
public final class RoundFold {
    private final Blobs blobs;

    public RoundFold(Blobs blobs) {
        this.blobs = blobs;
    }

    /// The new version, durable on return.
    public record Result(Sha256 model, Optional<Sha256> optimizerState) {}

    public Result fold(Run run, RoundState.Folding round) {
        try (var arena = Arena.ofShared()) {
            var baseFile = blobs.map(round.base(), arena);
            var base = Safetensors.parse(baseFile, "model " + round.base().shortHex());
            var optimizer = run.plan().serverOptimizer();
            var model = blobs.draft(baseFile.byteSize(), arena);
            var state =
                    optimizer.stateful()
                            ? Optional.of(blobs.draft(baseFile.byteSize(), arena))
                            : Optional.<Blobs.Draft>empty();
            long header = base.dataOffset();
            copyHeader(baseFile, model, header);
            state.ifPresent(d -> copyHeader(baseFile, d, header));
            var momentum =
                    optimizer.stateful()
                            ? run.optimizerState().map(s -> blobs.map(s, arena).asSlice(header))
                            : Optional.<MemorySegment>empty();
            Fold.fold(
                    contributions(run, round, arena),
                    optimizer,
                    new Fold.Version(base.data(), momentum),
                    new Fold.Version(
                            model.segment().asSlice(header),
                            state.map(d -> d.segment().asSlice(header))));
            var optimizerState = state.map(Blobs.Draft::commit);
            return new Result(model.commit(), optimizerState);
        }
    }

    private List<Fold.Contribution> contributions(Run run, RoundState.Folding round, Arena arena) {
        var weights = Fold.weights(run.plan().aggregation(), RoundExamples.of(round));
        var updates = new TreeMap<NodeId, Sha256>();
        for (var work : round.work().values()) {
            work.done()
                    .filter(_ -> round.included().contains(work.item().node()))
                    .ifPresent(d ->
                            updates.put(
                                    work.item().node(),
                                    InvariantViolation.present(
                                                    d.claim().outputs().get("delta"),
                                                    "an update without a delta")
                                            .sha256()));
        }
        var contributions = new ArrayList<Fold.Contribution>();
        for (var update : updates.entrySet()) {
            var file = Safetensors.parse(blobs.map(update.getValue(), arena), "update");
            double weight = InvariantViolation.present(weights.get(update.getKey()), "no weight");
            contributions.add(new Fold.Contribution(update.getKey(), weight, file.data()));
        }
        return contributions;
    }

    private static void copyHeader(MemorySegment from, Blobs.Draft to, long bytes) {
        MemorySegment.copy(from, 0, to.segment(), 0, bytes);
    }
}
