package org.foedus.portal;

import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.Charter;
import org.foedus.portal.MemberView.Ref;
import org.foedus.portal.RunView.Link;
import org.jspecify.annotations.Nullable;

/// A version of the charter as the pages show it.
///
/// @param current the version in force
/// @param screeners who may record how an applicant was screened
/// @param versions those that were decided, newest first
public record CharterView(
        int version,
        int current,
        Charter charter,
        Ref lead,
        List<Ref> screeners,
        List<Weight> weights,
        List<Version> versions) {
    public CharterView {
        screeners = List.copyOf(screeners);
        weights = List.copyOf(weights);
        versions = List.copyOf(versions);
    }

    /// A member with more than one vote.
    public record Weight(Ref member, int votes) {}

    /// How a version came about; the founders' has no proposal, and stands in entry 0.
    public record Version(int number, @Nullable Link proposal, @Nullable Instant at) {}
}
