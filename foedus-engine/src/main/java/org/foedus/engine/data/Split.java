package org.foedus.engine.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Indices in two parts that share none. The arrays are ascending, and never written.
public final class Split {
    private final int[] kept;
    private final int[] held;

    private Split(int[] kept, int[] held) {
        this.kept = kept;
        this.held = held;
    }

    /// Holds out `held` of the indices 0 to `n - 1`, drawn without replacement by `seed`.
    public static Split holdOut(int n, int held, long seed) {
        if (held < 0 || held > n) {
            throw new IllegalArgumentException("cannot hold out " + held + " of " + n);
        }
        var order = new int[n];
        Arrays.setAll(order, i -> i);
        shuffle(order, new SplittableRandom(seed));
        var out = Arrays.copyOf(order, held);
        var rest = Arrays.copyOfRange(order, held, n);
        Arrays.sort(out);
        Arrays.sort(rest);
        return new Split(rest, out);
    }

    public int[] kept() {
        return kept;
    }

    public int[] held() {
        return held;
    }

    static void shuffle(int[] values, SplittableRandom chance) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
