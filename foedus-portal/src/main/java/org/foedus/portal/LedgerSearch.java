package org.foedus.portal;

import java.util.List;

/// What is looked for in the ledger.
///
/// @param words that an entry must have, empty for all entries
/// @param type of entry, empty for all
/// @param types that there are
/// @param searched how many entries were looked through, from the first on
/// @param more whether older entries fit, too
public record LedgerSearch(
        String words, String type, List<String> types, long searched, boolean more) {
    public LedgerSearch {
        types = List.copyOf(types);
    }

    /// Nothing is looked for.
    public static LedgerSearch none(List<String> types) {
        return new LedgerSearch("", "", types, 0, false);
    }

    public boolean active() {
        return !words.isEmpty() || !type.isEmpty();
    }
}
