package org.foedus.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.foedus.core.alliance.MemberId;
import org.foedus.protocol.form.MandateForm;
import org.foedus.protocol.form.PartnershipForm;
import org.foedus.protocol.message.Language;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The examples that forms begin with can be read as they are, in each language.
class GivenTest {
    private static final Instant NOW = Samples.NOW;

    private static byte[] said(Language language, Said said) {
        return Words.in(language).of(said).getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aMandateBeginsWithOneThatCouldBePublished(Language language) {
        var said = Said.of("given.mandate", "id", "null", "lead", "123");

        var mandate = MandateForm.read("m", said(language, said), NOW);

        assertThat(mandate.lead()).isEqualTo(new MemberId("123"));
        assertThat(mandate.due()).isEqualTo(NOW.plus(Duration.ofDays(90)));
        assertThat(mandate.tasks()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aPartnershipBeginsWithOneThatCouldBeOffered(Language language) {
        var said = Said.of("given.partnership", "id", "true", "us", "123", "other", "null");

        var offer = PartnershipForm.read("p", said(language, said), NOW);

        assertThat(offer.members()).containsExactly(new MemberId("123"), new MemberId("null"));
        assertThat(offer.terms().goals()).isNotBlank();
    }
}
