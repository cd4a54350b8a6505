package org.foedus.hub.alliance;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.claim.Claim;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.round.RoundState;
import org.foedus.core.run.Run;
import org.foedus.protocol.json.Json;

/// Weighted means of what the included nodes measured: the part of the private metrics that
/// everyone may see.
final class RoundMetrics {
    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of("train_loss", "validation_loss", "validation_accuracy"));

    private RoundMetrics() {}

    /// Means over the included nodes, weighted as their updates are, of each metric that all sent.
    static SortedMap<String, Double> of(Run run, RoundState.Folding round, Ledger ledger) {
        var weights = Fold.weights(run.plan().aggregation(), RoundExamples.of(round));
        var means = new TreeMap<String, Double>();
        for (var name : KNOWN) {
            double mean = 0;
            for (var work : round.work().values()) {
                var node = work.item().node();
                if (round.included().contains(node)) {
                    double weight = InvariantViolation.present(weights.get(node), "no weight");
                    mean += weight * metric(work.done().orElseThrow().claim(), name, ledger);
                }
            }
            if (Double.isFinite(mean)) {
                means.put(name, mean);
            }
        }
        return means;
    }

    /// NaN where the node did not send it.
    private static double metric(Claim.WorkDone claim, String name, Ledger ledger) {
        return claim.privateMetrics()
                .flatMap(ledger::body)
                .map(body -> Json.tree(body.content().array()).path(name).asDouble(Double.NaN))
                .orElse(Double.NaN);
    }
}
