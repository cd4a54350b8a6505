package org.foedus.portal;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Mark;
import org.foedus.portal.MemberView.Ref;

/// A mandate as the pages show it.
///
/// @param due as it is now, with what was granted since
/// @param marks what the clock says about it
/// @param tasks how many it has
/// @param done how many of them are verified
public record MandateView(
        String id,
        Written title,
        Ref lead,
        Instant due,
        MandateStatus status,
        SortedSet<Mark> marks,
        int tasks,
        int done) {
    public MandateView {
        marks = Collections.unmodifiableSortedSet(new TreeSet<>(marks));
    }

    /// The whole mandate: its text (lines are kept), who issued it when, and the runs under it.
    public record Full(
            MandateView mandate, Written text, Ref issuer, Instant issued, List<RunView> runs) {
        public Full {
            runs = List.copyOf(runs);
        }
    }
}
