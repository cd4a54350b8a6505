package org.foedus.core.claim;

import java.util.Optional;
import org.foedus.core.alliance.Choice;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.ProposalId;

/// Claims about proposals and the votes on them.
public sealed interface VotingClaim extends Claim {
    /// Puts a question to the vote, which opens at once.
    record Propose(Header header, ProposalId proposal, String title, String text, Matter matter)
            implements VotingClaim {}

    /// A vote on a proposal; the last one counts.
    record Ballot(Header header, ProposalId proposal, Choice choice) implements VotingClaim {}

    /// A voter declares a conflict of interest, on an application or on a proposal: one of the two.
    record Recuse(
            Header header,
            Optional<MemberId> applicant,
            Optional<ProposalId> proposal,
            String reason)
            implements VotingClaim {}

    /// Whoever put a question takes it back.
    record WithdrawProposal(Header header, ProposalId proposal, String reason)
            implements VotingClaim {}

    /// The member whose organisation key a question would replace holds it still: the question is
    /// over. Anything else that the key signs does the same.
    record StopProposal(Header header, ProposalId proposal, String reason) implements VotingClaim {}
}
