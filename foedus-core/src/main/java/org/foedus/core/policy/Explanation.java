package org.foedus.core.policy;

import java.util.List;

/// How a policy came to its decision.
///
/// @param judgements of every rule, then of every standing consent, in order
public record Explanation(List<Judgement> judgements, NodePolicy.Decision decision) {
    public Explanation {
        judgements = List.copyOf(judgements);
    }

    /// What one rule, or one standing consent, says.
    ///
    /// @param by its name; a standing consent's begins with `standing:`
    /// @param decides whether the decision is its
    /// @param expired whether it is a standing consent whose time is over
    public record Judgement(
            String by,
            NodePolicy.Effect effect,
            Outcome outcome,
            List<Part> parts,
            boolean decides,
            boolean expired) {
        public Judgement {
            parts = List.copyOf(parts);
        }
    }
}
