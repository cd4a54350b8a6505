package org.foedus.sim;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/// Chance that looks secret and follows from a seed.
final class SeededSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient SplittableRandom chance;

    SeededSecureRandom(SplittableRandom chance) {
        super(null, null);
        this.chance = chance;
    }

    @Override
    public void nextBytes(byte[] bytes) {
        // The superclass calls this while it is made, before there is chance.
        if (chance != null) {
            chance.nextBytes(bytes);
        }
    }
}
