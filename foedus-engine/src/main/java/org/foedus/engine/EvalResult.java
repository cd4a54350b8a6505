package org.foedus.engine;

/// @param examples examples evaluated
/// @param correct of them classified rightly
/// @param meanLoss mean cross-entropy in nats; NaN if there were none
public record EvalResult(long examples, long correct, double meanLoss) {
    /// In [0, 1]; NaN if there were no examples.
    public double accuracy() {
        return examples == 0 ? Double.NaN : (double) correct / examples;
    }
}
