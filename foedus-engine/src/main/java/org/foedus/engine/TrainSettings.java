package org.foedus.engine;

import java.util.function.BooleanSupplier;

/// How to train: SGD with momentum (as PyTorch: `v = μv + g; w -= lr·v`, no dampening) or plain.
///
/// @param steps optimizer steps, ≥ 1
/// @param momentum in [0, 1)
/// @param weightDecay added to the gradient as `λw`, ≥ 0
/// @param learningRate the rate at local step s in [0, steps)
/// @param proximalMu FedProx: adds `μ(w - w_start)` to the gradient; 0 turns it off (arXiv
///   1812.06127)
/// @param cancelled asked before each step; when true, training ends early
public record TrainSettings(
        int steps,
        double momentum,
        double weightDecay,
        LearningRate learningRate,
        double proximalMu,
        BooleanSupplier cancelled) {

    /// The learning rate at a step.
    @FunctionalInterface
    public interface LearningRate {
        double at(int step);
    }
}
