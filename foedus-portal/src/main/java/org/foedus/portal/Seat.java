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
public record Seat(
        String ticket,
        int waiting,
        List<Offer> offers,
        @Nullable Instant touched,
        @Nullable Said trouble) {
    public Seat {
        offers = List.copyOf(offers);
    }
}
