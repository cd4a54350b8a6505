package org.foedus.core.alliance;

import java.util.SortedMap;
import org.foedus.core.claim.CommuniqueClaim;
import org.foedus.core.communique.Communique;
import org.foedus.core.entry.Entry;
import org.foedus.core.error.InvariantViolation;

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

    private static InvariantViolation elsewhere(Object id, long index) {
        return new InvariantViolation("the text of " + id + " is not in entry " + index);
    }
}
