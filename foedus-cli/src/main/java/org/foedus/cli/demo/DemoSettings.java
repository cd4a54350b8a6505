package org.foedus.cli.demo;

import java.nio.file.Path;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.node.home.NodeSettings;

/// What the demo shows.
///
/// @param members organisations, each with one node
/// @param seed of the split of the data, the initial weights and the minibatches
/// @param full whether to use all of Fashion-MNIST, which must be installed
/// @param keep whether to leave hub and nodes running until interrupted
/// @param engine that nodes use
/// @param model architecture; empty for the convolutional one where an engine trains it
/// @param charter whose founders take part
/// @param folder new, for all that the demo writes
/// @param buildSeconds how long the build before it took
public record DemoSettings(
        int members,
        int rounds,
        long seed,
        boolean full,
        boolean keep,
        NodeSettings.EngineWish engine,
        String model,
        Path charter,
        Path folder,
        long buildSeconds) {
    public static final int MAX_MEMBERS = 20;
    public static final int MAX_ROUNDS = 1000;
    public static final long MAX_SEED = (1L << 53) - 1;

    public DemoSettings {
        within("--nodes", members, 2, MAX_MEMBERS);
        within("--rounds", rounds, 1, MAX_ROUNDS);
        within("--seed", seed, 0, MAX_SEED);
    }

    private static void within(String option, long value, long min, long max) {
        if (value < min || value > max) {
            throw new FoedusException(
                    ErrorCode.BAD_REQUEST,
                    option + ": expected " + min + " to " + max + ", found " + value);
        }
    }
}
