package org.foedus.engine;

/// @param steps steps done (fewer than asked if cancelled)
/// @param examples examples seen, with repeats
/// @param meanLoss mean cross-entropy over the steps, in nats; NaN if no step was done
public record TrainResult(int steps, long examples, double meanLoss) {}
