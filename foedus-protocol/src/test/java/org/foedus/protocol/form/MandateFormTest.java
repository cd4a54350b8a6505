package org.foedus.protocol.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.foedus.core.alliance.MemberId;
import org.foedus.core.error.ErrorCode;
import org.foedus.core.error.FoedusException;
import org.foedus.core.mandate.Instruction;
import org.foedus.core.mandate.Mandate;
import org.foedus.core.mandate.MandateId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MandateFormTest {
    private static final Instant NOW = Instant.parse("2027-01-01T10:00:00.5Z");
    private static final String FULL =
            """
            id: clothes
            title: A classifier of clothes
            text: |
              Train one together.
              Publish it.
            lead: brazil
            due: 2027-03-31
            tasks:
              - title: Agree on a plan
                due: in 7d
              - title: Train
            """;

    private static Instruction read(String yaml) {
        return MandateForm.read("mandate.yaml", yaml.getBytes(StandardCharsets.UTF_8), NOW);
    }

    @Test
    void everyFieldIsReadAndATaskWithoutADateIsDueWithItsMandate() {
        assertThat(read(FULL))
                .isEqualTo(
                        new Instruction(
                                new MandateId("clothes"),
                                "A classifier of clothes",
                                "Train one together.\nPublish it.",
                                new MemberId("brazil"),
                                Instant.parse("2027-03-31T23:59:59Z"),
                                List.of(
                                        new Mandate.Task(
                                                "Agree on a plan",
                                                Instant.parse("2027-01-08T10:00:00Z")),
                                        new Mandate.Task(
                                                "Train", Instant.parse("2027-03-31T23:59:59Z"))),
                                java.util.Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id: clothes|id: a_b|1: id: expected a name",
                "title: A classifier of clothes|title: 7|2: title: expected a text",
                "text: |texts: |3: texts: unknown field (did you mean text?)",
                "lead: brazil|lead:|6: lead: expected a name of a-z, 0-9 and inner hyphens, found"
                        + " nothing",
                "due: 2027-03-31|due: soon|7: due: expected a date such as",
                "due: in 7d|due: in a week|10: tasks[0].due: expected a date such as",
                "- title: Train|- Train|11: tasks[1]: expected fields, found 'Train'",
            })
    void eachFieldWrongIsNamedWithItsLine(String right, String wrong, String message) {
        assertThat(FULL).contains(right);
        assertThatThrownBy(() -> read(FULL.replace(right, wrong)))
                .isInstanceOfSatisfying(
                        FoedusException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
                            assertThat(e.reason()).contains("mandate.yaml:" + message);
                        });
    }

    @Test
    void tooManyTasksAreRefused() {
        assertThatThrownBy(() -> read(FULL + "  - title: More\n".repeat(50)))
                .hasMessageContaining("tasks: expected a list of at most 50, found a list of 52");
    }
}
