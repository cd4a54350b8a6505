package org.foedus.cli.alliance;

import java.util.List;
import java.util.Optional;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;
import org.foedus.core.vote.ProposalId;
import org.foedus.portal.act.Questions;

/// Putting questions to the vote.
public final class Proposing {
    private Proposing() {}

    /// Proposes, and tells what became of it: with one voter, it may be decided at once.
    public static Proposal put(
            Access by, Optional<ProposalId> id, String title, String text, Matter matter) {
        var chosen = id.orElseGet(() -> Questions.freeId(by.state(), matter, title));
        by.submit(h -> new VotingClaim.Propose(h, chosen, title, text, matter), List.of());
        return InvariantViolation.present(
                by.state().proposals().get(chosen), "no proposal " + chosen);
    }
}
