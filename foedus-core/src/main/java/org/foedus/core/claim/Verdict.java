package org.foedus.core.claim;

import org.foedus.core.error.ErrorCode;

/// What becomes of a claim.
public sealed interface Verdict {
    /// Legal: it may be appended.
    record Accepted() implements Verdict {}

    /// A retry of the claim in entry `index`; it gets the same answer and changes nothing.
    record Repeated(long index) implements Verdict {}

    /// The signer's fault: do not retry.
    record Rejected(ErrorCode code, String reason) implements Verdict {}

    /// Nobody's fault: late, or already answered.
    record Discarded(String reason) implements Verdict {}
}
