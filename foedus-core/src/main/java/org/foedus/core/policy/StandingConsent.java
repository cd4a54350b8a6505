package org.foedus.core.policy;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.run.RunPlan;

/// A consent that the owner gave in advance, to all plans of which its condition holds.
///
/// @param name used once: what was granted under it stays known by it
/// @param until permits nothing from then on
/// @param revealsUpdates without it no plan whose rounds may close with so few members that another
///   can compute this one's update
public record StandingConsent(
        String name, Condition when, Instant until, Optional<RunPlan.Acceptance> revealsUpdates) {
    public StandingConsent(String name, Condition when, Instant until) {
        this(name, when, until, Optional.empty());
    }

    /// Most at a time.
    public static final int MAX = 100;

    private static final String PREFIX = "standing:";

    public boolean expired(Instant now) {
        return !now.isBefore(until);
    }

    /// By whom a consent under it is: not the name of any rule.
    public String by() {
        return by(name);
    }

    /// By whom consents under the standing one of that name are.
    public static String by(String name) {
        return PREFIX + name;
    }

    /// Whether a consent was given under a standing one.
    public static boolean given(String by) {
        return by.startsWith(PREFIX);
    }

    /// The name of the standing consent under which `by` was given.
    public static String nameIn(String by) {
        return by.substring(PREFIX.length());
    }
}
