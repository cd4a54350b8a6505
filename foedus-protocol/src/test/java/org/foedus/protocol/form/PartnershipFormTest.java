package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.FoedusException;
import org.foedus.core.partnership.Partnership;
import org.junit.jupiter.api.Test;

final class PartnershipFormTest {
    private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
    private static final String OFFER =
            """
            id: xrays
            members: [india, brazil]
            until: in 365d
            results: members
            title: X-rays
            goals: One model of lungs.
            datasets: [xrays]
            models: [lenet5]
            compute: One card each.
            """;

    private static PartnershipForm.Offer read(String yaml) {
        return PartnershipForm.read("offer.yaml", yaml.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @Test
    void everyFieldIsRead() {
        var offer = read(OFFER);
        assertThat(offer.id().value()).isEqualTo("xrays");
        assertThat(offer.members()).containsExactly(new MemberId("brazil"), new MemberId("india"));
        assertThat(offer.until()).isEqualTo(NOW.plus(Duration.ofDays(365)));
        assertThat(offer.results()).isEqualTo(Partnership.Results.MEMBERS);
        assertThat(offer.terms().title()).isEqualTo("X-rays");
        assertThat(offer.terms().datasets()).containsExactly("xrays");
        assertThat(offer.terms().compute()).isEqualTo("One card each.");
    }

    @Test
    void theModelsAreForPartnersUnlessItSaysOtherwise() {
        assertThat(read(OFFER.replace("results: members\n", "")).results())
                .isEqualTo(Partnership.Results.PARTNERS);
    }

    @Test
    void whatIsMissingOrUnknownIsNamedWithItsLine() {
        assertThatThrownBy(() -> read(OFFER.replace("goals:", "goal:")))
                .isInstanceOf(FoedusException.class)
                .hasMessageContaining("offer.yaml:6: goal: unknown field (did you mean goals?)")
                .hasMessageContaining("goals: missing");
    }

    @Test
    void membersAreReadFromAnOption() {
        assertThat(PartnershipForm.members("india, brazil"))
                .containsExactly(new MemberId("brazil"), new MemberId("india"));
    }
}
