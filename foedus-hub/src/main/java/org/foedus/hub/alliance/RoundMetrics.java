package org.foedus.hub.alliance;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.aggregate.Fold;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.error.ErrorType;
import org.foedus.core.error.FoedusException;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.ledger.Ledger;
import org.foedus.core.round.RoundState;
import org.foedus.core.round.Work;
import org.foedus.core.run.Run;

/// Weighted means of what the included nodes measured: the part of the private metrics that
/// everyone may see.
final class RoundMetrics {
    private static final Logger LOG = System.getLogger("org.foedus.hub");
    private static final List<String> KNOWN =
            List.of("train_loss", "validation_accuracy", "validation_loss");

    private RoundMetrics() {}

    /// Means over the included nodes, weighted as their updates are, of each metric that all sent.
    /// What can't be read counts as not sent.
    static SortedMap<String, Double> of(Run run, RoundState.Folding round, Ledger ledger) {
        var weights = Fold.weights(run.plan().aggregation(), RoundExamples.of(round));
        var sent = new TreeMap<NodeId, SortedMap<String, Double>>();
        for (var work : round.work().values()) {
            var node = work.item().node();
            if (round.included().contains(node)) {
                sent.put(node, read(run, work, ledger));
            }
        }
        var means = new TreeMap<String, Double>();
        for (var name : KNOWN) {
            double mean = 0;
            for (var metrics : sent.entrySet()) {
                double weight =
                        InvariantViolation.present(weights.get(metrics.getKey()), "no weight");
                mean += weight * metrics.getValue().getOrDefault(name, Double.NaN);
            }
            if (Double.isFinite(mean)) {
                means.put(name, mean);
            }
        }
        return means;
    }

    private static SortedMap<String, Double> read(Run run, Work work, Ledger ledger) {
        try {
            return work.done()
                    .flatMap(d -> d.claim().privateMetrics())
                    .flatMap(ledger::body)
                    .map(PrivateMetrics::read)
                    .orElseGet(TreeMap::new);
        } catch (FoedusException e) {
            if (e.code().type() == ErrorType.CAPACITY) {
                throw e;
            }
            LOG.log(
                    Level.WARNING,
                    "metrics.left-out run="
                            + run.id()
                            + " item="
                            + work.item().id()
                            + " "
                            + e.code()
                            + ": "
                            + e.reason());
            return new TreeMap<>();
        }
    }
}
