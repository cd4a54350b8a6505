package org.foedus.audit;

import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;

/// The bodies that the ledger names, entry after entry.
final class BodyDigests {
    private final NavigableSet<Sha256> kept = new TreeSet<>();
    private final SortedMap<Sha256, Long> erased = new TreeMap<>();
    private long index;

    void note(Entry entry) {
        switch (entry) {
            case Entry.Claimed e -> kept.addAll(e.claim().bodies());
            case Entry.BodyErased e -> {
                kept.remove(e.body());
                erased.put(e.body(), index);
            }
            case Entry.Founded _,
                    Entry.HubAddresses _,
                    Entry.Admitted _,
                    Entry.Rejected _,
                    Entry.VoteOpened _,
                    Entry.VoteExtended _,
                    Entry.Decided _,
                    Entry.WorkRefused _,
                    Entry.RoundOpened _,
                    Entry.RoundClosed _,
                    Entry.RoundPublished _,
                    Entry.RoundFailed _,
                    Entry.RunFinished _,
                    Entry.RunFailed _,
                    Entry.UpdatesDropped _,
                    Entry.Recovered _ -> {
                // no bodies
            }
        }
        index++;
    }

    /// Named by a claim and not erased.
    SortedSet<Sha256> kept() {
        return kept;
    }

    /// Erased ones, with the entry that says so.
    SortedMap<Sha256, Long> erased() {
        return erased;
    }
}
