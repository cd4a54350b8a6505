package org.foedus.portal;

import java.util.List;
import org.foedus.core.run.PlanLimits;
import org.jspecify.annotations.Nullable;

/// A plan that asks for this node's data, for its owner to decide on.
///
/// @param smallest members whose updates a version takes, at least
/// @param consent what the node said so far
/// @param by whose word that was: a rule's name or `owner`
/// @param verdict what the policy says now
/// @param rule that decides, empty if none
/// @param reasons comparisons of that rule, as the owner wrote them
/// @param objections why data here may not be used for it
/// @param findings of a look at the data
/// @param able whether the node can do any of the plan's work
/// @param offers what the owner may do
public record PlanView(
        RunView run,
        MemberView.Ref startedBy,
        String purpose,
        String dataset,
        boolean here,
        String architecture,
        int rounds,
        int steps,
        int smallest,
        List<String> auditors,
        @Nullable String partnership,
        String digest,
        RunView.Consent consent,
        String by,
        Verdict verdict,
        String rule,
        List<Reason> reasons,
        List<String> objections,
        List<Said> findings,
        boolean able,
        List<Offer> offers) {
    public PlanView {
        auditors = List.copyOf(auditors);
        reasons = List.copyOf(reasons);
        objections = List.copyOf(objections);
        findings = List.copyOf(findings);
        offers = List.copyOf(offers);
    }

    /// Whether another member can compute this node's update.
    boolean reveals() {
        return smallest < PlanLimits.SAFE_COHORT;
    }

    Tone tone() {
        return switch (consent) {
            case PENDING -> Tone.BUSY;
            case GIVEN -> Tone.GOOD;
            case REFUSED, WITHDRAWN -> Tone.WARN;
        };
    }

    /// What the policy says.
    public enum Verdict {
        PERMITS,
        REFUSES,
        /// It waits for the owner.
        ASKS;

        Tone tone() {
            return switch (this) {
                case PERMITS -> Tone.GOOD;
                case REFUSES -> Tone.BAD;
                case ASKS -> Tone.BUSY;
            };
        }
    }

    /// One comparison.
    ///
    /// @param value `true`, `false`, or why there is none
    public record Reason(String text, String value) {}
}
