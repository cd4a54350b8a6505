package org.foedus.core.aggregate;

import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;

/// What makes a new model of the folded update d and the old model θ (arXiv 2003.00295,
/// 1909.06335).
///
/// - `fedavg`: θ' = θ + η·d
/// - `fedavgm`: m' = β·m + d; θ' = θ + η·m'
///
/// @param learningRate η in (0, 100]
/// @param momentum β in [0, 1); 0 for `fedavg`
public record ServerOptimizer(Kind kind, double learningRate, double momentum) {
    public ServerOptimizer {
        boolean legal =
                learningRate > 0
                        && learningRate <= 100
                        && momentum >= 0
                        && momentum < 1
                        && (kind != Kind.FEDAVG || momentum == 0);
        if (!legal) {
            throw new FoedusException(
                    ErrorCode.BAD_PLAN,
                    "server_optimizer: expected a learning_rate in (0, 100], a momentum in [0, 1),"
                            + " and no momentum with fedavg");
        }
    }

    /// Whether it keeps a state of the model's size between rounds.
    public boolean stateful() {
        return kind == Kind.FEDAVGM;
    }

    /// The optimizers.
    public enum Kind {
        FEDAVG,
        FEDAVGM
    }
}
