package org.foedus.hub.round;

import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.protocol.fold.FoldFiles;

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
            var optimizer = run.plan().serverOptimizer();
            var files =
                    FoldFiles.of(
                            run.plan().aggregation(),
                            optimizer,
                            blobs.map(round.base(), arena),
                            run.optimizerState().map(s -> blobs.map(s, arena)),
                            updates(round, arena));
            var model = blobs.draft(files.bytes(), arena);
            var state =
                    optimizer.stateful()
                            ? Optional.of(blobs.draft(files.bytes(), arena))
                            : Optional.<Blobs.Draft>empty();
            files.write(model.segment(), state.map(Blobs.Draft::segment));
            var optimizerState = state.map(Blobs.Draft::commit);
            return new Result(model.commit(), optimizerState);
        }
    }

    /// What a fold takes and is not here, or not in its size; with the sizes.
    SortedMap<Sha256, Long> lacking(Run run, RoundState.Folding round) {
        var takes = new TreeMap<Sha256, Long>();
        takes.put(round.base(), run.modelBytes());
        run.optimizerState().ifPresent(s -> takes.put(s, run.modelBytes()));
        for (var work : round.work().values()) {
            if (round.included().contains(work.item().node())) {
                work.done()
                        .flatMap(d -> Optional.ofNullable(d.claim().outputs().get("delta")))
                        .ifPresent(o -> takes.put(o.sha256(), o.bytes()));
            }
        }
        takes.entrySet().removeIf(t -> blobs.size(t.getKey()).equals(Optional.of(t.getValue())));
        return takes;
    }

    private SortedMap<NodeId, FoldFiles.Update> updates(RoundState.Folding round, Arena arena) {
        var updates = new TreeMap<NodeId, FoldFiles.Update>();
        for (var work : round.work().values()) {
            var node = work.item().node();
            if (round.included().contains(node)) {
                var claim = work.done().orElseThrow().claim();
                var delta =
                        InvariantViolation.present(
                                claim.outputs().get("delta"), "an update without a delta");
                updates.put(
                        node,
                        new FoldFiles.Update(claim.examples(), blobs.map(delta.sha256(), arena)));
            }
        }
        return updates;
    }
}
