package org.foedus.hub.round;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Blobs;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.kernels.Finite;
import org.foedus.protocol.fold.FoldFiles;
import org.foedus.protocol.safetensors.Safetensors;

/// Folds a closed round: maps the included updates, writes the new model and the optimizer's state.
///
/// Both files begin with the base model's header bytes, so that the same updates give the same
/// digests wherever the fold is repeated.
public final class RoundFold {
    private final Blobs blobs;

    /// Blobs that the fold to come takes and that were read whole.
    private final Set<Sha256> sound = new TreeSet<>();

    public RoundFold(Blobs blobs) {
        this.blobs = blobs;
    }

    /// What became of a fold.
    public sealed interface Outcome {}

    /// The new version, durable on return.
    public record Result(Sha256 model, Optional<Sha256> optimizerState) implements Outcome {}

    /// The update of one node can't be folded with the others.
    public record Spoiled(NodeId node, String reason) implements Outcome {}

    public Outcome fold(Run run, RoundState.Folding round) {
        sound.clear();
        try (var arena = Arena.ofShared()) {
            var optimizer = run.plan().serverOptimizer();
            var updates = updates(round, arena);
            var files =
                    FoldFiles.of(
                            run.plan().aggregation(),
                            optimizer,
                            blobs.map(round.base(), arena),
                            run.optimizerState().map(s -> blobs.map(s, arena)),
                            updates);
            var model = blobs.draft(files.bytes(), arena);
            var state =
                    optimizer.stateful()
                            ? Optional.of(blobs.draft(files.bytes(), arena))
                            : Optional.<Blobs.Draft>empty();
            files.write(model.segment(), state.map(Blobs.Draft::segment));
            if (Finite.firstNonFinite(data(model.segment())) >= 0) {
                return new Spoiled(
                        largest(updates), "with it, the new model is not of finite numbers");
            }
            var optimizerState = state.map(Blobs.Draft::commit);
            return new Result(model.commit(), optimizerState);
        }
    }

    private static MemorySegment data(MemorySegment file) {
        return Safetensors.parse(file, "a part of the fold").data();
    }

    /// Whose update has the number of the largest magnitude.
    private static NodeId largest(SortedMap<NodeId, FoldFiles.Update> updates) {
        return updates.entrySet().stream()
                .max(Comparator.comparingDouble(u -> Finite.largest(data(u.getValue().file()))))
                .map(Map.Entry::getKey)
                .orElseThrow();
    }

    /// The first node whose update is one of `blobs`.
    Optional<NodeId> owner(RoundState.Folding round, Set<Sha256> lost) {
        return round.work().values().stream()
                .filter(w -> round.included().contains(w.item().node()))
                .filter(w ->
                        w.done().stream()
                                .flatMap(d -> d.claim().outputs().values().stream())
                                .anyMatch(o -> lost.contains(o.sha256())))
                .map(w -> w.item().node())
                .findFirst();
    }

    /// Whether it is here, and still what it was: what is not is moved aside.
    private boolean sound(Sha256 digest, long bytes) {
        if (!blobs.size(digest).equals(Optional.of(bytes))) {
            return false;
        }
        if (!sound.contains(digest)) {
            if (!blobs.intact(digest)) {
                blobs.quarantine(digest);
                return false;
            }
            sound.add(digest);
        }
        return true;
    }

    /// What a fold takes and is not here, or not as it was; with the sizes. For one thread.
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
        takes.entrySet().removeIf(t -> sound(t.getKey(), t.getValue()));
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
