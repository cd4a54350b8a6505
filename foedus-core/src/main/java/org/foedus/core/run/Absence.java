package org.foedus.core.run;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.foedus.core.alliance.NodeId;
import org.foedus.core.claim.Claim;

/// Why a node is no candidate for a run's next round.
public sealed interface Absence {
    /// It has not answered the plan.
    record Unanswered() implements Absence {}

    /// It refused the plan, or took its consent back.
    record Unwilling(Claim.Decision decision, String reason) implements Absence {}

    /// It said that it can't.
    record Incapable(String reason, Optional<Instant> until) implements Absence {}

    /// The hub has not heard of it lately: the hub's word alone.
    record Unreachable() implements Absence {}

    /// Empty for a node that may be asked now.
    static Optional<Absence> of(Run run, NodeId node, boolean reachable, Instant now) {
        var consent = run.consents().get(node);
        if (consent == null) {
            return Optional.of(new Unanswered());
        }
        if (!consent.granted()) {
            return Optional.of(new Unwilling(consent.decision(), consent.reason()));
        }
        var unable = run.unable().get(node);
        if (unable != null && !unable.over(now)) {
            return Optional.of(new Incapable(unable.reason(), unable.until()));
        }
        return reachable ? Optional.empty() : Optional.of(new Unreachable());
    }

    /// In plain words.
    default String text() {
        return switch (this) {
            case Unanswered _ -> "has not answered the plan";
            case Unwilling u ->
                    u.decision().name().toLowerCase(Locale.ROOT)
                            + (u.reason().isEmpty() ? "" : ": " + u.reason());
            case Incapable i -> i.reason() + i.until().map(t -> " (until " + t + ")").orElse("");
            case Unreachable _ -> "is not reachable";
        };
    }
}
