package org.foedus.core.claim;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.foedus.core.communique.Communique;
import org.foedus.core.communique.CommuniqueId;

/// Claims about communiqués.
public sealed interface CommuniqueClaim extends Claim {
    CommuniqueId communique();

    /// @param language of the authentic text
    /// @param texts by language
    /// @param voice in whose name
    record PublishCommunique(
            Header header,
            CommuniqueId communique,
            String language,
            SortedMap<String, Communique.Text> texts,
            Communique.Voice voice,
            Optional<Communique.About> about,
            Communique.Audience audience)
            implements CommuniqueClaim {
        public PublishCommunique {
            texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
        }
    }

    /// The texts stay in the ledger.
    record WithdrawCommunique(Header header, CommuniqueId communique, String reason)
            implements CommuniqueClaim {}
}
