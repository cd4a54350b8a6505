package org.foedus.core.claim;

import java.util.Optional;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.rule.Refusal;

/// What becomes of a claim.
public sealed interface Verdict {
    /// Legal: it may be appended.
    record Accepted() implements Verdict {}

    /// A retry of the claim in entry `index`; it gets the same answer and changes nothing.
    record Repeated(long index) implements Verdict {}

    /// The signer's fault: do not retry.
    record Rejected(ErrorCode code, String reason, Optional<Refusal> refusal) implements Verdict {
        public Rejected(Refusal refusal) {
            this(refusal.rule().code(), refusal.why(), Optional.of(refusal));
        }

        public Rejected(ErrorCode code, String reason) {
            this(code, reason, Optional.empty());
        }

        /// Refused to whom.
        public Rejected by(String actor) {
            return refusal.map(r -> r.by(actor))
                    .map(r -> new Rejected(code, r.why(), Optional.of(r)))
                    .orElse(this);
        }

        /// As a failure.
        public FoedusException failure() {
            return refusal.map(r -> new FoedusException(code, r))
                    .orElseGet(() -> new FoedusException(code, reason));
        }
    }

    /// Nobody's fault: late, or already answered.
    record Discarded(String reason) implements Verdict {}
}
