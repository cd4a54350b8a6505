package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a member's own machine adds to every page.
///
/// @param ticket that each form brings back, so that no other page's form counts
/// @param waiting how much waits for this member
/// @param offers what may be done on this page
/// @param touched when the hub was last heard of, null if never since the start
/// @param trouble why the copy of the ledger may be old, null while the hub answers
/// @param alarms that the owner has not acknowledged: nothing is signed while there is one
public record Seat(
        String ticket,
        int waiting,
        List<Offer> offers,
        @Nullable Instant touched,
        @Nullable Said trouble,
        List<Alarm> alarms) {
    public Seat {
        offers = List.copyOf(offers);
        alarms = List.copyOf(alarms);
    }

    /// What the hub was caught at.
    ///
    /// @param why what was expected and what was found, in the words of the rules
    public record Alarm(Said what, String why) {}
}
