package org.foedus.portal.state;

import java.util.ArrayList;
import java.util.Optional;
import org.foedus.core.alliance.AllianceState;
import org.foedus.core.alliance.Party;
import org.foedus.core.entry.Entry;
import org.foedus.portal.EntryView;
import org.foedus.portal.Page;
import org.foedus.protocol.json.EntryCodec;

/// The part of [Site] about the ledger.
final class LedgerViews {
    private static final int ENTRIES_PER_PAGE = 50;

    private final AllianceState state;
    private final Outside outside;

    LedgerViews(AllianceState state, Outside outside) {
        this.state = state;
        this.outside = outside;
    }

    /// Entries, newest first.
    Page list(Asked asked) {
        long before = asked.number("before", state.size(), 0, state.size());
        long from = Math.max(0, before - ENTRIES_PER_PAGE);
        var views = new ArrayList<EntryView>();
        var lines = outside.entries(from, (int) (before - from));
        for (int i = lines.size() - 1; i >= 0; i--) {
            var entry = EntryCodec.read(lines.get(i));
            views.add(EntryViews.summary(entry, from + i, lines.get(i), signer(entry)));
        }
        return new Page.Ledger(views, before, state.size(), ENTRIES_PER_PAGE);
    }

    /// @param number as it stands in the path
    Optional<Page> entry(String number) {
        long index;
        try {
            index = Long.parseLong(number);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        if (index < 0 || index >= state.size()) {
            return Optional.empty();
        }
        var line = outside.entries(index, 1).getFirst();
        var entry = EntryCodec.read(line);
        return Optional.of(new Page.Entry(EntryViews.full(entry, index, line, signer(entry))));
    }

    private Optional<String> signer(Entry entry) {
        return entry instanceof Entry.Claimed c
                ? Optional.of(
                        Optional.ofNullable(state.parties().get(c.envelope().key()))
                                .map(Party::label)
                                .orElse("applicant"))
                : Optional.empty();
    }
}
