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
/// @param stakes proposals that would replace the organisation key of this member
public record Seat(
        String ticket,
        int waiting,
        List<Offer> offers,
        @Nullable Instant touched,
        @Nullable Said trouble,
        List<Alarm> alarms,
        List<Stake> stakes) {
    public Seat {
        offers = List.copyOf(offers);
        alarms = List.copyOf(alarms);
        stakes = List.copyOf(stakes);
    }

    public Seat(
            String ticket,
            int waiting,
            List<Offer> offers,
            @Nullable Instant touched,
            @Nullable Said trouble,
            List<Alarm> alarms) {
        this(ticket, waiting, offers, touched, trouble, alarms, List.of());
    }

    /// A proposal that would replace this member's organisation key, and until when it is open.
    public record Stake(String proposal, Instant until) {}

    /// What the hub was caught at.
    ///
    /// @param why what was expected and what was found, in the words of the rules
    public record Alarm(Said what, String why) {}
}
