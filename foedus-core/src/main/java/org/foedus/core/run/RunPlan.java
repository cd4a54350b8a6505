package org.foedus.core.run;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.aggregate.ServerOptimizer;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.MandateId;
import org.foedus.core.name.Names;
import org.foedus.core.partnership.PartnershipId;

/// A run plan with every default written out: what nodes consent to, by the digest of its canonical
/// bytes. Ranges are checked where plans are read (`docs/reference/run-plan.md`) and again by
/// [PlanLimits].
///
/// @param purpose what the model is for, for the owners of data to read
/// @param dataset the name under which each node has its data
/// @param rounds versions to publish
/// @param seed from which every minibatch order follows
/// @param partnership whose run it is: nobody else is asked, nobody else reads its model
public record RunPlan(
        MandateId mandate,
        String purpose,
        Model model,
        String dataset,
        int rounds,
        Training training,
        Aggregation aggregation,
        ServerOptimizer serverOptimizer,
        Cohort cohort,
        RoundTimes round,
        Evaluation evaluation,
        SortedSet<MemberId> auditors,
        Limits limits,
        long seed,
        Optional<PartnershipId> partnership) {
    public RunPlan {
        auditors = Collections.unmodifiableSortedSet(new TreeSet<>(auditors));
        purpose = Names.text("purpose", purpose, PlanLimits.MAX_PURPOSE);
        PlanLimits.check(rounds, training, cohort, round, limits);
        PlanLimits.check(model, dataset, aggregation, evaluation, auditors);
    }

    public RunPlan(
            MandateId mandate,
            String purpose,
            Model model,
            String dataset,
            int rounds,
            Training training,
            Aggregation aggregation,
            ServerOptimizer serverOptimizer,
            Cohort cohort,
            RoundTimes round,
            Evaluation evaluation,
            SortedSet<MemberId> auditors,
            Limits limits,
            long seed) {
        this(
                mandate,
                purpose,
                model,
                dataset,
                rounds,
                training,
                aggregation,
                serverOptimizer,
                cohort,
                round,
                evaluation,
                auditors,
                limits,
                seed,
                Optional.empty());
    }

    /// @param architecture a named one
    /// @param seed of the initial weights
    /// @param initial the initial weights; a plan that is written has none yet, one that is started
    ///   does
    public record Model(String architecture, long seed, Optional<Weights> initial) {
        public Model(String architecture, long seed) {
            this(architecture, seed, Optional.empty());
        }
    }

    /// A model's file, by its bytes.
    ///
    /// @param bytes its size
    public record Weights(Sha256 sha256, long bytes) {}

    /// This plan with the weights that it starts from: what nodes consent to.
    public RunPlan startingFrom(Sha256 weights, long bytes) {
        return new RunPlan(
                mandate,
                purpose,
                new Model(
                        model.architecture(),
                        model.seed(),
                        Optional.of(new Weights(weights, bytes))),
                dataset,
                rounds,
                training,
                aggregation,
                serverOptimizer,
                cohort,
                round,
                evaluation,
                auditors,
                limits,
                seed,
                partnership);
    }

    /// What a node does in a round: SGD with momentum, a new optimizer each round.
    ///
    /// @param steps optimizer steps a round
    /// @param batchSize examples a step
    /// @param learningRate at the first step of the run
    /// @param proximalMu FedProx's μ; 0 is FedAvg
    public record Training(
            int steps,
            int batchSize,
            double learningRate,
            double momentum,
            double weightDecay,
            Schedule schedule,
            double proximalMu) {
        /// The learning rate at a local step of round-step `step` (0-based) of `rounds`.
        public double learningRateAt(int step, int rounds, int localStep) {
            return switch (schedule) {
                case CONSTANT -> learningRate;
                case COSINE -> {
                    double done = ((double) step * steps + localStep) / ((double) rounds * steps);
                    yield learningRate * 0.5 * (1 + StrictMath.cos(Math.PI * done));
                }
            };
        }
    }

    /// How the learning rate goes over all local steps of the run.
    public enum Schedule {
        CONSTANT,
        COSINE
    }

    /// The fold.
    ///
    /// @param weighting what an update's weight is
    /// @param maxExamples a claim of more counts as this many
    public record Aggregation(Rule rule, Weighting weighting, long maxExamples) {}

    /// Aggregation rules.
    public enum Rule {
        FEDAVG
    }

    /// What an update's weight is.
    public enum Weighting {
        EXAMPLES,
        UNIFORM
    }

    /// Who is asked in a round.
    ///
    /// @param min members whose updates must be included: with fewer nothing is published
    /// @param max nodes asked
    /// @param patience how long a round waits for more nodes than it needs before it opens
    /// @param revealsUpdates there where `min` is below [PlanLimits#SAFE_COHORT], and only there
    public record Cohort(int min, int max, Duration patience, Optional<Acceptance> revealsUpdates) {
        /// Of so many members that nobody can compute another's update.
        public Cohort(int min, int max, Duration patience) {
            this(min, max, patience, Optional.empty());
        }

        /// Whether a round may close with so few members that an update can be computed.
        public boolean small() {
            return min < PlanLimits.SAFE_COHORT;
        }
    }

    /// The word by which somebody takes upon itself what is said beside it.
    public enum Acceptance {
        ACCEPTED
    }

    /// When a round closes.
    ///
    /// @param deadline at the latest, after it opened
    /// @param quorum updates after which the others have only `grace` left
    public record RoundTimes(Duration deadline, int quorum, Duration grace) {}

    /// Held-out evaluation by one node.
    ///
    /// @param node that holds the held-out set
    /// @param dataset its name there
    /// @param deadline of one evaluation
    public record Evaluation(NodeId node, String dataset, Duration deadline) {}

    /// Bounds that a node can rely on.
    ///
    /// @param work most time that a node may spend on one work item
    /// @param failedRounds consecutive failed rounds after which the run fails
    public record Limits(Duration work, int failedRounds) {}
}
