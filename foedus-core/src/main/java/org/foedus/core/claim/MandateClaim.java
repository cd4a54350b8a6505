package org.foedus.core.claim;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.foedus.core.digest.Sha256;
import org.foedus.core.mandate.MandateId;

/// Claims about a mandate after its publication.
public sealed interface MandateClaim extends Claim {
    MandateId mandate();

    /// The lead knows of it.
    record AcknowledgeMandate(Header header, MandateId mandate) implements MandateClaim {}

    /// @param task the number of the task that it is about; the whole mandate if none
    record Report(
            Header header,
            MandateId mandate,
            Optional<Integer> task,
            org.foedus.core.mandate.Report.Progress progress,
            String text,
            List<Sha256> evidence)
            implements MandateClaim {
        public Report {
            evidence = List.copyOf(evidence);
        }
    }

    /// What someone other than the executor makes of a report that says done.
    record CheckReport(
            Header header,
            MandateId mandate,
            int report,
            org.foedus.core.mandate.Report.Finding finding,
            String reason)
            implements MandateClaim {}

    record AskExtension(
            Header header, MandateId mandate, Optional<Integer> task, Instant until, String reason)
            implements MandateClaim {}

    record AnswerExtension(
            Header header, MandateId mandate, int extension, boolean granted, String reason)
            implements MandateClaim {}

    record CancelMandate(Header header, MandateId mandate, String reason) implements MandateClaim {}
}
