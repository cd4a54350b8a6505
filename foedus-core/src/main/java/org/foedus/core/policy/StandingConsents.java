package org.foedus.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The owner's standing consents, in order.
///
/// @param known false where they can't be read: nothing is permitted by them then, and nothing that
///   was is said to have ended
public record StandingConsents(List<StandingConsent> list, boolean known) {
    public static final StandingConsents NONE = new StandingConsents(List.of(), true);
    public static final StandingConsents UNKNOWN = new StandingConsents(List.of(), false);

    public StandingConsents {
        list = List.copyOf(list);
    }

    /// Why the standing consent under which `by` was given holds no longer; empty if it does, or if
    /// it was given otherwise.
    public Optional<String> ended(String by, Instant now) {
        if (!StandingConsent.given(by) || !known) {
            return Optional.empty();
        }
        var name = StandingConsent.nameIn(by);
        return list.stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .map(c ->
                        c.expired(now)
                                ? Optional.of("standing consent " + name + " has expired")
                                : Optional.<String>empty())
                .orElseGet(() -> Optional.of("standing consent " + name + " was removed"));
    }

    /// When the next of them expires after `now`.
    public Optional<Instant> nextEnd(Instant now) {
        return list.stream()
                .map(StandingConsent::until)
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }

    /// Whether work under a consent given by `by` may go on: it was given otherwise, or its
    /// standing consent is here and has not expired.
    public boolean holds(String by, Instant now) {
        return !StandingConsent.given(by) || known && ended(by, now).isEmpty();
    }
}
