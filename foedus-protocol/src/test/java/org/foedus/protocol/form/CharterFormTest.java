package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.foedus.core.alliance.AdmissionRule;
import org.foedus.core.alliance.Charter;
import org.foedus.core.alliance.MemberClass;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CharterFormTest {
    private static final String FULL =
            """
            name: Alliance of Two
            lead: brazil
            admission:
              threshold: 0.6
              quorum: 0.75
            mandates: full-members
            founders:
              - id: brazil
                name: Brazilian Association for AI
                country: BR
                class: full
              - id: norway
                name: Norwegian Association for AI
                country: NO
                class: observer
            """;

    private static Charter read(String yaml) {
        return CharterForm.read("charter.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyFieldIsRead() {
        var charter = read(FULL);
        assertThat(charter.name()).isEqualTo("Alliance of Two");
        assertThat(charter.lead()).isEqualTo(new MemberId("brazil"));
        assertThat(charter.admission()).isEqualTo(new AdmissionRule(0.6, 0.75));
        assertThat(charter.mandateIssuers()).isEqualTo(Charter.MandateIssuers.FULL_MEMBERS);
        assertThat(charter.founders()).hasSize(2);
        assertThat(charter.founders().getLast())
                .isEqualTo(
                        new Charter.Founder(
                                new MemberId("norway"),
                                "Norwegian Association for AI",
                                "NO",
                                MemberClass.OBSERVER));
    }

    @Test
    void theDefaultsAreAMajorityOfHalfAndMandatesByTheLead() {
        var charter = read("name: A\nlead: brazil\n");
        assertThat(charter.admission()).isEqualTo(new AdmissionRule(0.5, 0.5));
        assertThat(charter.mandateIssuers()).isEqualTo(Charter.MandateIssuers.LEAD);
        assertThat(charter.founders()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: Alliance of Two|name: ' '|1: name: expected a text of 1 to 120 characters",
                "lead: brazil|lead: Brazil|2: lead: expected a name",
                "lead: brazil|lead: norway|2: lead: expected one of the founders, of class founding"
                        + " or full",
                "lead: brazil|lead: peru|2: lead: expected one of the founders",
                "threshold: 0.6|threshold: 1|4: admission.threshold: expected a number in [0, 1)",
                "quorum: 0.75|quorum: 75 %|5: admission.quorum: expected a number in (0, 1]",
                "mandates: full-members|mandates: full_members|6: mandates: expected lead or"
                        + " full-members, found 'full_members'",
                "- id: brazil|- id: BR|8: founders[0].id: expected a name",
                "Norwegian Association for AI|''|13: founders[1].name: expected a text",
                "country: NO|country: Norway|14: founders[1].country: expected a text of 1 to 2",
                "country: NO|country: no|14: founders[1].country: country 'no': expected two",
                "class: observer|class: guest|15: founders[1].class: expected founding or full or"
                        + " associate or observer",
                "class: full|clas: full|11: founders[0].clas: unknown field (did you mean class?)",
                "- id: norway|- id: brazil|7: founders: expected at most 256, each named once",
            })
    void eachFieldWrongIsNamedWithItsLine(String right, String wrong, String message) {
        assertThat(FULL).contains(right);
        assertThatThrownBy(() -> read(FULL.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.BAD_CHARTER);
                            assertThat(e.reason()).contains("charter.yaml:" + message);
                        });
    }
}
