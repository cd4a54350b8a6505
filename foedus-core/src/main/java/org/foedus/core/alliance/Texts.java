package org.foedus.core.alliance;

import java.util.SortedMap;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.claim.VotingClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;
import org.foedus.core.name.Names;
import org.foedus.core.vote.Matter;
import org.foedus.core.vote.Proposal;

/// The long texts of an alliance, read where they lie. [AllianceState] keeps of each only the index
/// of its entry: however much is said, the state stays small, and the ledger is on disk.
@FunctionalInterface
public interface Texts {
    /// The entry of an index that the state names.
    Entry entry(long index);

    /// What a communiqué says, by language, the authentic text among them.
    default SortedMap<String, Communique.Text> of(Communique communique) {
        if (entry(communique.entry()) instanceof Entry.Claimed claimed
                && claimed.claim() instanceof CommuniqueClaim.PublishCommunique said) {
            return Communique.clean(said.texts());
        }
        throw elsewhere(communique.id(), communique.entry());
    }

    /// What it says in a language, or else the authentic text.
    default Communique.Text of(Communique communique, String language) {
        var texts = of(communique);
        return InvariantViolation.present(
                texts.getOrDefault(language, texts.get(communique.language())),
                communique.id() + ": no authentic text");
    }

    /// What a proposal says.
    default String text(Proposal proposal) {
        return Names.text("text", put(proposal).text(), Proposal.MAX_TEXT);
    }

    /// What it would do, or did, in full.
    default Matter matter(Proposal proposal) {
        return put(proposal).matter();
    }

    private VotingClaim.Propose put(Proposal proposal) {
        if (entry(proposal.entry()) instanceof Entry.Claimed claimed
                && claimed.claim() instanceof VotingClaim.Propose put) {
            return put;
        }
        throw elsewhere(proposal.id(), proposal.entry());
    }

    private static InvariantViolation elsewhere(Object id, long index) {
        return new InvariantViolation("the text of " + id + " is not in entry " + index);
    }
}
