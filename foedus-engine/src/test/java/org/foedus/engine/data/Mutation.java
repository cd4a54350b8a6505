package org.foedus.engine.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Damages files for the fuzzing tests.
final class Mutation {
    private Mutation() {}

    /// Changes one to three bytes, half of them among the first `head`; sometimes cuts the end off.
    static byte[] of(byte[] original, int head, SplittableRandom chance) {
        var bytes = original.clone();
        int changes = chance.nextInt(1, 4);
        for (int i = 0; i < changes; i++) {
            int within = chance.nextBoolean() ? Math.min(head, bytes.length) : bytes.length;
            bytes[chance.nextInt(within)] = (byte) chance.nextInt();
        }
        return chance.nextInt(5) == 0 ? Arrays.copyOf(bytes, chance.nextInt(bytes.length)) : bytes;
    }
}
