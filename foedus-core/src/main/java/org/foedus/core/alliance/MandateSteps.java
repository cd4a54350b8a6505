package org.foedus.core.alliance;

import java.time.Instant;
import java.util.Optional;
import org.foedus.core.claim.MandateClaim;
import org.foedus.core.mandate.Extension;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateStatus;
import org.foedus.core.mandate.Report;

/// The part of [Transition] about mandates: what a legal claim makes of one.
final class MandateSteps {
    private MandateSteps() {}

    /// @param entry index of the entry that has the claim
    static Mandate on(Mandate mandate, MandateClaim claim, MemberId by, long entry, Instant at) {
        return switch (claim) {
            case MandateClaim.AcknowledgeMandate _ ->
                    mandate.on(MandateStatus.Event.ACKNOWLEDGE, by, at, "");
            case MandateClaim.Report c ->
                    mandate.on(MandateRules.eventOf(c))
                            .reported(
                                    new Report(
                                            mandate.reports().size() + 1,
                                            by,
                                            at,
                                            c.task(),
                                            c.progress(),
                                            entry,
                                            Optional.empty()));
            case MandateClaim.CheckReport c -> {
                var whole = mandate.reports().get(c.report() - 1).task().isEmpty();
                var moved = whole ? mandate.on(MandateRules.eventOf(c.finding())) : mandate;
                yield moved.checked(c.report(), new Report.Check(by, at, c.finding(), c.reason()));
            }
            case MandateClaim.AskExtension c ->
                    mandate.asked(
                            new Extension(
                                    mandate.extensions().size() + 1,
                                    by,
                                    at,
                                    c.task(),
                                    c.task().map(mandate::dueNow).orElseGet(mandate::dueNow),
                                    c.until(),
                                    c.reason(),
                                    Optional.empty()));
            case MandateClaim.AnswerExtension c ->
                    mandate.answered(
                            c.extension(), new Extension.Answer(by, at, c.granted(), c.reason()));
            case MandateClaim.CancelMandate c ->
                    mandate.on(MandateStatus.Event.CANCEL, by, at, c.reason());
        };
    }
}
