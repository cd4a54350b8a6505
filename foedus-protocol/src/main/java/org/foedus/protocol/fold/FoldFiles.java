package org.foedus.protocol.fold;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.run.RunPlan;
import org.foedus.protocol.safetensors.DType;
import org.foedus.protocol.safetensors.Safetensors;
import org.foedus.protocol.safetensors.TensorFile;

/// The inputs of one round's fold, checked to fit each other, and its outputs.
///
/// All are safetensors files of one layout: the same `F32` tensors in the same order. The new model
/// is the base's first bytes (length and header) and the folded data; the optimizer's state is the
/// same first bytes and the momentum.
public final class FoldFiles {
    /// Coordinates folded and hashed at once by [#digests()]: 4 MiB a file.
    private static final long WINDOW = 16L * Fold.BLOCK;

    private final ServerOptimizer optimizer;
    private final MemorySegment header;
    private final MemorySegment base;
    private final Optional<MemorySegment> state;
    private final List<Fold.Contribution> contributions;

    private FoldFiles(
            ServerOptimizer optimizer,
            MemorySegment header,
            MemorySegment base,
            Optional<MemorySegment> state,
            List<Fold.Contribution> contributions) {
        this.optimizer = optimizer;
        this.header = header;
        this.base = base;
        this.state = state;
        this.contributions = contributions;
    }

    /// An update to fold.
    ///
    /// @param examples as the node's claim says
    /// @param file the whole safetensors file, usually mapped
    public record Update(long examples, MemorySegment file) {}

    /// The digests of the files that the fold makes.
    public record Digests(Sha256 model, Optional<Sha256> optimizerState) {}

    /// Checks that the files fit each other, without touching their data.
    ///
    /// @param base the model that the updates started from, a whole file
    /// @param stateBefore the optimizer's state beside it; empty in a run's first round, or with a
    ///   stateless optimizer
    /// @param updates the included ones
    /// @throws FoedusException `BAD_MODEL` if a file is no safetensors file of `F32` tensors,
    ///   `BAD_UPDATE` if an update has another layout than the base
    public static FoldFiles of(
            RunPlan.Aggregation aggregation,
            ServerOptimizer optimizer,
            MemorySegment base,
            Optional<MemorySegment> stateBefore,
            SortedMap<NodeId, Update> updates) {
        var model = Safetensors.parse(base, "base model");
        for (var tensor : model.tensors()) {
            if (tensor.dtype() != DType.F32) {
                throw new FoedusException(
                        ErrorCode.BAD_MODEL, "base model: expected F32 tensors, found " + tensor);
            }
        }
        var state =
                optimizer.stateful()
                        ? stateBefore.map(s -> data(s, "optimizer state", model))
                        : Optional.<MemorySegment>empty();
        var examples = new TreeMap<NodeId, Long>();
        updates.forEach((node, update) -> examples.put(node, update.examples()));
        var weights = Fold.weights(aggregation, examples);
        var contributions = new ArrayList<Fold.Contribution>(updates.size());
        for (var update : updates.entrySet()) {
            contributions.add(
                    new Fold.Contribution(
                            update.getKey(),
                            weights.getOrDefault(update.getKey(), 0.0),
                            data(update.getValue().file(), "update of " + update.getKey(), model)));
        }
        return new FoldFiles(
                optimizer,
                base.asSlice(0, model.dataOffset()),
                model.data(),
                state,
                List.copyOf(contributions));
    }

    /// The data section of a file that must have the model's layout.
    private static MemorySegment data(MemorySegment file, String name, TensorFile model) {
        var parsed = Safetensors.parse(file, name);
        var difference = parsed.layoutDifference(model.tensors());
        if (difference.isPresent()) {
            throw new FoedusException(ErrorCode.BAD_UPDATE, name + ": " + difference.get());
        }
        return parsed.data();
    }

    /// Bytes of the new model's file, and of the optimizer state's.
    public long bytes() {
        return header.byteSize() + base.byteSize();
    }

    /// Folds into two new files of [#bytes()] bytes each.
    ///
    /// @param optimizerState present just when the optimizer is stateful
    public void write(MemorySegment model, Optional<MemorySegment> optimizerState) {
        MemorySegment.copy(header, 0, model, 0, header.byteSize());
        optimizerState.ifPresent(s -> MemorySegment.copy(header, 0, s, 0, header.byteSize()));
        Fold.fold(
                contributions,
                optimizer,
                new Fold.Version(base, state),
                new Fold.Version(
                        model.asSlice(header.byteSize()),
                        optimizerState.map(s -> s.asSlice(header.byteSize()))));
    }

    /// The digests of what [#write] would write, with a few windows of memory and no file.
    public Digests digests() {
        var model = Sha256.newDigest();
        var momentum = Sha256.newDigest();
        model.update(header.asByteBuffer());
        momentum.update(header.asByteBuffer());
        long window = Math.min(WINDOW * Float.BYTES, Math.max(1, base.byteSize()));
        try (var arena = Arena.ofConfined()) {
            var modelWindow = arena.allocate(window, Float.BYTES);
            var momentumWindow = arena.allocate(optimizer.stateful() ? window : 0, Float.BYTES);
            for (long from = 0; from < base.byteSize(); from += window) {
                long count = Math.min(window, base.byteSize() - from);
                var after = modelWindow.asSlice(0, count);
                var momentumAfter =
                        optimizer.stateful()
                                ? Optional.of(momentumWindow.asSlice(0, count))
                                : Optional.<MemorySegment>empty();
                foldWindow(from, count, new Fold.Version(after, momentumAfter));
                update(model, after);
                momentumAfter.ifPresent(m -> update(momentum, m));
            }
        }
        return new Digests(
                Sha256.of(model),
                optimizer.stateful() ? Optional.of(Sha256.of(momentum)) : Optional.empty());
    }

    /// The fold of some of the coordinates: it is the same, since each is folded on its own.
    private void foldWindow(long from, long count, Fold.Version after) {
        var parts =
                contributions.stream()
                        .map(c ->
                                new Fold.Contribution(
                                        c.node(), c.weight(), c.delta().asSlice(from, count)))
                        .toList();
        Fold.fold(
                parts,
                optimizer,
                new Fold.Version(base.asSlice(from, count), state.map(s -> s.asSlice(from, count))),
                after);
    }

    private static void update(MessageDigest digest, MemorySegment bytes) {
        ByteBuffer buffer = bytes.asByteBuffer();
        digest.update(buffer);
    }
}
