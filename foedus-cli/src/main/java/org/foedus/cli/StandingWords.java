package org.foedus.cli;

import java.time.Instant;
import org.foedus.core.policy.StandingConsent;
import org.foedus.core.policy.StandingConsents;

/// Says standing consents.
final class StandingWords {
    private StandingWords() {}

    static void sayAll(Output output, StandingConsents consents, Instant now) {
        consents.list().forEach(c -> say(output, c, now));
    }

    static void say(Output output, StandingConsent consent, Instant now) {
        boolean expired = consent.expired(now);
        boolean reveals = consent.revealsUpdates().isPresent();
        output.say(
                "%s permits until %s%s, if %s%s"
                        .formatted(
                                consent.by(),
                                consent.until(),
                                expired ? " (expired)" : "",
                                consent.when().words(),
                                reveals ? "; also where a small cohort reveals updates" : ""));
        output.event(
                "standing",
                fields ->
                        fields.put("name", consent.name())
                                .put("when", consent.when().text())
                                .put("words", consent.when().words())
                                .put("until", consent.until().toString())
                                .put("expired", expired)
                                .put("reveals_updates", reveals));
    }
}
