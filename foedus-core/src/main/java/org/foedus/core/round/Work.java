package org.foedus.core.round;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.Claim;
import org.foedus.core.digest.Sha256;

/// A work item and what became of it.
public record Work(WorkItem item, Answer answer) {
    public static Work asked(WorkItem item) {
        return new Work(item, new Asked());
    }

    public boolean open() {
        return answer instanceof Asked;
    }

    public Optional<Done> done() {
        return answer instanceof Done done ? Optional.of(done) : Optional.empty();
    }

    public Work answered(Answer next) {
        return new Work(item, next);
    }

    /// What became of it. The first answer counts, once.
    public sealed interface Answer {}

    /// Nothing yet.
    public record Asked() implements Answer {}

    /// The claim was accepted.
    ///
    /// @param claimDigest of the claim's exact payload: a retry of the same is recognised by it
    public record Done(Claim.WorkDone claim, Sha256 claimDigest, Instant at) implements Answer {}

    /// The node said no.
    public record Declined(String reason, Instant at) implements Answer {}

    /// The hub refused what the node sent.
    public record Refused(String reason, Instant at) implements Answer {}
}
