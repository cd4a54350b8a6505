package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.digest.Sha256;
import org.foedus.core.entry.Entry;

/// The newest recovery of the ledger, and who confirmed it.
///
/// @param id leaf hash of its entry, which holds the root of all entries before it
/// @param index of its entry
/// @param from entries that the hub had left
/// @param missing nodes that did not say what their mirrors hold
/// @param confirmed full members that agreed to go on without them
/// @param needed how many must agree
public record Recovery(
        Sha256 id,
        long index,
        Instant at,
        long from,
        SortedSet<NodeId> heard,
        SortedSet<NodeId> missing,
        SortedSet<MemberId> confirmed,
        int needed) {
    public Recovery {
        heard = Collections.unmodifiableSortedSet(new TreeSet<>(heard));
        missing = Collections.unmodifiableSortedSet(new TreeSet<>(missing));
        confirmed = Collections.unmodifiableSortedSet(new TreeSet<>(confirmed));
    }

    /// What `entry` begins in `state`: over at once if every node was heard.
    static Recovery begun(AllianceState state, Entry.Recovered entry, Sha256 leafHash) {
        int needed =
                entry.missing().isEmpty()
                        ? 0
                        : state.rules().admission().quorumOf(state.electorate().size());
        return new Recovery(
                leafHash,
                state.size(),
                entry.at(),
                entry.from(),
                entry.heard(),
                entry.missing(),
                Collections.emptySortedSet(),
                needed);
    }

    /// Whether the alliance goes on from it.
    public boolean settled() {
        return confirmed.size() >= needed;
    }

    Recovery confirmedBy(MemberId member) {
        var more = new TreeSet<>(confirmed);
        more.add(member);
        return new Recovery(id, index, at, from, heard, missing, more, needed);
    }
}
