package org.foedus.engine;

import java.lang.foreign.MemorySegment;

/// One model in memory and the loop that trains it. Confined to one thread.
public interface Trainer extends AutoCloseable {
    /// The live parameters: all trainable tensors of the architecture in manifest order, `fp32`
    /// little-endian, contiguous; 4 × [Architecture#parameters()] bytes. Writing it sets the model;
    /// after training it holds the new weights. Valid until [#close()].
    MemorySegment parameters();

    /// Runs `steps` optimizer steps (a new optimizer each call).
    TrainResult train(Batches batches, TrainSettings settings);

    /// Forward passes only, in batches of at most `batchSize`.
    EvalResult evaluate(Examples examples, int batchSize);

    @Override
    void close();
}
