package org.foedus.engine;

import java.util.SplittableRandom;

/// An endless, seeded stream of minibatches: each pass over the data is a fresh shuffle
/// (Fisher–Yates over `SplittableRandom`), a batch never straddles two passes, the last batch of a
/// pass may be short. The same seed gives the same batches.
public final class Batches {
    private final Examples examples;
    private final int batchSize;
    private final SplittableRandom chance;
    private final int[] order;
    private int next;

    public Batches(Examples examples, int batchSize, long seed) {
        if (examples.size() == 0 || batchSize < 1) {
            throw new IllegalArgumentException("no examples, or a batch size below 1");
        }
        this.examples = examples;
        this.batchSize = batchSize;
        this.chance = new SplittableRandom(seed);
        this.order = new int[examples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        this.next = order.length;
    }

    public Examples next() {
        if (next >= order.length) {
            shuffle();
            next = 0;
        }
        int end = Math.min(order.length, next + batchSize);
        var batch = examples.select(java.util.Arrays.copyOfRange(order, next, end));
        next = end;
        return batch;
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
    }
}
